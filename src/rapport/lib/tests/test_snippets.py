from __future__ import annotations

import pytest

from rapport.lib.snippets import LENGTH, Wanted, marked, snippet


def hits(text: str, query: str, **kwargs: bool) -> list[str]:
    return [part.text for part in marked(text, Wanted.of(query), **kwargs) if part.is_hit]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("We meet on Tuesday.", "tuesday", ["Tuesday"]),
        ("Crème brûlée für Jörg", "creme jorg", ["Crème", "Jörg"]),
        ("هل لديك مُقَابَلَة غدًا؟", "مقابلة", ["مُقَابَلَة"]),
        ("هل لديك مقابلة غدا؟", "مُقَابَلَةٌ", ["مقابلة"]),
        ("نتيجة المقابلة جاهزة", "مقابلة", ["المقابلة"]),
        ("مقـــابلة طويلة", "مقابلة", ["مقـــابلة"]),
        ("面接は火曜日です", "火曜", ["火曜"]),
        ("面接は火曜日です", "火曜日", ["火曜日"]),
        ("C++ and C# and C", "c++", ["C++"]),
        ("Nothing here", "tuesday", []),
    ],
)
def test_the_words_looked_for_are_marked_in_every_spelling(text: str, query: str, expected: list[str]) -> None:
    assert hits(text, query) == expected
    assert "".join(part.text for part in marked(text, Wanted.of(query))) == text


def test_names_are_marked_by_their_beginnings() -> None:
    assert hits("Diana Allen", "dia al", by_prefix=True) == ["Dia", "Al"]
    assert hits("Jonas Sørensen", "sor", by_prefix=True) == ["Sør"]


def test_a_snippet_stands_around_the_words() -> None:
    text = "word " * 200 + "the notice period is three months " + "tail " * 200
    parts = snippet(text, Wanted.of("notice period"))
    shown = "".join(part.text for part in parts)
    assert "notice period is three months" in shown
    assert shown.startswith("…") and shown.endswith("…") and len(shown) <= LENGTH + 2
    assert [part.text for part in parts if part.is_hit] == ["notice", "period"]


def test_a_snippet_without_its_words_is_the_beginning() -> None:
    assert [part.is_hit for part in snippet("Short text", Wanted.of("elsewhere"))] == [False]
