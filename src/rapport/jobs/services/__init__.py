"""The only writes of jobs."""

from __future__ import annotations

from rapport.jobs.services.applications import apply, move
from rapport.jobs.services.audiences import audience_for, regrant_all_jobs_for
from rapport.jobs.services.jobs import DEFAULT_STAGES, open_job, seat

__all__ = ["DEFAULT_STAGES", "apply", "audience_for", "move", "open_job", "regrant_all_jobs_for", "seat"]
