"""Submitting a candidate in the name of an agency: person, application and file in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.channels.email.files import HEAD, check_file, display_type, safe_name
from rapport.events import services as events
from rapport.front_door import queries
from rapport.front_door.domain import MAX_CV, WORDING, Limit
from rapport.front_door.events import CandidateSubmitted
from rapport.jobs import services as jobs
from rapport.jobs.models import Application, Job
from rapport.lib.actor import SYSTEM, Actor, ActorKind
from rapport.lib.errors import Invalid
from rapport.people import queries as person_queries
from rapport.people import services as people
from rapport.people.models import Person
from rapport.timeline.events import FileAdded
from rapport.timeline.models import Attachment, Kind
from rapport.timeline.services import Entry, Part, record
from rapport.timeline.services.attach import attach
from rapport.timeline.services.files import reindex_files
from rapport.vault import domain as subjects
from rapport.vault import files as vault


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file as the form has it."""

    name: str
    size: int
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Submission:
    full_name: str
    email: str
    job_id: int
    phone: str = ""
    headline: str = ""
    file: File | None = None


def submit(actor: Actor, contact: Person, given: Submission) -> Application:
    """Put a person on file with an application, their source "agency", submitted by this contact.

    The contact acts by their link, a member of staff by their rights. Whether we know the person already is
    never told: it becomes a pair in the duplicates, for those who may see both.
    """
    if actor.is_user:
        accounts.require(actor, "people:edit")
        viewer = accounts.viewer_of(actor)
        person_queries.get(viewer, contact.pk)
        allowed = queries.open_jobs_for(viewer)
    else:
        if actor != Actor(ActorKind.CONTACT, contact.pk):
            raise Invalid(_("Only the contact themselves can submit by this link."))
        allowed = queries.open_jobs()
    job = next((job for job in allowed if job.pk == given.job_id), None)
    if job is None or contact.agency_id is None:
        raise Invalid({"job": _("Choose a job from the list.")})
    if given.file:
        _check(given.file)
    with transaction.atomic():
        person = _person(actor, contact, job, given)
        application = jobs.apply(actor, person=person, job=job, source=Person.Source.AGENCY, submitted_by=contact)
        file_id = _store(actor, contact, application, given.file) if given.file else None
        events.publish(
            actor,
            CandidateSubmitted(
                person_id=person.pk,
                application_id=application.pk,
                file_id=file_id,
                contact_id=contact.pk,
                wording=WORDING,
            ),
        )
        events.tick(f"person:{person.pk}", f"job:{job.pk}")
    return application


def _person(actor: Actor, contact: Person, job: Job, given: Submission) -> Person:
    return people.add_person(
        # A contact holds no permissions of ours; the house writes the row, the fact above names the contact.
        actor if actor.is_user else SYSTEM,
        full_name=given.full_name,
        emails=[given.email] if given.email else [],
        phones=[given.phone] if given.phone else [],
        headline=given.headline[:200],
        source=Person.Source.AGENCY,
        submitted_by=contact,
        owner=job.owner,
        language=contact.language,
        audience_id=jobs.audience_for("everyone", job_id=job.pk) if job.confidential else None,
    )


def _check(file: File) -> None:
    head = file.stream.read(HEAD)
    file.stream.seek(0)
    problem = check_file(file.name, head, file.size, MAX_CV)
    if problem is None:
        return
    if problem.code == "file-too-big":
        raise Invalid({"file": _("This file is too large: at most 10 MB.")})
    if problem.code == "file-empty":
        raise Invalid({"file": _("This file is empty.")})
    raise Invalid({"file": _("This type of file is not taken. Send a PDF or a Word file without macros.")})


def _store(actor: Actor, contact: Person, application: Application, file: File) -> int:
    """Seal the CV under the candidate's key and put it on their timeline, for whoever may enter the job."""
    head = file.stream.read(HEAD)
    file.stream.seek(0)
    name, person_id, job_id = safe_name(file.name), application.person_id, application.job_id
    line, _seal = record(
        actor,
        Entry(
            kind=Kind.FILE,
            occurred_at=application.applied_at,
            audience_id=jobs.audience_for("everyone", job_id=job_id),
            person_ids=[person_id],
            job_id=job_id,
            application_id=application.pk,
            parts=[Part("from", person_id=contact.pk)],
            subject=name,
            is_system=True,
        ),
    )
    stored = vault.store(
        file.stream,
        [subjects.person(person_id)],
        name=name,
        type=display_type(name, head) or "application/octet-stream",
        limit=MAX_CV,
    )
    attach(line, [Attachment(file=stored)])
    reindex_files(Attachment.objects.filter(interaction=line))
    events.publish(actor, FileAdded(person_id=person_id, interaction_id=line.pk, file_id=stored.pk))
    return int(stored.pk)


def within(limit: Limit, who: str) -> bool:
    """Count one more of these for somebody; False once they have had enough for now (SEC-15)."""
    key = f"front-door:{limit.name}:{who}"
    if cache.add(key, 1, limit.seconds):
        return True
    try:
        return int(cache.incr(key)) <= limit.most
    except ValueError:
        # It ran out between the two looks; this is the first of a new period.
        cache.set(key, 1, limit.seconds)
        return True
