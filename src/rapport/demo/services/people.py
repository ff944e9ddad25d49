"""Personas and their passages as rows, set-wise, exactly as `people.services` and `jobs.services` write them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from rapport.consent.events import AddressSuppressed
from rapport.consent.models import Suppression
from rapport.consent.queries import address_hash
from rapport.demo.cast import company
from rapport.demo.domain import Passage, Persona
from rapport.demo.services.entries import Writer
from rapport.demo.services.house import House
from rapport.demo.services.sheet import Sheet
from rapport.jobs.events import ApplicationReceived, StageChanged
from rapport.jobs.models import CLOSING_KINDS, Application, StageMove
from rapport.lib import words
from rapport.lib.actor import SYSTEM, Actor, ActorKind
from rapport.people import domain
from rapport.people.events import (
    ContactPointAdded,
    ContactPointHealthChanged,
    PersonAdded,
    PersonFollowed,
    PersonTagged,
)
from rapport.people.models import Agency, ContactPoint, Follower, Person, PersonAudience, PersonTag, Tag
from rapport.search import services as search
from rapport.search.domain import Doc
from rapport.timeline.models import Kind
from rapport.timeline.services import Entry
from rapport.vault import domain as subjects
from rapport.vault import services as vault

DEAD = "5.1.1"


def write_people(house: House, personas: Sequence[Persona]) -> None:
    """Write people with their addresses, tags and followers; contacts of agencies come before whom they submitted."""
    sheet, writer = Sheet(), Writer()
    agencies = dict(Agency.objects.values_list("name", "pk"))
    names = {plan.key: plan.name for plan in company.AGENCIES}
    tags = dict(Tag.objects.values_list("name", "pk"))
    for persona in sorted(personas, key=lambda p: (p.kind != Person.Kind.CONTACT, p.created_at)):
        _person(house, sheet, persona, agencies.get(names.get(persona.agency, "")), tags)
    sheet.write(Person, ContactPoint)
    for persona in personas:
        for point in house.points[persona.key]:
            if point.health == ContactPoint.Health.SUPPRESSED:
                _address_line(house, writer, persona, point)
    writer.write()


def _address_line(house: House, writer: Writer, persona: Persona, point: ContactPoint) -> None:
    """As `timeline.services.from_facts` tells of an address that died."""
    assert point.health_at is not None
    writer.put(
        vault.new_item([subjects.person(point.person_id)]),
        SYSTEM,
        Entry(
            kind=Kind.PROFILE, occurred_at=point.health_at, person_ids=[point.person_id], is_system=True,
            audience_id=house.audience("everyone", "", "", persona.only_job), code="address_bounced",
            params={"health": point.health}, is_demo=True,
        ),
    )  # fmt: skip


def _person(house: House, sheet: Sheet, persona: Persona, agency_id: int | None, tags: dict[str, int]) -> None:
    at = persona.created_at
    actor = house.actor(persona.owner) if persona.owner and persona.source == "sourced" else SYSTEM
    name = domain.tidy_name(persona.full_name)
    submitter = house.people.get(persona.submitted_by)
    person = Person(
        pk=sheet.id(Person),
        kind=persona.kind,
        token=secrets.token_urlsafe(16),
        full_name=name,
        call_name=persona.call_name,
        sort_name=domain.sort_name(name),
        pronouns=persona.pronouns,
        headline=persona.headline,
        location=persona.location,
        country=persona.country,
        language=persona.language,
        time_zone=persona.time_zone,
        source=persona.source,
        source_note=persona.source_note,
        owner_id=house.user_id(persona.owner),
        agency_id=agency_id,
        submitted_by_id=submitter.pk if submitter else None,
        custom=dict(persona.custom),
        created_at=at,
        is_demo=True,
    )
    sheet.put(person)
    house.people[persona.key], house.personas[persona.key] = person, persona
    audience = house.audience("everyone", persona.only_job, "")
    sheet.put(PersonAudience(pk=sheet.id(PersonAudience), person=person, audience_id=audience))
    sheet.fact(actor, PersonAdded(person_id=person.pk, source=person.source), at)
    points = house.points.setdefault(persona.key, [])
    for channel, values in (("email", persona.emails), ("phone", persona.phones), ("link", persona.links)):
        for n, value in enumerate(values):
            points.append(_point(sheet, actor, persona, person, channel, value, is_primary=n == 0))
    for tag in persona.tags:
        sheet.put(PersonTag(person=person, tag_id=tags[tag]))
        sheet.fact(actor, PersonTagged(person_id=person.pk, tag_id=tags[tag]), at)
    for key in persona.followers:
        sheet.put(Follower(person=person, user=house.users[key], since=at))
        sheet.fact(house.actor(key), PersonFollowed(person_id=person.pk, user_id=house.users[key].pk), at)


def _point(
    sheet: Sheet, actor: Actor, persona: Persona, person: Person, channel: str, value: str, *, is_primary: bool
) -> ContactPoint:
    at = persona.created_at
    canonical = domain.canonical(channel, value, person.country)
    is_dead = value in persona.dead_emails
    point = ContactPoint(
        pk=sheet.id(ContactPoint),
        person=person,
        channel=channel,
        value=canonical if channel == "phone" else value,
        canonical=canonical,
        is_primary=is_primary,
        health=ContactPoint.Health.SUPPRESSED if is_dead else ContactPoint.Health.UNKNOWN,
        health_code=DEAD if is_dead else "",
        health_at=at + timedelta(days=3) if is_dead else None,
        created_at=at,
    )
    sheet.put(point)
    sheet.fact(actor, ContactPointAdded(person_id=person.pk, contact_point_id=point.pk, channel=channel), at)
    if is_dead:
        row = Suppression(
            pk=sheet.id(Suppression),
            address_hash=address_hash(value),
            reason=Suppression.Reason.BOUNCE,
            at=at + timedelta(days=3),
            actor_kind=str(SYSTEM.kind),
            actor_id=SYSTEM.id,
            proof={"code": DEAD},
            is_demo=True,
        )
        sheet.put(row)
        sheet.fact(SYSTEM, AddressSuppressed(suppression_id=row.pk, reason=row.reason), row.at)
        sheet.fact(
            SYSTEM,
            ContactPointHealthChanged(person_id=person.pk, contact_point_id=point.pk, health=point.health, code=DEAD),
            row.at,
        )
    return point


def write_passages(house: House, passages: Iterable[Passage]) -> None:
    """Write applications with every move they made; whoever may enter the job may see the person from then on."""
    sheet = Sheet()
    seen = {(p.pk, house.audience("everyone", house.personas[key].only_job, "")) for key, p in house.people.items()}
    for passage in sorted(passages, key=lambda p: p.applied_at):
        application = _application(house, sheet, passage)
        house.applications[passage.person, passage.job] = application
        audience = house.audience("everyone", passage.job, "")
        if (application.person_id, audience) not in seen:
            seen.add((application.person_id, audience))
            link = PersonAudience(pk=sheet.id(PersonAudience), person=application.person, audience_id=audience)
            sheet.put(link)
    sheet.write(Application)


def actor_of_passage(house: House, passage: Passage) -> Actor:
    """Who entered them: a member, their agency's contact, or they themselves by a form of ours."""
    if passage.entered_by:
        return house.actor(passage.entered_by)
    if passage.submitted_by:
        return Actor(ActorKind.CONTACT, house.people[passage.submitted_by].pk)
    return Actor(ActorKind.PERSON, house.people[passage.person].pk)


