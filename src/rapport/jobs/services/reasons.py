"""The editable list of reasons for closing an application (US-13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import domain
from rapport.jobs.events import ReasonsChanged
from rapport.jobs.models import Reason
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One line of the list as it shall be; `id` None makes a new one."""

    kind: str
    label: Mapping[str, str]
    id: int | None = None
    is_active: bool = True


def save_reasons(actor: Actor, lines: Sequence[ReasonLine]) -> None:
    """Make the list read like this, in this order; a reason that is left out stays with past decisions, inactive."""
    accounts.require(actor, "settings:edit")
    for line in lines:
        _check(line)
    with transaction.atomic():
        known = {reason.pk: reason for reason in Reason.objects.select_for_update()}
        touched: list[int] = []
        places: dict[str, int] = {}
        for line in lines:
            place = places[line.kind] = places.get(line.kind, 0) + 1
            label = {language: text.strip() for language, text in line.label.items() if text.strip()}
            reason = known.pop(line.id, None) if line.id else Reason(kind=line.kind)
            if reason is None or reason.kind != line.kind:
                raise Invalid(_("One of these reasons is not on the list any more. Reload the page."))
            wanted = (label, line.is_active, place)
            if reason.pk and (reason.label, reason.is_active, reason.position) == wanted:
                continue
            reason.label, reason.is_active, reason.position = wanted
            reason.save()
            touched.append(reason.pk)
        for reason in known.values():
            if reason.is_active:
                reason.is_active = False
                reason.save(update_fields=["is_active"])
                touched.append(reason.pk)
        if touched:
            events.publish(actor, ReasonsChanged(reason_ids=sorted(touched)))


def _check(line: ReasonLine) -> None:
    if line.kind not in domain.CLOSING:
        raise Invalid(_("A reason belongs to hired, rejected or withdrawn."))
    if not any(text.strip() for text in line.label.values()):
        raise Invalid(_("Every reason needs a wording in at least one language."))
    for text in line.label.values():
        if trait := domain.protected_trait(text):
            raise Invalid(
                _("“%(word)s” names a protected trait. A reason speaks of the job’s requirements.") % {"word": trait}
            )
