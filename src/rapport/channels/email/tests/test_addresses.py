from __future__ import annotations

import time

import pytest

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
    begun = time.monotonic()
    for header in ("(" * 60_000, "<" * 60_000, '"' * 59_999, "a@b," * 20_000, "\\" * 60_000):
        addresses.read(header)
    assert time.monotonic() - begun < 2


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