def _application(house: House, sheet: Sheet, passage: Passage) -> Application:
    person, job = house.people[passage.person], house.jobs[passage.job]
    first = house.stages[passage.job, "applied"]
    actor = actor_of_passage(house, passage)
    submitter = house.people.get(passage.submitted_by)
    application = Application(
        pk=sheet.id(Application),
        person=person,
        job=job,
        stage=first,
        source=passage.source,
        submitted_by=submitter,
        applied_at=passage.applied_at,
        stage_since=passage.applied_at,
        is_demo=True,
    )
    sheet.put(application)
    by_id = actor.id if actor.is_user else None
    sheet.put(
        StageMove(pk=sheet.id(StageMove), application=application, to_stage=first, at=passage.applied_at, by_id=by_id)
    )
    sheet.fact(
        actor,
        ApplicationReceived(person_id=person.pk, application_id=application.pk, job_id=job.pk, source=passage.source),
        passage.applied_at,
    )
    before = first
    for move in passage.moves:
        stage = house.stages[passage.job, move.to]
        is_closing = stage.kind in CLOSING_KINDS
        reasons = house.reasons.get(stage.kind, []) if is_closing else []
        reason_id = reasons[move.reason % len(reasons)] if reasons else None
        row = StageMove(
            pk=sheet.id(StageMove),
            application=application,
            from_stage=before,
            to_stage=stage,
            at=move.at,
            by=house.users[move.by],
            reason_id=reason_id,
            mail=move.mail,
            mail_reason=move.mail_reason,
        )
        sheet.put(row)
        application.stage, application.stage_since = stage, move.at
        application.closed_at = move.at if is_closing else None
        application.reason_id, application.decided_by_id = reason_id, row.by_id if is_closing else None
        application.revision += 1
        sheet.fact(
            house.actor(move.by),
            StageChanged(
                person_id=person.pk,
                application_id=application.pk,
                job_id=job.pk,
                from_stage_id=before.pk,
                to_stage_id=stage.pk,
                reason_id=reason_id,
                mail=move.mail,
                mail_reason=move.mail_reason,
                move_id=row.pk,
            ),
            move.at,
        )
        before = stage
    return application


def index_people(house: House) -> None:
    """Make everybody findable by name and address, once for each audience that may see them."""
    found = {
        person.pk: words.name_tokens(person.full_name) | words.name_tokens(person.call_name)
        for person in house.people.values()
    }
    created = {person.pk: person.created_at for person in house.people.values()}
    for points in house.points.values():
        for point in points:
            found[point.person_id] |= words.tokens(point.canonical)
    links = PersonAudience.objects.filter(person_id__in=list(found)).order_by("pk")
    search.put(
        [
            Doc("person", pk, created[person_id], found[person_id], person_id, audience_id)
            for pk, person_id, audience_id in links.values_list("pk", "person_id", "audience_id")
        ]
    )
