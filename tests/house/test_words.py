"""Every shipped language says everything, with the same placeholders and tags as the English."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parents[2] / "src" / "rapport" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TAG = re.compile(r"<[^>]+>")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_nothing_is_left_in_english_or_torn(language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    wrong = []
    for entry in catalogue:
        if not entry.id:
            continue
        if isinstance(entry.id, tuple):
            known = set(PLACEHOLDER.findall(" ".join(entry.id)))
            if not all(entry.string) or any(set(PLACEHOLDER.findall(form)) - known for form in entry.string):
                wrong.append(entry.id)
        elif not entry.string or any(
            Counter(pattern.findall(entry.id)) != Counter(pattern.findall(entry.string))
            for pattern in (PLACEHOLDER, TAG)
        ):
            wrong.append(entry.id)
    assert not wrong, wrong
