"""Who may see what belongs to a job."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.accounts import services as accounts
from rapport.accounts.events import UserAccessChanged
from rapport.jobs import queries
from rapport.lib.actor import Actor


def audience_for(kind: str, *, job_id: int | None = None, member_ids: Iterable[int] = ()) -> int:
    """The audience (kind, members) of this job, or of the house when there is no job."""
    job = queries.access([job_id])[job_id] if job_id is not None else None
    return accounts.intern_audience(kind, member_ids, job)


def regrant_all_jobs_for(actor: Actor, fact: UserAccessChanged) -> None:
    """A user's roles or teams changed: what they see of every job follows, in the same transaction."""
    accounts.regrant_user(fact.user_id, queries.access().values())
