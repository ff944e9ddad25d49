from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.channels.email import tnef
from rapport.channels.email.parse import parse
from rapport.channels.email.tests.test_parse import mail


def attribute(name: int, value: bytes, level: int = 2) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(*values: tuple[int, int, bytes]) -> bytes:
    written = struct.pack("<I", len(values))
    for name, kind, value in values:
        written += struct.pack("<HH", kind, name)
        if name >= 0x8000:
            written += b"g" * 16 + struct.pack("<II", 1, 3) + b"ab\0\0"
        if kind == 0x3:
            written += value
        else:
            written += struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return written


def wrapping(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


CV = "Lebenslauf Jürgen.pdf"
WHOLE = wrapping(
    attribute(0x9007, struct.pack("<II", 1252, 0), 1),
    attribute(
        0x9003,
        properties(
            (0x0E08, 0x3, b"\1\0\0\0"), (0x8001, 0x1E, b"named\0"), (0x1013, 0x102, "<p>Grüße</p>".encode("cp1252"))
        ),
        1,
    ),
    attribute(0x9002, b"\0" * 14),
    attribute(0x8010, b"LEBENS~1.PDF\0"),
    attribute(0x800F, b"%PDF-1.4"),
    attribute(
        0x9005, properties((0x3707, 0x1F, (CV + "\0").encode("utf-16-le")), (0x370E, 0x1E, b"application/pdf\0"))
    ),
    attribute(0x9002, b"\0" * 14),
    attribute(0x8010, b"Offer\0"),
    attribute(0x9005, properties((0x3701, 0xD, b"i" * 16 + b"\xd0\xcf\x11\xe0 item"))),
)


def wrapped(octets: bytes, text: str = "") -> bytes:
    plain = f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n" if text else ""
    content = base64.encodebytes(octets).decode()
    return mail(
        'Content-Type: multipart/mixed; boundary="b"',
        f"{plain}--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n"
        f"{content}\r\n--b--",
    )


def test_edge_37_winmail_is_unpacked():
    incoming = parse(wrapped(WHOLE))
    assert [(file.name, file.type) for file in incoming.files] == [
        (CV, "application/pdf"),
        ("Offer.msg", "application/vnd.ms-outlook"),
    ]
    assert incoming.files[0].content == b"%PDF-1.4" and incoming.files[1].content.startswith(b"\xd0\xcf\x11\xe0")
    assert incoming.visible == "Grüße" and "winmail" not in incoming.warnings


def test_in_21_words_in_the_mail_itself_count_first():
    assert parse(wrapped(WHOLE, "Hello")).visible == "Hello"


@pytest.mark.parametrize("octets", [b"", b"no wrapping", WHOLE[:4], WHOLE[:30]])
def test_edge_37_what_cannot_be_unpacked_is_kept_and_named(octets):
    incoming = parse(wrapped(octets, "Hello"))
    assert [file.name for file in incoming.files] == ["winmail.dat"] and "winmail" in incoming.warnings


@given(st.integers(0, len(WHOLE)), st.binary(max_size=8), st.integers(0, 8))
@settings(max_examples=400, deadline=None)
def test_in_17_no_bytes_make_it_raise_or_grow(at, put, taken):
    octets = WHOLE[:at] + put + WHOLE[at + taken :]
    found = tnef.unpack(octets)
    assert found is None or sum(len(file.content) for file in found.files) <= len(octets)
