"""A decision and its reasons: allow, hold until, or refuse, with every reason kept.

Reasons are codes with parameters (ids, times, numbers; never names or sentences), so that
they can be stored for ever and told in the reader's language when shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: its name, its verdict, until when (for a hold) and plain parameters."""

    rule: str
    verdict: Verdict
    params: Mapping[str, Any] = field(default_factory=dict)
    until: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {"rule": self.rule, "verdict": str(self.verdict)}
        if self.params:
            row["params"] = dict(self.params)
        if self.until:
            row["until"] = self.until.isoformat()
        return row


@dataclass(frozen=True, slots=True)
class Decision:
    """The sum of all findings: refuse beats hold, the latest hold wins, every finding is kept."""

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    until: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        return self.verdict is Verdict.ALLOW

    def as_json(self) -> dict[str, Any]:
        row: dict[str, Any] = {"verdict": str(self.verdict), "findings": [f.as_json() for f in self.findings]}
        if self.until:
            row["until"] = self.until.isoformat()
        return row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Decision:
        def moment(value: Any) -> datetime | None:
            return datetime.fromisoformat(value) if value else None

        findings = tuple(
            Finding(f["rule"], Verdict(f["verdict"]), f.get("params", {}), moment(f.get("until")))
            for f in row.get("findings", ())
        )
        return cls(Verdict(row["verdict"]), findings, moment(row.get("until")))


ALLOWED = Decision(Verdict.ALLOW)


def refuse(rule: str, **params: Any) -> Decision:
    return Decision(Verdict.REFUSE, (Finding(rule, Verdict.REFUSE, params),))


def decide(findings: Iterable[Finding]) -> Decision:
    """Fold findings into one decision."""
    found = tuple(findings)
    if any(f.verdict is Verdict.REFUSE for f in found):
        return Decision(Verdict.REFUSE, found)
    holds = [f.until for f in found if f.verdict is Verdict.HOLD]
    if holds:
        times = [until for until in holds if until is not None]
        return Decision(Verdict.HOLD, found, max(times) if len(times) == len(holds) else None)
    return Decision(Verdict.ALLOW, found)
