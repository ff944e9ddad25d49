from __future__ import annotations

import unicodedata

import pytest

from rapport.channels.email import words


@pytest.mark.parametrize(
    ("declared", "text", "codec"),
    [
        ("utf-8", "Grüße, 你好 👋", "utf-8"),
        ("us-ascii", "naïve", "utf-8"),
        ("iso-8859-1", "“smart” – €", "cp1252"),
        ("utf-8", "plain cp1252 lies: café", "cp1252"),
        ("gb2312", "朱镕基 㐀", "gb18030"),
        ("ks_c_5601-1987", "똠방각하", "cp949"),
        ("windows-1258", "Tiếng", "cp1258"),
        ("shift_jis", "①㈱髙", "cp932"),
        ("windows-1256", "مرحبا", "cp1256"),
        ("KOI8-R", "Привет", "koi8-r"),
        ("no-such-charset", "déjà vu", "utf-8"),
        ("zip", "not a bomb", "utf-8"),
        ("", "\ufeffmarked", "utf-8"),
        ("utf-16", "two bytes", "utf-16"),
    ],
)
def test_edge_34_charsets_lie_and_words_survive(declared, text, codec):
    wire = unicodedata.normalize("NFD", text) if codec == "cp1258" else text
    try:
        octets = wire.encode(codec)
    except UnicodeEncodeError:
        octets = text.replace("ế", "ê").encode(codec)
        text = text.replace("ế", "ê")
    read = words.text_of(octets, declared)
    assert unicodedata.normalize("NFC", read) == text.lstrip("\ufeff")


def test_edge_34_japanese_of_microsoft():
    assert words.text_of(b"\x1b$B-!-j\x1b(B ok", "iso-2022-jp-ms") == "①㈱ ok"
    assert words.text_of("日本語".encode("iso2022_jp"), "iso-2022-jp") == "日本語"
    assert words.text_of("Grüße".encode(), "iso-2022-jp") == "Grüße"


@pytest.mark.parametrize("declared", ["utf-7", "UTF7", "unicode-1-1-utf-7", "u7", "punycode", "zip", "base64", "rot13"])
def test_edge_34_what_is_no_honest_charset_is_refused(declared):
    assert words.charset(declared) == ""
    assert words.text_of(b"+ADw-script+AD4-", declared) == "+ADw-script+AD4-"


def test_edge_35_nothing_a_database_refuses():
    assert words.text_of(b"a\x00b\r\nc\x81", "utf-8") == "ab\nc\x81"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?B?R3LDvA==?= =?utf-8?B?w59l?=", "Grüße"),
        ("=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", "Grüße"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe_aus?= Bern", "Grüße aus Bern"),
        ("=?gb2312?B?1OfJzw==?=", "早上"),
        ("Re:=?utf-8?q?_a?=", "Re: a"),
        ("=?nonsense?q?caf=E9?=", "café"),
        ("=?utf-8?B?!!!?=", ""),
        ("raw \udcc3\udcbc", "raw ü"),
        ("a\r\n b\x00", "a b"),
        ("=?utf-8?q?two words?=", "two words"),
    ],
)
def test_edge_36_header_words(raw, text):
    assert words.decode(raw) == text
