from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rapport.messaging import policy
from rapport.messaging.domain import SendFacts

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
FINE = SendFacts(now=NOW)


@pytest.mark.parametrize(
    ("changes", "verdict", "rules"),
    [
        ({}, "allow", []),
        ({"do_not_contact_since": NOW}, "refuse", ["do_not_contact"]),
        ({"do_not_contact_since": NOW, "is_about_recipient": False}, "allow", []),
        ({"suppressed_as": "bounce"}, "refuse", ["suppressed_address"]),
        ({"suppressed_as": "complaint", "suppression_scope": "not_transactional"}, "allow", []),
        (
            {"suppressed_as": "complaint", "suppression_scope": "not_transactional", "purpose": "campaign"},
            "refuse",
            ["suppressed_address"],
        ),
        ({"has_withdrawn": True}, "refuse", ["withdrawn_consent"]),
        ({"stage_at_queueing": 1, "stage_now": 1}, "allow", []),
        ({"stage_at_queueing": 1, "stage_now": 2, "origin": "system"}, "refuse", ["moved_on"]),
        ({"stage_at_queueing": 1, "stage_now": 2, "origin": "manual"}, "hold", ["moved_on"]),
        ({"unfilled": ("{{ name }}",)}, "refuse", ["unfilled_placeholder"]),
        ({"sender_may_send": False}, "refuse", ["sender_permission"]),
        ({"person_is_gone": True}, "refuse", ["person_gone"]),
        ({"has_address": False}, "refuse", ["no_address"]),
        (
            {"do_not_contact_since": NOW, "suppressed_as": "bounce", "stage_at_queueing": 1, "stage_now": 2},
            "refuse",
            ["do_not_contact", "moved_on", "suppressed_address"],
        ),
    ],
)
def test_every_rule_and_every_reason_is_kept(changes: dict[str, object], verdict: str, rules: list[str]) -> None:
    decision = policy.judge(replace(FINE, **changes))  # type: ignore[arg-type]
    assert decision.verdict == verdict
    assert sorted(f.rule for f in decision.findings) == rules
