from __future__ import annotations

from dataclasses import dataclass, field

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class JobOpened:
    job_id: int


@fact
@dataclass(frozen=True, slots=True)
class JobEdited:
    job_id: int
    fields: list[str] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class StagesChanged:
    job_id: int
    stage_ids: list[int] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class DeadlineNear:
    """The last day for applications is near, and the owner has not been reminded yet."""

    job_id: int
    owner_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class ReasonsChanged:
    reason_ids: list[int] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class HiringTeamChanged:
    job_id: int
    user_ids: list[int] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class ApplicationReceived:
    person_id: int
    application_id: int
    job_id: int
    source: str


@fact
@dataclass(frozen=True, slots=True)
class StageChanged:
    """An application moved; `mail` tells what was decided about the status mail."""

    person_id: int
    application_id: int
    job_id: int
    from_stage_id: int | None
    to_stage_id: int
    reason_id: int | None = None
    mail: str = "none"
    mail_reason: str = ""
    send_at: str = ""  # an ISO moment when `mail` is "scheduled"
    personal_ref: str = ""  # where the room above keeps the personal words when `mail` is "personal"
    move_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class ApplicationEdited:
    person_id: int
    application_id: int
    fields: list[str] = field(default_factory=list)
