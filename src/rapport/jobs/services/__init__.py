"""The only writes of jobs."""

from __future__ import annotations

from rapport.jobs.services.applications import apply, edit_application, forget_answers, transfer
from rapport.jobs.services.audiences import audience_for, regrant_all_jobs_for
from rapport.jobs.services.jobs import DEFAULT_STAGES, edit_job, open_job, seat, set_state
from rapport.jobs.services.many import edit_applications, edit_jobs
from rapport.jobs.services.moving import BulkResult, MailChoice, move, move_back, move_many
from rapport.jobs.services.reasons import ReasonLine, save_reasons
from rapport.jobs.services.stages import StageLine, save_stages
from rapport.jobs.services.upkeep import look_at, remind_of_deadlines

__all__ = [
    "DEFAULT_STAGES",
    "BulkResult",
    "MailChoice",
    "ReasonLine",
    "StageLine",
    "apply",
    "audience_for",
    "edit_application",
    "edit_applications",
    "edit_job",
    "edit_jobs",
    "forget_answers",
    "look_at",
    "move",
    "move_back",
    "move_many",
    "open_job",
    "regrant_all_jobs_for",
    "remind_of_deadlines",
    "save_reasons",
    "save_stages",
    "seat",
    "set_state",
    "transfer",
]
