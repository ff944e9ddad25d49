"""What the rooms below publish, as lines on the timeline; wired to run in the same transaction.

Lines hold codes and ids. Who may see one follows what it tells of: a move to a sensitive stage is for the hiring team.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from rapport.jobs import services as jobs
from rapport.jobs.events import ApplicationReceived, StageChanged
from rapport.jobs.models import Application, Stage
from rapport.lib.actor import Actor, ActorKind
from rapport.people.events import (
    ContactPointAdded,
    ContactPointHealthChanged,
    ContactPointRemoved,
    PeopleMerged,
    PeopleUnmerged,
    PersonEdited,
)
from rapport.people.models import Person
from rapport.timeline.models import Kind
from rapport.timeline.services.audience import of_people
from rapport.timeline.services.record import Entry, Part, record

# Addresses that are written with a person are part of adding them and need no line of their own.
COMES_WITH_THE_PERSON = timedelta(seconds=10)


def application_received(actor: Actor, fact: ApplicationReceived) -> None:
    application = Application.objects.get(pk=fact.application_id)
    _line(
        actor,
        Kind.STAGE,
        fact.person_id,
        "entered" if actor.is_user else "applied",
        {"source": fact.source},
        audience_id=jobs.audience_for("everyone", job_id=fact.job_id),
        job_id=fact.job_id,
        application_id=fact.application_id,
        at=application.applied_at,
    )


def stage_changed(actor: Actor, fact: StageChanged) -> None:
    application = Application.objects.get(pk=fact.application_id)
    touched = [id for id in (fact.from_stage_id, fact.to_stage_id) if id]
    sensitive = Stage.objects.filter(pk__in=touched, is_sensitive=True).exists()
    params = {"from_stage_id": fact.from_stage_id, "to_stage_id": fact.to_stage_id, "mail": fact.mail}
    if fact.reason_id:
        params["reason_id"] = fact.reason_id
    _line(
        actor,
        Kind.STAGE,
        fact.person_id,
        "moved",
        params,
        audience_id=jobs.audience_for("hiring_team" if sensitive else "everyone", job_id=fact.job_id),
        job_id=fact.job_id,
        application_id=fact.application_id,
        at=application.stage_since,
    )


def person_edited(actor: Actor, fact: PersonEdited) -> None:
    _line(actor, Kind.PROFILE, fact.person_id, "edited", {"fields": list(fact.fields)})


def contact_point_added(actor: Actor, fact: ContactPointAdded) -> None:
    added = Person.objects.filter(pk=fact.person_id).values_list("created_at", flat=True).first()
    if added and timezone.now() - added < COMES_WITH_THE_PERSON:
        return
    code = {"email": "address_added", "phone": "phone_added"}.get(fact.channel, "link_added")
    _line(actor, Kind.PROFILE, fact.person_id, code)


def contact_point_removed(actor: Actor, fact: ContactPointRemoved) -> None:
    _line(actor, Kind.PROFILE, fact.person_id, "contact_removed")


def contact_point_health_changed(actor: Actor, fact: ContactPointHealthChanged) -> None:
    if fact.health in {"bouncing", "suppressed"}:
        _line(actor, Kind.PROFILE, fact.person_id, "address_bounced", {"health": fact.health})


def people_merged(actor: Actor, fact: PeopleMerged) -> None:
    _line(actor, Kind.PROFILE, fact.person_id, "merged")


def people_unmerged(actor: Actor, fact: PeopleUnmerged) -> None:
    _line(actor, Kind.PROFILE, fact.person_id, "unmerged")


def _line(
    actor: Actor,
    kind: str,
    person_id: int,
    code: str,
    params: dict[str, Any] | None = None,
    *,
    audience_id: int | None = None,
    **fields: Any,
) -> None:
    at = fields.pop("at", None) or timezone.now()
    is_demo = Person.objects.filter(pk=person_id).values_list("is_demo", flat=True).first() or False
    record(
        actor,
        Entry(
            kind=kind,
            occurred_at=at,
            audience_id=audience_id or of_people([person_id]),
            person_ids=[person_id],
            parts=[Part("from", user_id=actor.id)] if actor.kind is ActorKind.USER else [],
            is_system=True,
            code=code,
            params=params or {},
            is_demo=is_demo,
            **fields,
        ),
    )


def consent_changed(actor: Actor, fact: Any) -> None:
    """The ledger is a stranger to this room; wiring hands its fact over, which holds a person and an act."""
    _line(actor, Kind.CONSENT, fact.person_id, str(fact.act), {"channel": fact.channel, "purpose": fact.purpose})
