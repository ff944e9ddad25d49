"""From the ledger to the present: who may be written to, where and for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

TRANSACTIONAL = frozenset({"hiring", "interview", "offer", "rejection", "privacy"})
PURPOSES = (*sorted(TRANSACTIONAL), "pool", "campaign", "survey")


class Act(NamedTuple):
    """One row of the ledger, as plain values."""

    act: str
    channel: str
    purpose: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says now."""

    do_not_contact_since: datetime | None = None
    do_not_contact_reason: str = ""
    granted: frozenset[tuple[str, str]] = frozenset()
    withdrawn: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_do_not_contact(self) -> bool:
        return self.do_not_contact_since is not None

    def has_withdrawn(self, channel: str, purpose: str) -> bool:
        """Whether contact on this channel for this purpose was withdrawn, by itself or as a whole."""
        return any(
            (c in {"", channel}) and (p == purpose or (p == "" and purpose not in TRANSACTIONAL))
            for c, p in self.withdrawn
        )


def fold(acts: Iterable[Act]) -> Standing:
    """The standing after these acts in order of time; the candidate's latest act wins (PRIV-06)."""
    since: datetime | None = None
    reason = ""
    granted: set[tuple[str, str]] = set()
    withdrawn: set[tuple[str, str]] = set()
    for act in acts:
        key = (act.channel, act.purpose)
        if act.act == "do_not_contact":
            since, reason = since or act.at, act.reason
        elif act.act == "lift":
            since, reason = None, ""
        elif act.act == "grant":
            granted.add(key)
            withdrawn.discard(key)
        elif act.act == "withdraw":
            withdrawn.add(key)
            if act.purpose == "":
                granted = {(c, p) for c, p in granted if act.channel not in {"", c}}
            granted.discard(key)
    return Standing(since, reason, frozenset(granted), frozenset(withdrawn))


def strictest(standings: Iterable[Standing]) -> Standing:
    """One standing for people who are one: whatever any of them refused is refused (DESIGN 16, merging)."""
    every = list(standings)
    blocked = [s for s in every if s.do_not_contact_since]
    withdrawn = frozenset().union(*(s.withdrawn for s in every)) if every else frozenset()
    granted = frozenset().union(*(s.granted for s in every)) - withdrawn if every else frozenset()
    first = min(blocked, key=lambda s: s.do_not_contact_since or datetime.max) if blocked else Standing()
    return Standing(first.do_not_contact_since, first.do_not_contact_reason, granted, withdrawn)
