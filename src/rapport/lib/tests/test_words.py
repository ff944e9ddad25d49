from __future__ import annotations

import unicodedata

import pytest
from tests.support.budget import bounded_work

from rapport.lib import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear Zoë, résumé received!", {"dear", "zoe", "resume", "received"}),
        ("STRASSE Straße", {"strasse"}),
        ("Łódź Ørsted Žižek", {"lodz", "orsted", "zizek"}),
        ("İstanbul ISTANBUL ısı", {"istanbul", "isi"}),
        ("snake_case don't", {"snake", "case", "don", "t"}),
        ("C++, C# and C", {"c++", "c#", "c", "and"}),
        ("room 12", {"room", "12"}),
        ("مقابلة", {"مقابله"}),
        ("المُقابَلَة", {"مقابله"}),
        ("والمقابلة للمقابلة بالمقابلة", {"مقابله"}),
        ("مـــقابلة", {"مقابله"}),
        ("أحمد إحمد آحمد ٱحمد", {"احمد"}),
        ("مستشفى مؤهل رئيس", {"مستشفي", "موهل", "رييس"}),
        ("الله", {"الله"}),
        ("٢٠٢٤، ۲۰۲۵", {"2024", "2025"}),
        ("面试安排", {"面试", "试安", "安排"}),
        ("我 走", {"我", "走"}),
        ("面接のご案内", {"面接", "接の", "のご", "ご案", "案内"}),
        ("ガク カク", {"ガク", "カク"}),
        ("ｶﾞｸ Ｆｕｌｌ", {"ガク", "full"}),
        ("Python開発", {"python", "開発"}),
        ("면접 안내", {"면접", "안내"}),
        ("Ёлка, мой чай", {"елка", "мои", "чаи"}),
        ("", set()),
        ("!?…", set()),
    ],
)
def test_tokens(text: str, expected: set[str]) -> None:
    assert words.tokens(text) == {words.normalise(word) for word in expected}
    assert words.tokens(unicodedata.normalize("NFD", text)) == words.tokens(text)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Call me on +49 170 123-4567 today", "01701234567"),
        ("Call me on 0170/1234567", "+49 (170) 123 45 67"),
        ("write to Ada.Lovelace@Example.org.", "ada.lovelace@example.org"),
        ("write to ada@example.org", "example"),
        ("on 2024-05-17", "2024-05-17"),
        ("in 2024-05-17", "2024"),
        ("from 2024 until 2025", "2024 2025"),
        ("المُقابَلَة غدا", "مقابلة"),
        ("面试安排在明天", "面试安排"),
    ],
)
def test_a_query_finds_its_text(text: str, query: str) -> None:
    assert words.query_tokens(query) <= words.tokens(text)


def test_an_address_is_more_than_its_pieces() -> None:
    assert not words.query_tokens("ada@example.org") <= words.tokens("ada wrote: see example.org")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Zoë Müller-Lüdenscheidt", ["zo", "zoe", "mull", "muell", "mueller", "Müller", "ludens", "Lüdenscheidt"]),
        ("محمد الأحمد", ["محم", "الاحمد", "احمد", "أحمد"]),
        ("李小明", ["李", "小明", "李小"]),
        ("山田 太郎", ["山", "山田", "太郎"]),
        ("Konstantinopolidou", ["ko", "konstantinop", "Konstantinopolidou"]),
        ("J Smith", ["j", "sm"]),
    ],
)
def test_half_a_name_finds_it(name: str, typed: list[str]) -> None:
    for query in typed:
        assert words.query_tokens(query) <= words.name_tokens(name), query


def test_names_do_not_match_what_they_are_not() -> None:
    assert not words.query_tokens("ullerian") <= words.name_tokens("Müller")


def test_wanted_takes_words_and_phrases() -> None:
    assert words.wanted('offer "next week" “yes”') == words.Wanted(
        frozenset({"offer", "next", "week", "yes"}), ("next week",)
    )
    assert words.wanted('an "unclosed quote').phrases == ()
    assert words.wanted('"面试安排"').phrases == ("面试安排",)


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("See you NEXT  week.", "next week", True),
        ("next, week", "next week", True),
        ("the next three weeks", "next week", False),
        ("context weekly", "text week", False),
        ("موعد المُقابَلَة غداً", "المقابلة غدا", True),
        ("غدا موعد المقابلة", "المقابلة غدا", False),
        ("我们的面试安排在明天", "面试安排", True),
        ("安排面试", "面试安排", False),
        ("来週の面接です", "の面接", True),
        ("anything", "", True),
    ],
)
def test_contains_phrase(text: str, phrase: str, expected: bool) -> None:
    assert words.contains_phrase(text, phrase) is expected


@pytest.mark.parametrize("text", ["a.-" * 20_000 + "@", "1-" * 20_000 + "x", "(" * 20_000, '"' * 20_000, "1 " * 20_000])
def test_no_text_makes_it_slow(text: str) -> None:
    with bounded_work():
        words.tokens(text)
        words.wanted(text)
