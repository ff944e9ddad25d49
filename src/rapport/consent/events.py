from __future__ import annotations

from dataclasses import dataclass

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class ConsentChanged:
    person_id: int
    consent_id: int
    act: str
    channel: str = ""
    purpose: str = ""


@fact
@dataclass(frozen=True, slots=True)
class AddressSuppressed:
    suppression_id: int
    reason: str


@fact
@dataclass(frozen=True, slots=True)
class SuppressionLifted:
    suppression_id: int
