from __future__ import annotations

import pytest

from rapport.channels.email.operators import asks_to_slow_down, budgets_of, is_our_fault, operator_of


@pytest.mark.parametrize(
    ("address", "operator"),
    [
        ("a@gmail.com", "google"),
        ("a@GoogleMail.com", "google"),
        ("a@hotmail.co.uk", "microsoft"),
        ("a@outlook.fr", "microsoft"),
        ("a@yahoo.co.jp", "yahoo"),
        ("a@aol.com", "yahoo"),
        ("a@icloud.com", "apple"),
        ("a@example.org", "other"),
        ("a@yahoo.example.org", "other"),
        ("a@live.nation.com", "other"),
        ("a@gmail.com.example.org", "other"),
    ],
)
def test_the_house_behind_an_address_mail49(address: str, operator: str) -> None:
    assert operator_of(address) == operator


@pytest.mark.parametrize(
    ("operator", "code", "enhanced", "slower"),
    [
        ("google", 421, "4.7.28", True),
        ("other", 421, "", True),
        ("google", 450, "4.7.1", True),
        ("other", 450, "4.7.1", False),
        ("other", 451, "4.7.500", True),
        ("google", 452, "4.2.2", False),
        ("google", 550, "5.7.1", False),
    ],
)
def test_which_answers_are_about_our_rate_mail49(operator: str, code: int, enhanced: str, slower: bool) -> None:
    assert asks_to_slow_down(operator, code, enhanced) is slower


def test_half_of_a_mailboxs_budget_is_ours_mail50() -> None:
    assert budgets_of("smtp.gmail.com")["account/day"].count == 1000
    assert budgets_of("smtp.office365.com")["account/min"].count == 15
    assert budgets_of("mail.example.org") == {}


def test_faults_of_ours_mail23() -> None:
    assert all(is_our_fault(code) for code in ("5.7.26", "5.7.25", "5.7.27", "5.7.29", "5.7.515"))
    assert not is_our_fault("5.7.1") and not is_our_fault("5.1.1")
