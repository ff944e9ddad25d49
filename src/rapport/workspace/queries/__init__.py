"""The only reads of the staff screens; each screen has a module of its own."""

from __future__ import annotations

from rapport.workspace.queries.candidate import Candidate, LocalTime, candidate, group_of, local_time, task_to_log

__all__ = ["Candidate", "LocalTime", "candidate", "group_of", "local_time", "task_to_log"]
