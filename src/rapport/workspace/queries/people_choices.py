"""What the candidate list can be narrowed to, and what its filters are called."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rapport.accounts import queries as accounts
from rapport.accounts.models import User
from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs
from rapport.jobs.models import Job
from rapport.people import queries as people
from rapport.people import wording
from rapport.people.models import Agency, CustomField, Person, Tag
from rapport.workspace.queries.people_filters import CUSTOM, Filters

MOST_JOBS = 300


@dataclass(frozen=True, slots=True)
class Choices:
    jobs: list[Job]
    owners: list[User]
    agencies: list[Agency]
    contacts: list[Person]
    tags: list[Tag]
    fields: list[CustomField]
    stages: list[tuple[str, str]]
    sources: list[tuple[str, str]]
    countries: list[tuple[str, str]] = field(default_factory=wording.countries)
    languages: list[tuple[str, str]] = field(default_factory=wording.languages)


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the list without it."""

    label: str
    value: str
    query: str


def stage_kinds() -> dict[str, str]:
    return {
        "applied": pgettext("stage", "Applied"),
        "screen": pgettext("stage", "Screen"),
        "interview": pgettext("stage", "Interview"),
        "offer": pgettext("stage", "Offer"),
        "hired": pgettext("stage", "Hired"),
        "rejected": pgettext("stage", "Rejected"),
        "withdrawn": pgettext("stage", "Withdrawn"),
    }


def choices(viewer: Viewer) -> Choices:
    return Choices(
        jobs=list(jobs.visible_to(viewer).order_by("title", "pk")[:MOST_JOBS]),
        owners=accounts.active_users(),
        agencies=(agencies := people.active_agencies()),
        contacts=jobs.contacts(viewer) if agencies else [],
        tags=people.tags(),
        fields=people.fields_for(viewer),
        stages=list(stage_kinds().items()),
        sources=[(code, str(name)) for code, name in wording.SOURCES.items()],
    )


def for_bulk(viewer: Viewer) -> Choices:
    """What many people can be given at once."""
    return Choices(
        jobs=[],
        owners=accounts.active_users(),
        agencies=[],
        contacts=[],
        tags=people.tags(),
        fields=people.fields_for(viewer),
        stages=[],
        sources=[],
        countries=[],
        languages=[],
    )


def chips(viewer: Viewer, filters: Filters) -> list[Chip]:
    """The filters that narrow, named as far as the viewer may know the names."""
    found = []
    fields = {one.key: one for one in people.fields_for(viewer)} if filters.custom else {}
    for name, value in filters.pairs():
        if name.startswith(CUSTOM):
            one = fields.get(name.removeprefix(CUSTOM))
            label = wording.told(one.label) if one else _("Field")
            shown = (_("Yes") if one and one.type == "flag" else value) if one else _("not for you")
        else:
            label, shown = _named(viewer, name, value)
        found.append(Chip(label, shown, filters.without(name).query))
    return found


def _named(viewer: Viewer, name: str, value: str) -> tuple[str, str]:
    gone = _("not there any more")
    if name == "q":
        return _("Name or address"), value
    if name == "job":
        job = jobs.visible_to(viewer).filter(pk=int(value)).first()
        return _("Job"), job.title if job else gone
    if name == "stage":
        return _("Stage"), stage_kinds().get(value, gone)
    if name == "owner":
        if not value.isdecimal():
            return _("Owner"), _("me") if value == "me" else _("nobody")
        user = accounts.users_by_id([int(value)]).get(int(value))
        return _("Owner"), user.name if user else gone
    if name == "submitter":
        found = people.by_ids(people.visible_ids(viewer, [int(value)])).get(int(value))
        return _("Submitted by"), found.full_name if found else gone
    if name == "agency":
        return _("Agency"), next((a.name for a in people.agencies() if a.pk == int(value)), gone)
    if name == "tag":
        return _("Tag"), next((t.name for t in people.tags() if t.pk == int(value)), gone)
    if name == "unanswered":
        return _("Messages"), _("waiting for our answer")
    if name == "open":
        return _("Applications"), _("one is open") if value == "1" else _("none is open")
    plain = {
        "source": (_("Source"), str(wording.SOURCES.get(value, gone))),
        "country": (_("Country"), wording.country_name(value)),
        "place": (_("Place"), value),
        "language": (_("Language"), wording.language_name(value)),
        "since": (_("Added since"), value),
    }
    return plain[name]
