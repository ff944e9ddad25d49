"""May we contact them? The answer for the candidate page, in the reader's language (a query room)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from rapport.accounts.queries import Viewer
from rapport.consent import queries
from rapport.consent.domain import Standing
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person


@dataclass(frozen=True)
class Line:
    """One channel and purpose: may we, and why."""

    label: str
    why: str
    allowed: bool


@dataclass(frozen=True)
class Panel:
    person: Person
    lines: Sequence[Line]
    standing: Standing
    may_edit: bool


def for_person(viewer: Viewer, person: Person) -> Panel:
    """What the ledger and the suppression list say about this person, in three queries."""
    group = people.ids_of(person)
    standing = queries.standing(group)
    points = [p for p in people.contact_points(group) if p.channel == ContactPoint.Channel.EMAIL]
    marks = {p.pk: queries.address_hash(p.value) for p in points}
    suppressed = queries.suppressions(marks.values())
    blocked = [marks[p.pk] in suppressed for p in points]
    lines = [
        _line(_("E-mail · hiring process"), "hiring", standing, bool(points), all(blocked)),
        _line(_("E-mail · news and other jobs"), "campaign", standing, bool(points), any(blocked)),
    ]
    return Panel(person, lines, standing, viewer.can("consent:edit"))


def _line(label: str, purpose: str, standing: Standing, has_address: bool, is_suppressed: bool) -> Line:
    if standing.is_do_not_contact:
        return Line(label, _("Do not contact since %(date)s") % {"date": _day(standing.do_not_contact_since)}, False)
    if not has_address:
        return Line(label, _("No address on file"), False)
    if is_suppressed:
        return Line(label, _("The address came back or asked us to stop"), False)
    if standing.has_withdrawn("email", purpose):
        return Line(label, _("Withdrawn by the candidate"), False)
    if purpose == "campaign" and not any(p in {"", "campaign"} for _c, p in standing.granted):
        return Line(label, _("Never asked for"), False)
    return Line(label, _("Part of the application they made"), True)


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""
