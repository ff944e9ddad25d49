from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.channels.email import addresses
from rapport.channels.email.compose import (
    Attachment,
    Invitation,
    OutgoingMail,
    build,
    new_message_id,
    thread_after,
    trimmed,
)
from rapport.lib.errors import Invalid
from rapport.lib.text import one_line

MAIL = OutgoingMail(
    from_name="Ada of Acme",
    from_address="ada@acme.example",
    to=(("Cleo", "cleo@example.org"),),
    subject="Your interview",
    text="Hello Cleo,\nsee you soon.\n",
    message_id="<t0ken@acme.example>",
    date=datetime(2026, 3, 2, 9, 5, tzinfo=UTC),
)
ONCE = [
    "Date",
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Subject",
    "MIME-Version",
    "Content-Type",
]


def read(wire: bytes):
    return email.message_from_bytes(wire, policy=policy.default)


def assert_sound(wire: bytes) -> None:
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", wire), "MAIL-02"
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998, "MAIL-01"
    assert wire.isascii()
    parsed = read(wire)
    for name in ONCE:
        assert len(parsed.get_all(name, [])) <= 1, f"MAIL-03 {name}"
    assert parsed["From"] and parsed["Date"], "MAIL-03"
    head = wire.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert all(line.strip() for line in head), "RFC 5322 2.2.3: no line of blanks"
    assert all(len(line) <= 76 for line in head if b"=?utf-8?b?" in line), "MAIL-10: RFC 2047 2"
    for word in re.findall(rb"=\?[^?]+\?[bq]\?[^?]*\?=", b"\n".join(head)):
        assert len(word) <= 75, "MAIL-10"


def test_mail_05_06_golden():
    assert build(MAIL).decode() == (
        "From: Ada of Acme <ada@acme.example>\r\n"
        "To: Cleo <cleo@example.org>\r\n"
        "Subject: Your interview\r\n"
        "Date: Mon, 02 Mar 2026 09:05:00 +0000\r\n"
        "Message-ID: <t0ken@acme.example>\r\n"
        "X-Rapport-Message-ID: <t0ken@acme.example>\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "\r\n"
        "Hello Cleo,\r\nsee you soon.\r\n"
    )


FULL = replace(
    MAIL,
    html='<p>Hello <img src="cid:logo"></p>',
    attachments=(
        Attachment("logo.png", "image/png", b"\x89PNG", "logo"),
        Attachment("Lebenslauf – Jürgen 你好.pdf", "application/pdf", b"%PDF-" * 500),
        Attachment("mail.eml", "message/rfc822", b"Subject: x\n\nbare line ends\n"),
    ),
    cc=(("Ben", "ben@acme.example"),),
    bcc=(("Secret", "secret@acme.example"),),
    reply_to="r-token@reply.acme.example",
    lang="ar",
    origin="automation",
    headers=(("List-Unsubscribe", "<https://acme.example/u/" + "x" * 200 + ">"), ("Feedback-ID", "a:b:c:acme1")),
)


def shape(part):
    if part.is_multipart():
        return [part.get_content_subtype(), *map(shape, part.iter_parts())]
    return part.get_content_type()


def test_mail_14_structure():
    wire = build(FULL)
    assert_sound(wire)
    assert shape(read(wire)) == [
        "mixed",
        ["alternative", "text/plain", ["related", "text/html", "image/png"]],
        "application/pdf",
        "application/octet-stream",
    ]
    boundaries = re.findall(rb'boundary="([^"]+)"', wire)
    assert len(set(boundaries)) == 3 and all(len(one) <= 70 for one in boundaries)
    assert build(FULL) == wire, "a retry sends the same bytes"


def test_mail_14_html_never_goes_alone():
    with pytest.raises(Invalid):
        build(replace(MAIL, text=" ", html="<p>x</p>"))


def test_mail_17_bcc_never_leaves():
    wire = build(FULL)
    assert b"ecret" not in wire and b"Bcc" not in wire
    assert FULL.recipients == ("cleo@example.org", "ben@acme.example", "secret@acme.example")


def test_mail_10_file_names_come_back():
    files = {part.get_filename() for part in read(build(FULL)).walk()}
    assert "Lebenslauf – Jürgen 你好.pdf" in files


@pytest.mark.parametrize(
    "name", ["a" * 120 + ".pdf", "سيرة ذاتية " * 12 + ".pdf", 'qu"ote.pdf', "a b.pdf", "emoji👋.pdf"]
)
def test_mail_10_long_file_names_stay_within_lines(name):
    wire = build(replace(MAIL, attachments=(Attachment(name, "application/pdf", b"x"),)))
    assert_sound(wire)
    assert [p.get_filename() for p in read(wire).iter_attachments()] == [name]


