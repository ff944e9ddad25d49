"""Shape and wording of what people type about jobs."""

from __future__ import annotations

from rapport.jobs.forms.applications import AddForm, ApplicationForm, PeopleFilterForm, TransferForm
from rapport.jobs.forms.custom import differing
from rapport.jobs.forms.jobs import JobFilterForm, JobForm
from rapport.jobs.forms.moves import BulkForm, MoveForm
from rapport.jobs.forms.rows import reason_lines, seat_lines, stage_lines

__all__ = [
    "AddForm",
    "ApplicationForm",
    "BulkForm",
    "JobFilterForm",
    "JobForm",
    "MoveForm",
    "PeopleFilterForm",
    "TransferForm",
    "differing",
    "reason_lines",
    "seat_lines",
    "stage_lines",
]
