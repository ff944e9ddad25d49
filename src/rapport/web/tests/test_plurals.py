"""Each language counts by its own rules: Arabic has six forms, and a catalogue must say so."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import ngettext


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many"), (99, "many"), (100, "other")],
)
def test_arabic_counts_in_six_forms(number: int, expected: str) -> None:
    with translation.override("ar"):
        told = ngettext("Done for %(count)d person.", "Done for %(count)d people.", number) % {"count": number}
        others = {
            name: ngettext("Done for %(count)d person.", "Done for %(count)d people.", each) % {"count": number}
            for name, each in {"zero": 0, "one": 1, "two": 2, "few": 5, "many": 20, "other": 100}.items()
        }
    assert told == others[expected]
    assert len(set(others.values())) >= 5


def test_german_counts_in_two() -> None:
    with translation.override("de"):
        one, many = (ngettext("%(count)d min", "%(count)d min", n) % {"count": n} for n in (1, 2))
    assert one.startswith("1 ") and many.startswith("2 ")