@pytest.mark.parametrize(
    "text",
    ["مقابلتك يوم الأحد " * 9, "你好" * 60, "👋🏽" * 40, "=?utf-8?q?sly?=", "x" * 1200, "é", "a  b", "", " lead"],
)
def test_mail_10_subject_and_names_round_trip(text):
    wire = build(replace(MAIL, subject=text, from_name=text[:150]))
    assert_sound(wire)
    parsed = read(wire)
    assert str(parsed["Subject"]).strip() == text.strip()
    raw = email.message_from_bytes(wire)["From"]  # the standard reader leaves blanks between the words of a name
    assert addresses.read(raw) == (addresses.Address(one_line(text[:150]), "ada@acme.example"),)


@pytest.mark.parametrize("poison", ["\r\nBcc: x@y.z", "\nX: y", "\rX", "a\x00b", "\x1b[0m"])
@pytest.mark.parametrize(
    "field", ["subject", "from_name", "from_address", "reply_to", "message_id", "in_reply_to", "lang"]
)
def test_mail_09_line_ends_are_refused_never_stripped(field, poison):
    with pytest.raises(Invalid):
        build(replace(MAIL, **{field: "ada" + poison}))


@pytest.mark.parametrize("poison", ["\r\nBcc: x@y.z", "a\x00b"])
def test_mail_09_also_in_lists_of_values(poison):
    for change in (
        {"to": ((poison, "a@b.c"),)},
        {"cc": (("", "a@b.c" + poison),)},
        {"headers": (("X-A", poison),)},
        {"headers": (("X" + poison, "a"),)},
        {"attachments": (Attachment(poison, "a/b", b""),)},
        {"attachments": (Attachment("a", "a/b", b"", poison),), "html": "<p>"},
    ):
        with pytest.raises(Invalid):
            build(replace(MAIL, **change))


def test_mail_09_a_poisoned_type_becomes_octets():
    wire = build(replace(MAIL, attachments=(Attachment("a", "a/b\r\nX: y", b""),)))
    assert b"X: y" not in wire


def test_mail_03_a_header_of_ours_is_not_written_twice():
    for name in ("From", "to", "Message-Id", "Bcc", "Content-Type"):
        with pytest.raises(Invalid):
            build(replace(MAIL, headers=((name, "x"),)))
    with pytest.raises(Invalid):
        build(replace(MAIL, headers=(("X-A", "x"), ("x-a", "y"))))


@pytest.mark.parametrize(
    ("origin", "submitted", "precedence", "suppress"),
    [
        ("manual", None, None, None),
        ("automation", "auto-generated", None, "All"),
        ("acknowledgement", "auto-replied", None, "All"),
        ("campaign", "auto-generated", "bulk", "All"),
    ],
)
def test_mail_38_matrix(origin, submitted, precedence, suppress):
    parsed = read(build(replace(MAIL, origin=origin)))
    found = (parsed["Auto-Submitted"], parsed["Precedence"], parsed["X-Auto-Response-Suppress"])
    assert found == (submitted, precedence, suppress)


def test_mail_38_other_words_are_refused():
    with pytest.raises(Invalid):
        build(replace(MAIL, origin="yes"))
    for name in ("Precedence", "Auto-Submitted", "X-Auto-Response-Suppress"):
        with pytest.raises(Invalid):
            build(replace(MAIL, headers=((name, "bulk"),)))


@pytest.mark.parametrize("value", ["offer:7:newsletter:acme1", "a:b:acmehr", "::news:acme12"])
def test_mail_39_a_feedback_id(value):
    parsed = read(build(replace(MAIL, origin="campaign", headers=(("Feedback-ID", value),))))
    assert parsed.get_all("Feedback-ID") == [value]


@pytest.mark.parametrize(
    "value",
    [
        "acme1",
        "a:b:c:d:acme1",
        "a:b:c:acme",
        "a:b:c:" + "a" * 16,
        "a:a:b:acme1",
        "cleo@example.org:b:acme1",
        "a b:acme1",
    ],
)
def test_mail_39_what_gmail_cannot_count_by_is_refused(value):
    with pytest.raises(Invalid):
        build(replace(MAIL, headers=(("Feedback-ID", value),)))


