from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rapport.consent.domain import Act, fold, strictest

T = datetime(2026, 3, 12, tzinfo=UTC)


def acts(*rows: tuple[str, str, str]) -> list[Act]:
    return [Act(act, channel, purpose, T + timedelta(days=n)) for n, (act, channel, purpose) in enumerate(rows)]


@pytest.mark.parametrize(
    ("rows", "channel", "purpose", "withdrawn"),
    [
        ([], "email", "campaign", False),
        ([("withdraw", "email", "campaign")], "email", "campaign", True),
        ([("withdraw", "email", "campaign")], "email", "hiring", False),
        ([("withdraw", "email", "")], "email", "campaign", True),
        ([("withdraw", "email", "")], "email", "hiring", False),  # MAIL-33: the process itself goes on
        ([("withdraw", "", "campaign")], "email", "campaign", True),
        ([("withdraw", "sms", "campaign")], "email", "campaign", False),
        ([("withdraw", "email", "campaign"), ("grant", "email", "campaign")], "email", "campaign", False),  # PRIV-06
        ([("grant", "email", "campaign"), ("withdraw", "email", "campaign")], "email", "campaign", True),
    ],
)
def test_the_latest_act_wins(rows: list[tuple[str, str, str]], channel: str, purpose: str, withdrawn: bool) -> None:
    assert fold(acts(*rows)).has_withdrawn(channel, purpose) is withdrawn


def test_do_not_contact_holds_until_it_is_lifted() -> None:
    assert fold(acts(("do_not_contact", "", ""))).is_do_not_contact
    assert not fold(acts(("do_not_contact", "", ""), ("lift", "", ""))).is_do_not_contact


def test_people_who_are_one_get_the_strictest_of_both() -> None:
    one, other = fold(acts(("grant", "email", "campaign"))), fold(acts(("withdraw", "email", "campaign")))
    both = strictest([one, other])
    assert both.has_withdrawn("email", "campaign")
    assert not both.granted
    assert strictest([one, fold(acts(("do_not_contact", "", "")))]).is_do_not_contact
