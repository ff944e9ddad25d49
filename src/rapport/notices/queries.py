"""Notices as their reader may see them now: rights are asked again whenever one is shown or mailed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from rapport.accounts.models import AudienceUser
from rapport.accounts.queries import Viewer
from rapport.events import telling
from rapport.notices.kinds import KINDS
from rapport.notices.models import Notice, StaffMail, Wish

# What the notices of a kind refer to, as far as a viewer may see it; lent by the rooms above at start-up.
_narrowed: dict[str, Callable[[Viewer], QuerySet[Any, Any]]] = {}


def narrow_by(kind: str, refs_for: Callable[[Viewer], QuerySet[Any, Any]]) -> None:
    """Show notices of this kind only while the viewer may see what they refer to; `refs_for` gives its ids."""
    _narrowed[kind] = refs_for


@dataclass(frozen=True, slots=True)
class Told:
    notice: Notice
    sentence: SafeString
    url: str
    icon: str
    tone: str

    @property
    def text(self) -> str:
        return unescape(strip_tags(self.sentence))


def visible(viewer: Viewer) -> QuerySet[Notice]:
    """The viewer's notices, without those about what they may not see any more."""
    held = AudienceUser.objects.filter(user_id=viewer.user_id).values("audience_id")
    rows = Notice.objects.filter(
        Q(audience_id__isnull=True) | Q(audience_id__in=held), user_id=viewer.user_id, kind__in=list(KINDS)
    )
    for hidden in telling.hidden_rows(viewer):
        rows = rows.filter(Q(person_id__isnull=True) | ~Q(person_id__in=hidden))
    for kind, refs_for in _narrowed.items():
        rows = rows.filter(~Q(kind=kind) | Q(ref_id__in=refs_for(viewer)))
    return rows


def hidden_people(viewer: Viewer) -> list[int]:
    """People the viewer never hears of; asked once a request."""
    if "hidden_people" not in viewer._extra:
        viewer._extra["hidden_people"] = telling.hidden_from(viewer)
    found: list[int] = viewer._extra["hidden_people"]
    return found


def unread(viewer: Viewer) -> QuerySet[Notice]:
    return visible(viewer).filter(read_at__isnull=True)


def unread_count(viewer: Viewer) -> int:
    return unread(viewer).count()


def newest(viewer: Viewer, before_id: int | None = None, limit: int = 30) -> list[Notice]:
    rows = visible(viewer).order_by("-id")
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return list(rows[:limit])


def one(viewer: Viewer, notice_id: int) -> Notice | None:
    return visible(viewer).filter(pk=notice_id).first()


def still_worth_telling(viewer: Viewer, notices: Sequence[Notice]) -> list[Notice]:
    """Of these, what the viewer may still see and has not read."""
    ids = [notice.pk for notice in notices]
    return list(visible(viewer).filter(pk__in=ids, read_at__isnull=True).order_by("id"))


def tell(notices: Sequence[Notice]) -> list[Told]:
    """Each notice as a sentence with its link; one look-up for each kind of name."""
    kinds = [KINDS.get(notice.kind) for notice in notices]
    rows = [
        (str(kind.sentence), {**notice.params, **({"person_id": notice.person_id} if notice.person_id else {})})
        for kind, notice in zip(kinds, notices, strict=True)
    ]
    return [
        Told(notice, sentence, kind.url(notice), kind.icon, kind.tone)
        for notice, kind, sentence in zip(notices, kinds, telling.fill(rows), strict=True)
    ]


def wishes(user_id: int) -> dict[str, str]:
    """How a user hears of each kind, by wish or default."""
    own = dict(Wish.objects.filter(user_id=user_id).values_list("kind", "way"))
    return {name: own.get(name, kind.way) for name, kind in KINDS.items()}


def staff_mail(limit: int = 100) -> list[StaffMail]:
    """Mail to staff that wants a look first, then what waits, then the newest that went."""
    bad = [StaffMail.State.FAILED, StaffMail.State.UNCERTAIN]
    troubled = list(StaffMail.objects.filter(state__in=bad).defer("wire").order_by("-id")[:limit])
    rest = list(StaffMail.objects.exclude(state__in=bad).defer("wire").order_by("-id")[:limit])
    return [*troubled, *rest][:limit]


def troubled_mail() -> int:
    return StaffMail.objects.filter(state__in=[StaffMail.State.FAILED, StaffMail.State.UNCERTAIN]).count()
