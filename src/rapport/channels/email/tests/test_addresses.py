from __future__ import annotations

import pytest
from tests.support.budget import bounded_work

from rapport.channels.email import addresses
from rapport.lib.errors import Invalid


@pytest.mark.parametrize(
    ("header", "boxes"),
    [
        ("Ada <ada@example.org>", [("Ada", "ada@example.org")]),
        ('"Lovelace, Ada" <ada@example.org>, b@x.y', [("Lovelace, Ada", "ada@example.org"), ("", "b@x.y")]),
        ("=?utf-8?q?J=C3=BCrgen?= <j@example.org>", [("Jürgen", "j@example.org")]),
        ("ada@example.org (Ada L)", [("Ada L", "ada@example.org")]),
        ("undisclosed-recipients:;", []),
        ("Team: a@b.c, d@e.f; g@h.i", [("", "a@b.c"), ("", "d@e.f"), ("", "g@h.i")]),
        ("Ada", [("Ada", "")]),
        ("<>", []),
        ("", []),
        ('"a\\"b" <c@d.e>', [('a"b', "c@d.e")]),
        ("\udce4da <a@b.c>", [("äda", "a@b.c")]),
        ("Ada <a@b.c", [("Ada", "a@b.c")]),
    ],
)
def test_edge_42_any_header_reads(header, boxes):
    assert list(addresses.read(header)) == boxes


def test_in_17_hostile_headers_read_in_linear_time():
    with bounded_work():
        for header in ("(" * 60_000, "<" * 60_000, '"' * 59_999, "a@b," * 20_000, "\\" * 60_000):
            addresses.read(header)


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("Ada+jobs@Example.org", "Ada+jobs@Example.org"),
        ("ädä@example.org", "ädä@example.org"),
    ],
)
def test_mail_12_sound_addresses(address, wire):
    assert addresses.check(address) == wire


@pytest.mark.parametrize(
    "address",
    [
        "a" * 65 + "@example.org",
        "a@" + ".".join(["b" * 60] * 5),
        "a b@c.d",
        "a\r\nBcc:@c.d",
        "",
        "a@",
        "@b",
        "a@-b.c",
        "a..b@c.d",
        "a@b..c",
        "a@b@c",
    ],
)
def test_mail_12_unsound_addresses(address):
    with pytest.raises(Invalid):
        addresses.check(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Example.ORG", " ada@example.org "),
        ("jos\u00e9@example.org", "jose\u0301@example.org"),
        ("anna@m\u00fcller.example", "anna@xn--mller-kva.example"),
        ("hans@stra\u00dfe.example", "hans@xn--strae-oqa.example"),
        ("x@\u4f8b\u5b50.example", "X@xn--fsqu00a.example"),
    ],
)
def test_two_spellings_of_one_address_fold_to_the_same(one: str, other: str) -> None:
    assert addresses.fold(one) == addresses.fold(other)


@pytest.mark.parametrize("odd", ["", "@", "no address", "a@\udcff", "a@-\u00fc-", "a@" + "\u00fc" * 300, "a@b@c"])
def test_whatever_is_no_address_folds_without_raising(odd: str) -> None:
    assert addresses.fold(addresses.fold(odd)) == addresses.fold(odd)


def test_tags_and_dots_stay() -> None:
    assert addresses.fold("a.da+jobs@example.org") != addresses.fold("ada@example.org")