def test_mail_07_our_id_survives_a_provider_that_puts_its_own_in_place():
    first = replace(MAIL, is_renamed=True)
    wire = build(first).replace(
        b"Message-ID: <t0ken@acme.example>\r\nReferences", b"Message-ID: <0100@ses>\r\nReferences"
    )
    arrived = read(wire)
    assert arrived["Message-ID"] == "<0100@ses>" and arrived["X-Rapport-Message-ID"] == first.message_id
    # What the candidate's client makes of it, in the way of RFC 5322 3.6.4:
    theirs = thread_after(str(arrived["Message-ID"]), tuple(str(arrived["References"]).split()))
    assert first.message_id in theirs
    assert "References" not in read(build(MAIL)), "no mail names itself where ids are kept"


def test_mail_04_one_author_and_no_other_sender():
    for origin in ("manual", "automation", "acknowledgement", "campaign"):
        parsed = read(build(replace(MAIL, origin=origin)))
        assert [one.addr_spec for one in parsed["From"].addresses] == ["ada@acme.example"]
        assert parsed["Sender"] is None
    for address in ("", "ada@acme.example, ben@acme.example", "ada", "ada@acme.example (ben@x.y)"):
        with pytest.raises(Invalid):
            build(replace(MAIL, from_address=address))


def test_mail_05_16_a_retry_is_the_same_to_the_byte():
    assert build(FULL) == build(replace(FULL))
    moved = replace(FULL, date=datetime(2026, 3, 2, 10, 5, tzinfo=timezone(timedelta(hours=1))))
    assert read(build(moved))["Date"] == "Mon, 02 Mar 2026 10:05:00 +0100"


def test_mail_08_three_deep():
    first = thread_after("<1@a.b>", ())
    second = thread_after("<2@a.b>", first)
    assert second == ("<1@a.b>", "<2@a.b>")
    assert thread_after("<2@a.b>", (), "<1@a.b>") == second
    wire = build(replace(MAIL, in_reply_to="<2@a.b>", references=second))
    assert read(wire)["References"] == "<1@a.b> <2@a.b>"


def test_mail_08_references_are_trimmed():
    ids = tuple(f"<{number}@a.b>" for number in range(60))
    assert trimmed(ids) == ids[:10] + ids[-10:]
    long = tuple(f"<{'x' * 150}{number}@a.b>" for number in range(60))
    kept = trimmed(long)
    assert sum(map(len, kept)) <= 1500 and kept[0] == long[0] and kept[-1] == long[-1]
    assert_sound(build(replace(MAIL, references=long)))


@pytest.mark.parametrize("token", ["", "a b", "a\n", "a@b", "ä"])
def test_mail_06_bad_ids(token):
    with pytest.raises(Invalid):
        new_message_id("example.org", token)


def test_mail_06_ids():
    assert new_message_id("Example.org", "aB1.x") == "<aB1.x@example.org>"


def test_mail_05_a_naive_date_is_refused():
    with pytest.raises(Invalid):
        build(replace(MAIL, date=datetime(2026, 1, 1)))


def test_mail_15_size():
    big = replace(MAIL, attachments=(Attachment("a.bin", "application/octet-stream", bytes(900_000)),))
    with pytest.raises(Invalid):
        build(big, limit=1_000_000)


def test_mail_11_domains_travel_as_a_labels():
    wire = build(replace(MAIL, to=(("Jürgen", "j@bücher.example"),)))
    assert b"j@xn--bcher-kva.example" in wire
    assert not build(replace(MAIL, to=(("", "jürgen@example.org"),))).isascii()


def test_cal_14_15_invitation():
    ics = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    wire = build(replace(MAIL, html="<p>x</p>", invitation=Invitation("REQUEST", ics)))
    assert_sound(wire)
    parsed = read(wire)
    assert shape(parsed) == ["mixed", ["alternative", "text/plain", "text/html", "text/calendar"], "application/ics"]
    calendar = next(part for part in parsed.walk() if part.get_content_type() == "text/calendar")
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar.get_payload(decode=True) == ics
    assert [p.get_payload(decode=True) for p in parsed.walk() if p.get_filename() == "invite.ics"] == [ics]


@given(st.text(max_size=400), st.text(max_size=200), st.text(max_size=60))
@settings(max_examples=120, deadline=None)
def test_mail_01_02_any_words_make_sound_mail(text, subject, name):
    try:
        wire = build(replace(MAIL, text=text + "x", html=f"<p>{text}</p>", subject=subject, from_name=name))
    except Invalid:
        return
    assert_sound(wire)


def test_mail_01_a_line_of_5000():
    assert_sound(build(replace(MAIL, text="x" * 5000 + "\n.\n..\nFrom me\n", html="<p>" + "y" * 5000)))
