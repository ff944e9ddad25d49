from __future__ import annotations

from rapport.lib import text


def test_what_a_database_refuses_goes():
    assert text.storable("a\x00b\x07c\ud800d\te\n") == "abc\N{REPLACEMENT CHARACTER}d\te\n"
    assert text.one_line(" a \r\n b\tc ") == "a b c"
    assert text.unix_lines("a\r\nb\rc\n") == "a\nb\nc\n"


def test_a_disguised_name_shows_its_true_order():
    assert text.without_bidi("cv\u202efdp.exe") == "cvfdp.exe"


def test_a_clip_keeps_a_letter_with_its_accent():
    assert text.clip("abc", 5) == "abc"
    assert text.clip("ae\u0301x", 2) == "a"
