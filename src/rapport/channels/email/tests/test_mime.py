"""Invariant 28: what is written by hand is what the standard library reads (Hypothesis looks for the difference)."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email import policy
from email.header import decode_header
from email.utils import parseaddr, unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rapport.channels.email import mime
from rapport.channels.email.compose import Attachment, Invitation, build
from rapport.channels.email.tests.test_compose import MAIL, assert_sound
from rapport.lib.errors import Invalid
from rapport.lib.text import unix_lines

# Words in which every rule of the wire is at stake: dots, blanks at ends, soft breaks, boundaries, other scripts.
SHARDS = st.sampled_from(
    [
        ".",
        "..",
        "\n.",
        "\n.\n",
        "From ",
        "\nFrom me",
        ">From ",
        " ",
        "  \n",
        "\t\n",
        " \r\n",
        "\r",
        "\n",
        "\r\n",
        "=",
        "=20",
    ]
    + [
        "=\n",
        "=3D",
        "--",
        "--=_",
        "\n--=_",
        "é",
        "你",
        "👋🏽",
        "مقابلة",
        "\u202e",
        "\x00",
        "\x01",
        "\x02\n",
        "\x03",
        "\x04",
    ]
    + ["x" * 72, "x" * 75, "x" * 76, "y" * 997, "ü" * 40, "word ", "a b c", "\ufeff", "\x85", "\u2028", "\x0b", "\x0c"]
)
WORDS = st.lists(SHARDS | st.text(max_size=8), max_size=25).map("".join)
HEADER_WORDS = st.lists(SHARDS | st.text(max_size=8), max_size=12).map("".join)


def read(wire: bytes):
    return email.message_from_bytes(wire, policy=policy.default)


def read_text(part) -> str:
    return unix_lines(part.get_payload(decode=True).decode("utf-8"))


def meant(words: str) -> str:
    found = unix_lines(words.encode("utf-8", "replace").decode())
    return found if found.endswith("\n") else found + "\n"


def assert_body_lines(wire: bytes) -> None:
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", wire), "MAIL-02: CRLF alone ends lines"
    for line in wire.split(b"\r\n\r\n", 1)[1].split(b"\r\n"):
        assert len(line) <= 76, "MAIL-01"
        assert not line.endswith((b" ", b"\t")), "a relay may cut blanks at ends"
        assert not line.startswith(b"From "), "a mailbox file would change it"
        assert line != b"."


@given(text=WORDS, html=WORDS)
@settings(max_examples=300, deadline=None)
@example(text="x" * 74 + " \ny", html="x" * 75 + "\t\n")
@example(text="x" * 73 + "= \n", html="é" + "x" * 72 + " \n")
@example(text="x" * 73 + " \ny", html="x" * 74 + "\t\n")
@example(text="x" * 74 + "From me " * 12, html="x" * 75 + "From " * 30)
@example(text="From " + "x" * 75, html="\nFrom \n")
def test_mail_01_02_words_are_read_as_they_were_written(text, html):
    wire = build(replace(MAIL, text="x" + text, html=html))
    assert_sound(wire)
    assert_body_lines(wire)
    parts = [part for part in read(wire).walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain"] + (["text/html"] if html else [])
    assert read_text(parts[0]) == meant("x" + text)
    if html:
        assert read_text(parts[1]) == meant(html)
    assert all(not part.defects for part in read(wire).walk())


def decoded(value: str) -> str:
    """What the standard library makes of a header with encoded words."""
    pieces = decode_header(value)
    return "".join(one if isinstance(one, str) else one.decode(charset or "ascii") for one, charset in pieces)


@given(subject=HEADER_WORDS, name=HEADER_WORDS)
@settings(max_examples=200, deadline=None)
def test_mail_09_10_a_header_is_read_as_it_was_written_or_refused(subject, name):
    mail = replace(MAIL, subject=subject, from_name=name, to=((name, "cleo@example.org"),))
    if re.search("[\x00-\x08\x0a-\x1f\x7f]", subject + name):
        with pytest.raises(Invalid):
            build(mail)
        return
    try:
        wire = build(mail)
    except Invalid as refused:
        assert "too long" in str(refused)
        return
    assert_sound(wire)
    old = email.message_from_bytes(wire)
    assert decoded(old["Subject"]).split() == subject.split()
    for box in (old["From"], old["To"]):
        label, address = parseaddr(box)
        assert decoded(label).split() == name.split()
        assert address in {"ada@acme.example", "cleo@example.org"}
    assert set(read(wire).keys()) == set(read(build(MAIL)).keys()), "no value ever adds a header"


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The reader takes quotation marks and angle brackets around a whole name away (email.utils.unquote).
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=90).filter(
    lambda name: name.strip() and unquote(name.strip()) == name.strip()
)


@given(names=st.lists(NAMES, min_size=1, max_size=3), content=st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_mail_10_files_are_read_as_they_were_written(names, content):
    files = tuple(Attachment(name, DOCX, content) for name in names)
    wire = build(replace(MAIL, attachments=(*files, Attachment("logo.png", "image/png", content, "logo")), html="<p>"))
    assert_sound(wire)
    assert_body_lines(wire)
    parsed = read(wire)
    found = [part for part in parsed.walk() if part.get_content_disposition() == "attachment"]
    assert [part.get_filename() for part in found] == [name.strip() for name in names], "the reader strips blanks"
    assert all((part.get_content_type(), part.get_payload(decode=True)) == (DOCX, content) for part in found)
    image = next(part for part in parsed.walk() if part.get_content_disposition() == "inline")
    assert (image["Content-ID"], image.get_payload(decode=True)) == ("<logo>", content)


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 113, 114, 115, 5000])
def test_mail_01_base64_has_whole_lines(size):
    written = mime.base64(bytes(size))
    assert len(written.replace(b"\r\n", b"")) == (size + 2) // 3 * 4
    assert all(len(line) == 76 for line in written.split(b"\r\n")[:-2])


def test_words_beyond_ascii_travel_in_the_shorter_encoding():
    assert b"quoted-printable" in mime.text("Grüße aus Köln, wir freuen uns auf Sie", "plain")
    assert b"base64" in mime.text("مقابلتك يوم الأحد", "plain")


@pytest.mark.parametrize("poison", ["REQUEST\r\nX: y", "", "RE QUEST", 'R"', "Ä"])
def test_mail_09_a_poisoned_method_is_refused(poison):
    with pytest.raises(Invalid):
        build(replace(MAIL, invitation=Invitation(poison, b"BEGIN:VCALENDAR\r\n")))


@pytest.mark.parametrize("poison", ["a b", "a>", "<a", "ä", "x" * 300, "a\r\nX: y"])
def test_mail_09_a_poisoned_content_id_is_refused(poison):
    with pytest.raises(Invalid):
        build(replace(MAIL, html="<p>", attachments=(Attachment("a", "image/png", b"", poison),)))
