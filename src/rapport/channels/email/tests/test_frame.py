"""A frame gives what `build` would (invariants 27, 28)."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email import policy
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rapport.channels.email import frame
from rapport.channels.email.compose import Attachment, Invitation, build
from rapport.channels.email.frame import Addressed, Slot
from rapport.channels.email.tests.test_compose import MAIL, assert_sound
from rapport.channels.email.tests.test_mime import WORDS, assert_body_lines
from rapport.lib.errors import Invalid

CLEO = Addressed((("Cleo", "cleo@example.org"),), "<t0ken@acme.example>", MAIL.date)
FULL = replace(
    MAIL,
    lang="de",
    origin="campaign",
    headers=(("Feedback-ID", "a:b:c:acme1"),),
    attachments=(
        Attachment("logo.png", "image/png", b"\x89PNG", "logo"),
        Attachment("Über.pdf", "application/pdf", b"%PDF"),
    ),
    invitation=Invitation("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
)
# What a slot says stands alone: line ends that two pieces would only make together are its author's to avoid.
VALUE = WORDS.map(lambda value: value.replace("\r", "\n"))
PIECES = st.lists(VALUE | st.sampled_from([Slot("name"), Slot("more"), Slot("markup", is_markup=True)]), max_size=7)


def contents(wire: bytes):
    parsed = email.message_from_bytes(wire, policy=policy.default)
    heads = [(name, str(value)) for name, value in parsed.items() if not name.startswith("Content")]
    parts = [
        (part.get_content_type(), part.get_filename(), part.get_payload(decode=True))
        for part in parsed.walk()
        if not part.is_multipart()
    ]
    return heads, parts


def filled(pieces, values, is_html: bool) -> str:
    return "".join(
        one if isinstance(one, str) else escape(values[one.name]) if is_html and not one.is_markup else values[one.name]
        for one in pieces
    )


@given(text=PIECES, html=PIECES, name=VALUE, more=VALUE, is_full=st.booleans())
@settings(max_examples=150, deadline=None)
@example(
    text=["x" * 76, Slot("name")], html=["y" * 75 + " ", Slot("more")], name="x" * 76, more="ü" * 40, is_full=False
)
def test_a_spliced_mail_says_what_a_built_one_says(text, html, name, more, is_full):
    mail, values = FULL if is_full else MAIL, {"name": name, "more": more, "markup": "<b>ja</b>"}
    text = ["Hello ", *text]
    wire = frame.compile(mail, ["Your interview"], text, html).splice(CLEO, values)
    whole = replace(mail, text=filled(text, values, False), html=filled(html, values, True))
    assert_sound(wire)
    assert_body_lines(wire)
    if html and not whole.html:
        whole = replace(whole, html="\n")
    assert contents(wire) == contents(build(whole))


def test_what_is_the_recipients_own_is_spliced_into_the_head():
    mine = Addressed(
        (("Jürgen", "j@x.example"),),
        "<other@acme.example>",
        MAIL.date,
        reply_to="r-1@acme.example",
        in_reply_to="<1@x.y>",
        references=("<1@x.y>",),
        headers=(("List-Unsubscribe", "<https://acme.example/u/1>"),),
    )
    made = frame.compile(FULL, ["Hello ", Slot("name")], ["Hi"])
    built = build(
        replace(
            FULL,
            to=mine.to,
            message_id=mine.message_id,
            reply_to=mine.reply_to,
            in_reply_to=mine.in_reply_to,
            references=mine.references,
            headers=(*FULL.headers, *mine.headers),
            subject="Hello Jürgen",
            text="Hi",
        )
    )
    found = contents(made.splice(mine, {"name": "Jürgen"}))
    assert found == contents(built)


def test_a_retry_splices_the_same_bytes():
    made = [frame.compile(FULL, ["Hi"], ["Hello ", Slot("name")], ["<p>", Slot("name")]) for _ in range(2)]
    assert made[0].splice(CLEO, {"name": "Cleo"}) == made[1].splice(CLEO, {"name": "Cleo"})


@pytest.mark.parametrize(
    ("subject", "text", "html"), [([Slot("a")], ["x"], []), (["s"], [Slot("a")], []), (["s"], ["x"], [Slot("a")])]
)
def test_mail_57_a_place_without_a_value_is_never_a_blank(subject, text, html):
    with pytest.raises(Invalid) as raised:
        frame.compile(MAIL, subject, text, html).splice(CLEO, {})
    assert "a" in raised.value.fields


def test_mail_09_a_value_never_adds_a_header():
    made = frame.compile(MAIL, ["Hi ", Slot("name")], ["x"])
    with pytest.raises(Invalid):
        made.splice(CLEO, {"name": "a\r\nBcc: x@y.z"})
    with pytest.raises(Invalid):
        made.splice(replace(CLEO, headers=(("Subject", "x"),)), {"name": "a"})
    with pytest.raises(Invalid):
        frame.compile(FULL, ["Hi"], ["x"]).splice(replace(CLEO, headers=(("feedback-id", "a:b:c:acme1"),)), {})


def test_mail_57_values_are_escaped_in_html_alone():
    made = frame.compile(MAIL, ["s"], [Slot("a")], [Slot("a")])
    parts = contents(made.splice(CLEO, {"a": "<b>&"}))[1]
    assert [re.sub(rb"\s", b"", part[2]) for part in parts] == [b"<b>&", b"&lt;b&gt;&amp;"]


def test_mail_14_html_never_goes_alone():
    with pytest.raises(Invalid):
        frame.compile(MAIL, ["s"], [" ", Slot("a")], ["<p>x"]).splice(CLEO, {"a": "\n"})


def test_mail_15_size():
    with pytest.raises(Invalid):
        frame.compile(MAIL, ["s"], ["x", Slot("a")], limit=2000).splice(CLEO, {"a": "x" * 2000})
