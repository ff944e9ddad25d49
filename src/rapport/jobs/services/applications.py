"""People enter a job, leave it for another one, and what is known of their application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries
from rapport.jobs.events import ApplicationEdited, ApplicationReceived
from rapport.jobs.models import Application, Job, Stage, StageMove
from rapport.jobs.services.audiences import audience_for
from rapport.jobs.services.labels import tag_application, with_custom
from rapport.jobs.services.moving import move
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid
from rapport.people import queries as person_queries
from rapport.people import services as people
from rapport.people.models import Person

EDITABLE = frozenset({"source", "submitted_by_id", "custom"})


def apply(
    actor: Actor,
    *,
    person: Person,
    job: Job,
    source: str = "applied",
    submitted_by: Person | None = None,
    at: datetime | None = None,
) -> Application:
    """Enter a person into a job's first stage; whoever may enter the job may see the person.

    Who applied before and is out of the running may apply again: that is a new application.
    """
    if actor.is_user:
        queries.enter(actor, job.pk)
        accounts.require(actor, "jobs:move", queries.scope_of(actor, job))
        person_queries.get(accounts.viewer_of(actor), person.pk)
    moment = at or timezone.now()
    with transaction.atomic():
        group = person_queries.ids_of(person)
        if Application.objects.filter(person_id__in=group, job=job, closed_at__isnull=True).exists():
            raise Conflict(_("This person already has an open application for this job."))
        first = Stage.objects.filter(job=job).order_by("position").first()
        if first is None:
            raise Invalid(_("This job has no stages yet."))
        try:
            with transaction.atomic():
                application = Application.objects.create(
                    person=person,
                    job=job,
                    stage=first,
                    source=source,
                    submitted_by=submitted_by,
                    applied_at=moment,
                    stage_since=moment,
                )
        except IntegrityError as error:
            raise Conflict(_("This person already has an open application for this job.")) from error
        StageMove.objects.create(
            application=application, to_stage=first, at=moment, by_id=actor.id if actor.is_user else None
        )
        people.show_to(person, [audience_for("everyone", job_id=job.pk)])
        events.publish(
            actor,
            ApplicationReceived(person_id=person.pk, application_id=application.pk, job_id=job.pk, source=source),
            at=moment,
        )
        events.tick(f"person:{person.pk}", f"job:{job.pk}")
    return application


def edit_application(
    actor: Actor,
    application_id: int,
    *,
    revision: int,
    changes: Mapping[str, Any],
    tags: Iterable[str] | None = None,
) -> Application:
    """Change what is known of an application: its source, who submitted it, custom values, tags."""
    if unknown := set(changes) - EDITABLE:
        raise Invalid(_("These fields cannot be edited: {names}.").format(names=", ".join(sorted(unknown))))
    with transaction.atomic():
        application = held(actor, application_id)
        accounts.require(actor, "jobs:move", queries.scope_of(actor, application.job))
        if application.revision != revision:
            raise Conflict(_("Somebody else changed this application meanwhile."))
        wanted = dict(changes)
        if "custom" in wanted:
            wanted["custom"] = with_custom(application.custom, wanted["custom"])
        if wanted.get("source") and wanted["source"] not in Person.Source.values:
            raise Invalid({"source": _("There is no such source.")})
        touched = [name for name, value in wanted.items() if getattr(application, name) != value]
        for name in touched:
            setattr(application, name, wanted[name])
        retagged = tags is not None and tag_application(actor, application, tags)
        if not touched and not retagged:
            return application
        application.revision += 1
        application.save(update_fields=[*touched, "revision"])
        names = sorted(name.removesuffix("_id") for name in [*touched, *(["tags"] if retagged else [])])
        events.publish(
            actor, ApplicationEdited(person_id=application.person_id, application_id=application.pk, fields=names)
        )
        events.tick(f"person:{application.person_id}", f"job:{application.job_id}")
    return application


def transfer(actor: Actor, application_id: int, *, to_job_id: int, reason_id: int, revision: int) -> Application:
    """Close an application as withdrawn, with a reason, and open one for another job with the same source."""
    with transaction.atomic():
        application = held(actor, application_id)
        if application.job_id == to_job_id:
            raise Invalid({"job": _("They are in this job already. Choose another one.")})
        target = queries.enter(actor, to_job_id)
        out = Stage.objects.filter(job_id=application.job_id, kind=Stage.Kind.WITHDRAWN).first()
        if out is None:
            raise Invalid(_("This job has no stage for those who leave it."))
        if application.closed_at is None:
            move(actor, application_id, to_stage_id=out.pk, reason_id=reason_id, revision=revision)
        return apply(
            actor,
            person=application.person,
            job=target,
            source=application.source,
            submitted_by=application.submitted_by,
        )


def held(actor: Actor, application_id: int) -> Application:
    """The application, locked for this transaction; `NotFound` for staff who may not see it."""
    if actor.is_user:
        queries.application(accounts.viewer_of(actor), application_id)
    return Application.objects.select_for_update().get(pk=application_id)


def forget_answers(person_ids: Sequence[int], addresses: Sequence[str]) -> None:
    """Empty the own fields of these people's applications: whose answers they hold was erased."""
    Application.objects.filter(person_id__in=person_ids).exclude(custom={}).update(custom={})
