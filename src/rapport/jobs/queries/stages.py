"""Stages, reasons and hiring teams, with names in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import get_language

from rapport.accounts.models import Brand, LegalEntity
from rapport.jobs import domain
from rapport.jobs.models import Application, Job, JobTag, Reason, Seat, Stage, StageMove
from rapport.people.models import Tag


def name_in(names: Mapping[str, str], fallback: str = "") -> str:
    """A name in the language of the page."""
    return domain.told(names, get_language() or "en", fallback)


def stages(job_id: int) -> list[Stage]:
    return list(Stage.objects.filter(job_id=job_id).order_by("position"))


def stage_by_id(job_id: int, stage_id: int) -> Stage | None:
    return Stage.objects.filter(job_id=job_id, pk=stage_id).first()


def people_in_stages(job_id: int) -> dict[int, int]:
    """How many applications, open or closed, stand in each stage; such a stage cannot be deleted."""
    rows = Application.objects.filter(job_id=job_id).values("stage_id").annotate(n=Count("pk"))
    return dict(rows.values_list("stage_id", "n"))


def stages_in_history(job_id: int) -> set[int]:
    """Stages that moves of the past name; they must stay readable."""
    moves = StageMove.objects.filter(application__job_id=job_id)
    return set(moves.values_list("to_stage_id", flat=True)) | {
        id for id in moves.values_list("from_stage_id", flat=True) if id
    }


def reasons(kind: str) -> list[Reason]:
    return list(Reason.objects.filter(kind=kind, is_active=True))


def all_reasons() -> list[Reason]:
    return list(Reason.objects.order_by("kind", "position", "id"))


def hiring_team(job_id: int) -> list[Seat]:
    return list(Seat.objects.filter(job_id=job_id).select_related("user").order_by("part", "user__name"))


def tags_of_job(job_id: int) -> list[Tag]:
    return list(Tag.objects.filter(job_links__job_id=job_id))


def tags_of_jobs(job_ids: Iterable[int]) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = {}
    for link in JobTag.objects.filter(job_id__in=list(job_ids)).select_related("tag").order_by("tag__name"):
        found.setdefault(link.job_id, []).append(link.tag)
    return found


@dataclass(frozen=True, slots=True)
class MailCount:
    """How often a status mail was sent, made personal, scheduled or withheld, and why withheld."""

    mail: str
    reason: str
    count: int


def mail_counts(job: Job) -> list[MailCount]:
    """What was decided about the status mails of a job's moves."""
    rows = (
        StageMove.objects.filter(application__job=job)
        .exclude(mail=StageMove.Mail.NONE)
        .values("mail", "mail_reason")
        .annotate(n=Count("pk"))
        .order_by("mail", "-n")
    )
    return [MailCount(row["mail"], row["mail_reason"], row["n"]) for row in rows]


def legal_entities() -> list[LegalEntity]:
    return list(LegalEntity.objects.order_by("name"))


def brands() -> list[Brand]:
    return list(Brand.objects.order_by("name"))


def tags_of_application(application_id: int) -> list[Tag]:
    return list(Tag.objects.filter(application_links__application_id=application_id))


def were_mailed(move_ids: Iterable[int]) -> bool:
    """Whether any of these moves sent a mail at once."""
    sent = [StageMove.Mail.SENT, StageMove.Mail.PERSONAL]
    return StageMove.objects.filter(pk__in=list(move_ids), mail__in=sent).exists()
