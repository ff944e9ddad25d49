"""The rules of sending: one file each, facts in, finding out. All run; refuse beats hold; every reason is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from rapport.lib.decision import Decision, Finding, Verdict, decide
from rapport.lib.registry import Registry, load_folder
from rapport.messaging.domain import SendFacts

Rule = Callable[[SendFacts], Finding | None]
RULES: Registry[Rule] = Registry("sending rule")


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a pure function of the facts under its own name."""
    return RULES.named(name)


def refused(name: str, **params: object) -> Finding:
    return Finding(name, Verdict.REFUSE, params)


def asked(name: str, **params: object) -> Finding:
    """Held until a person decides."""
    return Finding(name, Verdict.HOLD, params)


@cache
def _load() -> None:
    load_folder(__name__)


def judge(facts: SendFacts) -> Decision:
    """Every rule's finding on these facts, as one decision."""
    _load()
    return decide(finding for _, one in RULES.items() if (finding := one(facts)) is not None)
