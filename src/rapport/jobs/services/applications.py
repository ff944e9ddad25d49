"""People's passage through jobs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries
from rapport.jobs.events import ApplicationReceived, StageChanged
from rapport.jobs.models import CLOSING_KINDS, Application, Job, Stage, StageMove
from rapport.jobs.services.audiences import audience_for
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid
from rapport.people import services as people
from rapport.people.models import Person


def apply(
    actor: Actor,
    *,
    person: Person,
    job: Job,
    source: str = "applied",
    submitted_by: Person | None = None,
    at: datetime | None = None,
) -> Application:
    """Enter a person into a job's first stage; whoever may enter the job may see the person."""
    if actor.is_user:
        accounts.require(actor, "jobs:move", queries.scope_of(actor, job))
    moment = at or timezone.now()
    with transaction.atomic():
        if Application.objects.filter(person=person, job=job, closed_at__isnull=True).exists():
            raise Conflict("This person already has an open application for this job.")
        first = Stage.objects.filter(job=job).order_by("position").first()
        if first is None:
            raise Invalid("This job has no stages yet.")
        application = Application.objects.create(
            person=person,
            job=job,
            stage=first,
            source=source,
            submitted_by=submitted_by,
            applied_at=moment,
            stage_since=moment,
        )
        StageMove.objects.create(application=application, to_stage=first, at=moment)
        people.show_to(person, [audience_for("everyone", job_id=job.pk)])
        events.publish(
            actor,
            ApplicationReceived(person_id=person.pk, application_id=application.pk, job_id=job.pk, source=source),
            at=moment,
        )
        events.tick(f"person:{person.pk}", f"job:{job.pk}")
    return application


def move(
    actor: Actor,
    application_id: int,
    *,
    to_stage_id: int,
    revision: int | None = None,
    reason_id: int | None = None,
    mail: str = "none",
    mail_reason: str = "",
    at: datetime | None = None,
) -> Application:
    """Move an application to a stage of its job.

    A move to a closing stage needs a reason and keeps the decider (US-13, PRIV-21). `mail` is what
    was decided about the status mail (StageMove.Mail); sending it is up to whoever listens.
    """
    with transaction.atomic():
        application = (
            Application.objects.select_for_update(of=("self",))
            .select_related("job", "stage")
            .get(pk=application_id)
        )
        accounts.require(actor, "jobs:move", queries.scope_of(actor, application.job))
        if revision is not None and application.revision != revision:
            raise Conflict("Somebody else moved this application meanwhile.")
        stage = Stage.objects.filter(pk=to_stage_id, job=application.job).first()
        if stage is None:
            raise Invalid({"stage": "This stage belongs to another job."})
        if stage.pk == application.stage_id:
            return application
        closing = stage.kind in CLOSING_KINDS
        if closing and reason_id is None:
            raise Invalid({"reason": "Choose a reason; it is kept with the decision."})
        if closing and not actor.is_user and stage.kind == Stage.Kind.REJECTED:
            raise Invalid("Nobody is rejected by automation alone (PRIV-21).")
        moment = at or timezone.now()
        before = application.stage
        application.stage = stage
        application.stage_since = moment
        application.closed_at = moment if closing else None
        application.reason_id = reason_id if closing else None
        application.decided_by_id = actor.id if closing and actor.is_user else None
        application.revision += 1
        application.save(
            update_fields=["stage", "stage_since", "closed_at", "reason", "decided_by", "revision"]
        )
        StageMove.objects.create(
            application=application,
            from_stage=before,
            to_stage=stage,
            at=moment,
            by_id=actor.id if actor.is_user else None,
            reason_id=reason_id if closing else None,
            mail=mail,
            mail_reason=mail_reason,
        )
        events.publish(
            actor,
            StageChanged(
                person_id=application.person_id,
                application_id=application.pk,
                job_id=application.job_id,
                from_stage_id=before.pk,
                to_stage_id=stage.pk,
                reason_id=reason_id,
                mail=mail,
                mail_reason=mail_reason,
            ),
            at=moment,
        )
        events.tick(f"person:{application.person_id}", f"job:{application.job_id}")
    return application
