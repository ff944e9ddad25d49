"""Writing notices, marking them read, and keeping wishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.events import UserEdited
from rapport.accounts.models import User
from rapport.accounts.queries import Viewer
from rapport.events import services as events
from rapport.events import telling
from rapport.lib.actor import Actor
from rapport.lib.actor import user as actor_of
from rapport.lib.errors import Invalid
from rapport.notices import domain
from rapport.notices.kinds import KINDS
from rapport.notices.models import Notice, Wish
from rapport.worker.sweep import Lane
from rapport.worker.waking import wake


def notify(
    user_ids: Iterable[int | None],
    kind: str,
    *,
    ref_kind: str = "",
    ref_id: int | None = None,
    person_id: int | None = None,
    audience_id: int | None = None,
    params: Mapping[str, Any] | None = None,
    by: Actor | None = None,
    is_demo: bool = False,
    now: datetime | None = None,
) -> int:
    """Tell these members of staff, each in the way they wish; returns how many notices were written.

    Nobody hears of what they may not see, of their own candidate record, or of what they did themselves
    (`by`); the same thing is not told twice while the first notice is unread. Params hold ids and numbers
    (`who_id`, `job_id`), never words.
    """
    KINDS.get(kind)
    moment = now or timezone.now()
    wanted = {id for id in user_ids if id is not None}
    if by is not None:
        wanted = {id for id in wanted if actor_of(id) != by}
    if audience_id is not None:
        wanted &= accounts.holders(audience_id)
    if ref_id is not None:
        same = Notice.objects.filter(kind=kind, ref_kind=ref_kind, ref_id=ref_id, read_at__isnull=True)
        wanted -= set(same.filter(user_id__in=wanted).values_list("user_id", flat=True))
    users = [user for user in accounts.users_by_id(wanted).values() if user.is_active]
    wishes = dict(Wish.objects.filter(kind=kind, user__in=users).values_list("user_id", "way"))
    rows = []
    for user in sorted(users, key=lambda one: one.pk):
        way = wishes.get(user.pk, KINDS.get(kind).way)
        if way == Wish.Way.NEVER or (person_id is not None and person_id in telling.hidden_from(Viewer(user))):
            continue
        rows.append(
            Notice(
                user=user,
                kind=kind,
                ref_kind=ref_kind,
                ref_id=ref_id,
                person_id=person_id,
                audience_id=audience_id,
                params=dict(params or {}),
                created_at=moment,
                way=way,
                mail_due_at=mail_due_at(user, way, moment),
                is_demo=is_demo,
            )
        )
    with transaction.atomic():
        Notice.objects.bulk_create(rows)
        events.tick(*(f"user:{row.user_id}" for row in rows))
        if any(row.way == Wish.Way.MAIL for row in rows):
            wake(Lane.URGENT)
    return len(rows)


def mail_due_at(user: User, way: str, now: datetime) -> datetime | None:
    """When a notice goes by mail: at once, in the morning, never; not within quiet hours."""
    if way == Wish.Way.MAIL:
        return domain.after_quiet(now, user.time_zone, user.quiet_from, user.quiet_until)
    if way == Wish.Way.DIGEST:
        return domain.next_morning(now, user.time_zone, user.quiet_from, user.quiet_until)
    return None


def mark_read(actor: Actor, notice_ids: Iterable[int]) -> None:
    """Note that the reader has seen these notices of theirs."""
    _read(actor, Notice.objects.filter(user_id=actor.id, pk__in=list(notice_ids)))


def mark_all_read(actor: Actor) -> None:
    _read(actor, Notice.objects.filter(user_id=actor.id))


def _read(actor: Actor, rows: Any) -> None:
    with transaction.atomic():
        if actor.is_user and rows.filter(read_at__isnull=True).update(read_at=timezone.now()):
            events.tick(f"user:{actor.id}")


def set_wishes(actor: Actor, wishes: Mapping[str, str]) -> None:
    """Keep how the actor wants to hear of each kind; a wish that is the default leaves no row."""
    if not set(wishes) <= set(KINDS) or not set(wishes.values()) <= set(Wish.Way.values):
        raise Invalid(_("There is no such kind of notice."))
    with transaction.atomic():
        before = dict(Wish.objects.filter(user_id=actor.id).values_list("kind", "way"))
        wanted = {kind: way for kind, way in wishes.items() if way != KINDS.get(kind).way}
        if wanted == before:
            return
        Wish.objects.filter(user_id=actor.id).exclude(kind__in=list(wanted)).delete()
        for kind, way in wanted.items():
            Wish.objects.update_or_create(user_id=actor.id, kind=kind, defaults={"way": way})
        events.publish(actor, UserEdited(user_id=actor.id, fields=["notifications"]))
