"""Moving people through the stages: one, many, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import domain, moves, queries
from rapport.jobs.events import StageChanged
from rapport.jobs.models import CLOSING_KINDS, Application, Reason, Stage, StageMove
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid, NotAllowed, NotFound

Mail = StageMove.Mail
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class MailChoice:
    """What was decided about the status mail of a move."""

    mail: str = Mail.NONE
    reason: str = ""
    send_at: datetime | None = None
    subject: str = ""
    html: str = ""


def move(
    actor: Actor,
    application_id: int,
    *,
    to_stage_id: int,
    revision: int | None = None,
    reason_id: int | None = None,
    mail: str = Mail.NONE,
    mail_reason: str = "",
    choice: MailChoice | None = None,
    at: datetime | None = None,
) -> Application:
    """Move an application to a stage of its job.

    A move to a closing stage needs a reason and keeps the decider (US-13, PRIV-21). `choice` is what
    was decided about the status mail; sending it is up to whoever listens to `StageChanged`.
    """
    wish = choice or MailChoice(mail, mail_reason)
    with transaction.atomic():
        application = _held(actor, application_id)
        accounts.require(actor, "jobs:move", queries.scope_of(actor, application.job))
        if revision is not None and application.revision != revision:
            raise Conflict(_("Somebody else moved this application meanwhile."))
        stage = Stage.objects.filter(pk=to_stage_id, job_id=application.job_id).first()
        if stage is None:
            raise Invalid({"stage": _("This stage belongs to another job.")})
        if stage.pk == application.stage_id:
            return application
        _check(actor, application, stage, reason_id, wish)
        _move(actor, application, stage, reason_id, wish, at or timezone.now())
    return application


def _held(actor: Actor, application_id: int) -> Application:
    if actor.is_user:
        queries.application(accounts.viewer_of(actor), application_id)
    # Locked without joins: PostgreSQL would drop a row whose joined stage changed while we waited for the lock.
    row = Application.objects.select_for_update().filter(pk=application_id).first()
    if row is None:
        raise NotFound(_("There is no such application."))
    return row


def _check(actor: Actor, application: Application, stage: Stage, reason_id: int | None, wish: MailChoice) -> None:
    if stage.kind in CLOSING_KINDS:
        if not actor.is_user and stage.kind == Stage.Kind.REJECTED:
            raise Invalid(_("Nobody is rejected by automation alone (PRIV-21)."))
        if reason_id is None:
            raise Invalid({"reason": _("Choose a reason; it is kept with the decision.")})
        if not Reason.objects.filter(pk=reason_id, kind=stage.kind).exists():
            raise Invalid({"reason": _("This reason belongs to another kind of decision.")})
    elif application.closed_at is not None:
        rival = Application.objects.filter(
            person_id=application.person_id, job_id=application.job_id, closed_at__isnull=True
        )
        if rival.exists():
            raise Conflict(_("This person has another open application for this job."))
    if wish.mail not in Mail.values:
        raise Invalid({"mail": _("Decide what happens with the mail.")})
    if wish.mail == Mail.WITHHELD and wish.reason not in domain.WITHHELD:
        raise Invalid({"mail_reason": _("Say why no mail is sent; it is kept with the move.")})
    if wish.mail == Mail.SCHEDULED and (wish.send_at is None or wish.send_at <= timezone.now()):
        raise Invalid({"send_at": _("Choose a time that lies ahead.")})
    if wish.mail == Mail.SCHEDULED and wish.send_at and wish.send_at > timezone.now() + FARTHEST:
        raise Invalid({"send_at": _("Choose a time within a year.")})
    if wish.mail == Mail.PERSONAL and not (wish.subject.strip() and wish.html.strip()):
        raise Invalid({"html": _("Write the mail, or send it as it stands.")})


def _move(
    actor: Actor, application: Application, stage: Stage, reason_id: int | None, wish: MailChoice, moment: datetime
) -> StageMove:
    before = application.stage
    closing = stage.kind in CLOSING_KINDS
    application.stage = stage
    application.stage_since = moment
    application.closed_at = moment if closing else None
    application.reason_id = reason_id if closing else None
    application.decided_by_id = actor.id if closing and actor.is_user else None
    application.revision += 1
    application.save(update_fields=["stage", "stage_since", "closed_at", "reason", "decided_by", "revision"])
    row = StageMove.objects.create(
        application=application,
        from_stage=before,
        to_stage=stage,
        at=moment,
        by_id=actor.id if actor.is_user else None,
        reason_id=reason_id if closing else None,
        mail=wish.mail,
        mail_reason=wish.reason if wish.mail == Mail.WITHHELD else "",
    )
    personal = wish.mail == Mail.PERSONAL
    events.publish(
        actor,
        StageChanged(
            person_id=application.person_id,
            application_id=application.pk,
            job_id=application.job_id,
            from_stage_id=before.pk,
            to_stage_id=stage.pk,
            reason_id=reason_id if closing else None,
            mail=wish.mail,
            mail_reason=row.mail_reason,
            send_at=wish.send_at.isoformat() if wish.mail == Mail.SCHEDULED and wish.send_at else "",
            personal_ref=moves.kept(actor, application, stage, wish.subject, wish.html) if personal else "",
            move_id=row.pk,
        ),
        at=moment,
    )
    events.tick(f"person:{application.person_id}", f"job:{application.job_id}", "jobs")
    return row


def move_back(actor: Actor, move_id: int) -> Application:
    """Take one's own last move back: a new move to where they came from; nothing is erased and no mail goes out."""
    row = StageMove.objects.select_related("application", "from_stage").filter(pk=move_id, by_id=actor.id).first()
    if row is None or row.from_stage is None or not actor.is_user:
        raise NotFound(_("There is no such move of yours."))
    with transaction.atomic():
        application = _held(actor, row.application_id)
        accounts.require(actor, "jobs:move", queries.scope_of(actor, application.job))
        last = queries.last_move(application.pk)
        if last is None or last.pk != row.pk:
            raise Conflict(_("They were moved again since, so this move can no longer be taken back."))
        reason_id = None
        if row.from_stage.kind in CLOSING_KINDS:
            earlier = StageMove.objects.filter(application=application, to_stage=row.from_stage, pk__lt=row.pk)
            reason_id = earlier.order_by("-pk").values_list("reason_id", flat=True).first()
        _check(actor, application, row.from_stage, reason_id, MailChoice())
        _move(actor, application, row.from_stage, reason_id, MailChoice(), timezone.now())
    return application


@dataclass(frozen=True, slots=True)
class Failed:
    application_id: int
    why: str


@dataclass(slots=True)
class BulkResult:
    """What became of a slice of a bulk move; each person is moved on their own, so one conflict stops nobody else."""

    move_ids: list[int] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


def move_many(
    actor: Actor,
    picked: Sequence[tuple[int, int]],
    *,
    to_stage_id: int,
    reason_id: int | None = None,
    choices: dict[int, MailChoice] | None = None,
) -> BulkResult:
    """Move several applications, given as (id, revision seen in the review)."""
    result = BulkResult()
    for application_id, revision in picked:
        try:
            row = move(
                actor,
                application_id,
                to_stage_id=to_stage_id,
                revision=revision,
                reason_id=reason_id,
                choice=(choices or {}).get(application_id),
            )
        except (Conflict, NotFound, NotAllowed, Invalid) as error:
            result.failed.append(Failed(application_id, str(error)))
            continue
        last = queries.last_move(row.pk)
        if last is not None and row.revision > revision:
            result.move_ids.append(last.pk)
    return result
