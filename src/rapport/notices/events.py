from __future__ import annotations

from dataclasses import dataclass

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class StaffMailRetried:
    staff_mail_id: int


@fact
@dataclass(frozen=True, slots=True)
class ChainHeadMailed:
    """The head of the chain went outside; it stands here too, for whoever compares."""

    seal: int
    head: str
