from __future__ import annotations

import base64
import random
import sysconfig
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.budget import bounded_work

from rapport.channels.email import parts, tokens
from rapport.channels.email.compose import Attachment, build
from rapport.channels.email.incoming import Incoming, Kind
from rapport.channels.email.parse import LIMITS, parse
from rapport.channels.email.tests.test_compose import FULL

STANDARD_MAILS = Path(sysconfig.get_path("stdlib")) / "test" / "test_email" / "data"


def mail(head: str = "", body: str = "Hello", **changes: str) -> bytes:
    fields = {"From": "Cleo <cleo@example.org>", "To": "ada@acme.example", "Date": "Mon, 2 Mar 2026 09:05:00 +0100"}
    fields |= {name.replace("_", "-"): value for name, value in changes.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return ("\r\n".join([*lines, *head.splitlines()]) + "\r\n\r\n" + body).encode()


def assert_whole(incoming: Incoming) -> None:
    assert "".join(piece.text for piece in incoming.pieces) == incoming.text
    for text in (
        incoming.text,
        incoming.html,
        incoming.subject,
        incoming.from_.name,
        *(f.name for f in incoming.files),
    ):
        assert "\x00" not in text
        text.encode("utf-8")
    assert len(incoming.references) <= 32
    assert incoming.date is None or incoming.date.tzinfo is not None


def test_a_plain_reply():
    incoming = parse(
        mail(
            "Message-ID: <new@example.org>\nIn-Reply-To: <2@acme.example>\n"
            "References: <1@acme.example>\n <2@acme.example>\n"
            "Delivered-To: r-x@reply.acme.example\nReply-To: private@example.org\nCc: Ben <ben@acme.example>",
            "Yes.\r\n\r\nOn Mon, 2 Mar 2026 at 9:05, Ada <a@acme.example> wrote:\r\n> When?\r\n",
            Subject="Re: Interview",
        )
    )
    assert incoming.kind is Kind.REPLY
    assert incoming.from_ == ("Cleo", "cleo@example.org")
    assert incoming.reply_to == (("", "private@example.org"),)
    assert incoming.recipients == ("r-x@reply.acme.example", "ada@acme.example", "ben@acme.example")
    assert incoming.message_id == "<new@example.org>"
    assert incoming.references == ("<2@acme.example>", "<1@acme.example>")
    assert incoming.date == datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
    assert incoming.visible == "Yes."
    assert incoming.quoted.startswith("On Mon")
    assert incoming.subject == "Re: Interview"
    assert_whole(incoming)


def test_what_we_compose_comes_back():
    incoming = parse(build(FULL))
    assert incoming.visible == "Hello Cleo,\nsee you soon."
    assert [(file.name, file.is_inline) for file in incoming.files] == [
        ("logo.png", True),
        ("Lebenslauf – Jürgen 你好.pdf", False),
        ("mail.eml", False),
    ]
    assert incoming.files[2].content == b"Subject: x\n\nbare line ends\n"
    assert incoming.automatic == "auto-submitted"
    assert_whole(incoming)


@pytest.mark.skipif(not STANDARD_MAILS.is_dir(), reason="This Python was installed without its own test mails.")
def test_the_standard_librarys_own_mails():
    read = [parse(path.read_bytes()) for path in sorted(STANDARD_MAILS.iterdir())]
    for incoming in read:
        assert_whole(incoming)
    assert len(read) > 40
    assert sum(1 for incoming in read if incoming.kind is Kind.BOUNCE) == 3
    assert not any("malformed" in incoming.warnings for incoming in read)


@pytest.mark.parametrize(
    ("raw", "warning"),
    [
        (b"", "no-from"),
        (b"\n\nbody", "no-from"),
        (b"no headers at all", "no-from"),
        (mail(From=""), "no-from"),
        (mail(Date=""), "no-date"),
        (mail(Date="yesterday"), "bad-date"),
        (mail(Date="Mon, 99 Mar 2026 99:99:99 +9999"), "bad-date"),
        (mail(Date="Mon, 1 Jan 99999999999 00:00:00 +0000"), "bad-date"),
        (mail("Content-Type: application/ms-tnef; name=winmail.dat", "x"), "winmail"),
        (mail("Content-Type: text/plain; charset=x-klingon", "nuqneH"), "unknown-charset"),
        (mail("Content-Type: text/plain; charset=utf-8", "a \ufffd"), "replaced-characters"),
        (mail("Content-Type: text/html", "<div>" * 5000 + "words"), "html-too-heavy"),
        (mail('Content-Type: multipart/encrypted; boundary="b"', "--b\r\n\r\nx\r\n--b--"), "encrypted"),
    ],
)
def test_edge_42_45_whatever_is_missing_is_named(raw, warning):
    incoming = parse(raw)
    assert warning in incoming.warnings
    assert_whole(incoming)


def test_edge_45_a_date_keeps_its_words():
    assert parse(mail(Date="yesterday")).date_text == "yesterday"
    assert parse(mail(Date="Mon, 2 Mar 2026 09:05:00 -0000")).date == datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
    assert parse(mail(Date="Thu, 1 Jan 1970 00:00:00 GMT")).date == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("Content-Type: text/plain; charset=utf-8", "caf\udce9", "café"),
        ("Content-Type: text/plain; charset=x-nobody-knows", "Grüße", "Grüße"),
        ("Content-Type: text/plain; charset=zip", "plain", "plain"),
        ('Content-Type: text/plain; charset="utf-8', "Grüße", "Grüße"),
        ("Content-Type: ; charset=", "x", "x"),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable", "a=C3=A9 =ZZ =", "aé =ZZ "),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: base64", "R3LDvMOfZQ", "Grüße"),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: base64", "not base64 at all!", None),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: rot13", "x", "x"),
        ("Content-Type: text/plain", "a\x00b\x07", "ab"),
        ("Content-Type: text/plain; charset=iso-2022-jp", "\x1b$B-!\x1b(B", "①"),
        ("Content-Type: text/html; charset=utf-8", "<p>Grüße &amp; <b>mehr</b></p><script>x</script>", "Grüße & mehr"),
        ("Content-Type: multipart/mixed", "no boundary", "no boundary"),
        ('Content-Type: multipart/mixed; boundary="x"', "never begins", "never begins"),
        (
            'Content-Type: multipart/alternative; boundary="b"',
            "--b\n\n\n--b\nContent-Type: text/html\n\n<p>hi\n--b--",
            "hi",
        ),
        ("Content-Type: text/plain; charset*0*=utf-8''ut; charset*1=f-8", "Grüße", "Grüße"),
    ],
)
def test_edge_34_35_words_survive_lies(head, body, text):
    incoming = parse(mail(head).replace(b"Hello", body.encode("utf-8", "surrogateescape")))
    assert text is None or incoming.text == text
    assert_whole(incoming)


def two_parts(kind: str, first: str, second: str) -> bytes:
    return mail(
        f'MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b"', f"--b\n{first}\n--b\n{second}\n--b--\n"
    )


def test_apple_mail_writes_around_its_files():
    raw = two_parts("mixed", "Content-Type: text/plain\n\nabove", "Content-Type: text/plain\n\nbelow")
    assert parse(raw).text == "above\nbelow"


def test_edge_38_an_image_nobody_points_to_is_a_file():
    image = 'Content-Type: image/png; name="a.png"\nContent-ID: <{}>\n\nx'
    shown = parse(two_parts("related", 'Content-Type: text/html\n\n<img src="cid:one">', image.format("one")))
    apart = parse(two_parts("mixed", "Content-Type: text/plain\n\nsee", image.format("two")))
    assert shown.files[0].is_inline and not apart.files[0].is_inline
    assert shown.files[0].content_id == "one"


def test_edge_39_a_mail_inside_a_mail_stays_sealed():
    inner = b"From: evil@example.org\nAuto-Submitted: auto-replied\nContent-Type: text/plain\n\nI resign."
    outer = two_parts(
        "mixed", "Content-Type: text/plain\n\nsee below", "Content-Type: message/rfc822\n\n" + inner.decode()
    )
    incoming = parse(outer)
    assert incoming.text == "see below" and incoming.automatic == "" and incoming.kind is Kind.NEW
    assert [(file.name, file.type) for file in incoming.files] == [("message-1.eml", "message/rfc822")]
    assert incoming.files[0].content == inner


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="CV.pdf"', "CV.pdf"),
        ("attachment; filename*=UTF-8''Lebenslauf%20J%C3%BCrgen.pdf", "Lebenslauf Jürgen.pdf"),
        ("attachment; filename*0*=utf-8''a%C3; filename*1*=%BC.pdf", "aü.pdf"),
        ('attachment; filename="=?utf-8?q?J=C3=BCrgen=2Epdf?="', "Jürgen.pdf"),
        ('attachment; filename="=?iso-8859-1?q?J=FCrgen=2Epdf?="', "Jürgen.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\Users\\\\x\\\\CV.pdf"', "CV.pdf"),
        ('attachment; filename="cv\u202efdp.exe"', "cvfdp.exe"),
        ('attachment; filename="a\tb\x07.pdf"', "a b.pdf"),
        ('attachment; filename="con.txt"', "_con.txt"),
        ('attachment; filename=".."', "file-1.pdf"),
        ("attachment", "file-1.pdf"),
        (f'attachment; filename="{"x" * 400}.pdf"', "x" * 147 + ".pdf"),
        ("attachment; filename*=nonsense''a%FF.pdf", "aÿ.pdf"),
    ],
)
def test_edge_36_in_20_file_names(disposition, name):
    raw = two_parts(
        "mixed",
        "Content-Type: text/plain\n\nx",
        f"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\ny",
    )
    incoming = parse(raw)
    assert [file.name for file in incoming.files] == [name]
    assert_whole(incoming)


def test_edge_36_a_subject_split_inside_a_character():
    raw = mail(Subject="=?utf-8?B?R3LD?=\r\n =?utf-8?B?vMOfZQ==?= " + "x" * 1500)
    assert parse(raw).subject == "Grüße " + "x" * 1500


def test_edge_28_references_without_in_reply_to_are_a_reply():
    many = " ".join(f"<{number}@x.y>" for number in range(100))
    incoming = parse(mail(References=many))
    assert incoming.kind is Kind.REPLY
    assert incoming.references[0] == "<99@x.y>" and len(incoming.references) == 32


def test_cal_08_a_calendar_answer_is_no_conversation():
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
    raw = two_parts(
        "alternative", "Content-Type: text/plain\n\nAccepted", f"Content-Type: text/calendar; method=REPLY\n\n{ics}"
    )
    incoming = parse(raw)
    assert incoming.kind is Kind.CALENDAR
    assert incoming.calendar and incoming.calendar.method == "REPLY"
    assert b"METHOD:REPLY" in incoming.calendar.content


def test_in_05_verdicts_are_handed_on_in_order():
    raw = mail("Authentication-Results: mx.acme.example; dmarc=pass\nAuthentication-Results: evil.example; dmarc=pass")
    assert [one.split(";")[0] for one in parse(raw).authentication_results] == ["mx.acme.example", "evil.example"]


def test_in_13_hops_are_counted():
    assert parse(mail("Received: x\n" * 120)).hops == 120


def test_edge_43_html_alone_is_cut_at_its_marks():
    quote = '<div class="gmail_quote">On Mon Ada wrote:<blockquote>When?</blockquote></div>'
    incoming = parse(mail("Content-Type: text/html", f"<div>Tuesday</div>{quote}"))
    assert incoming.visible == "Tuesday"
    assert "When?" in incoming.quoted
    assert_whole(incoming)


def nested(depth: int) -> bytes:
    heads = (f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return b"From: a@b.c\n" + "".join(heads).encode() + b"\nhi"


BOMBS = {
    "too-big": b"From: a@b.c\n\n" + b"x" * (parts.MAX_SIZE + 1),
    "headers-too-long": b"From: a@b.c\n" + b"X: y\n" * 100_000 + b"\nbody",
    "too-many-lines": b"From: a@b.c\n\n" + b"\n" * 5_000_000,
    "too-many-parts": b'From: a@b.c\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 1500,
    "too-deep": nested(3000),
}


@pytest.mark.parametrize("warning", BOMBS)
def test_in_17_limits(warning):
    with bounded_work():
        incoming = parse(BOMBS[warning])
        assert warning in incoming.warnings and warning in LIMITS
        assert incoming.from_.address == "a@b.c"


def test_in_17_nineteen_levels_are_read():
    incoming = parse(nested(18))
    assert incoming.text.strip() == "hi" and not set(incoming.warnings) & LIMITS


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; " + b'";' * 50_000 + b"\n\nhi",
        b"Content-Type: multipart/mixed; boundary=" + b"(" * 50_000 + b"\n\nhi",
        b"From: " + b"(" * 60_000 + b"\n\nhi",
        b"Subject: " + b"=?utf-8?q?" * 6000 + b"\n\nhi",
        b"Subject: " + b"Re: " * 15_000 + b"\n\nhi",
        b"References: " + b"<a@b" * 15_000 + b"\n\nhi",
        b"Content-Type: text/html\n\n" + b"<div>" * 100_000,
        b"Content-Type: text/html\n\nhi" + b"<div class=" * 100_000,
        b"\n" + b"On 1 x\n" * 50_000,
        b"Content-Disposition: attachment; " + b"filename*0*=x; " * 250 + b"\n\nhi",
        b"Content-Type: message/delivery-status\n\n" + b"a:b\n\n" * 50_000,
        b"From: mailer-daemon@x.y\n\n" + b"a@b." * 20_000,
    ],
)
def test_in_17_hostile_mail_is_read_in_bounded_time(raw):
    with bounded_work():
        assert_whole(parse(raw))


def seeds() -> list[bytes]:
    rich = EmailMessage()
    rich["Subject"] = "Bewerbung für مقابلة"
    rich["From"] = "Jürgen <j@example.org>"
    rich.set_content("Hallo\n\nAm 2.3. schrieb Ada:\n> wann?\n")
    rich.add_alternative("<p>Hallo</p><blockquote type=cite>wann?</blockquote>", subtype="html")
    rich.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Lebenslauf.pdf")
    bounce = mail(
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822; a@b.c\nAction: failed\nStatus: 5.1.1\n--b--\n",
    )
    address = tokens.reply_address("acme.example", b"k", 7)
    return [
        bytes(rich),
        bounce,
        build(FULL),
        mail(To=address, Subject="=?gb2312?B?1OfJzw==?="),
        base64.b64encode(bytes(900)),
    ]


SEEDS = seeds()


@given(
    st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6)), max_size=12), st.booleans()
)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_in_17_mutated_bytes_never_raise(seed, changes, cut):
    raw = bytearray(seed)
    for at, octets in changes:
        at %= len(raw) + 1
        raw[at : at + len(octets)] = octets
    assert_whole(parse(bytes(raw[: len(raw) // 2] if cut else raw)))


@given(st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_in_17_random_bytes_never_raise(raw):
    assert_whole(parse(raw))
    assert_whole(parse(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + raw))


def test_in_17_shuffled_lines_never_raise():
    dice = random.Random(7)
    for _ in range(150):
        lines = [line for seed in SEEDS for line in seed.splitlines(keepends=True)]
        dice.shuffle(lines)
        assert_whole(parse(b"".join(lines[:120])))


def test_edge_40_a_mail_of_17_megabytes_is_no_cliff():
    wire = build(
        FULL.__class__(
            **{
                **{name: getattr(FULL, name) for name in FULL.__slots__},
                "attachments": (Attachment("a.bin", "application/x-a", bytes(12_000_000)),),
            }
        ),
        limit=30_000_000,
    )
    with bounded_work():
        assert parse(wire).files[0].size == 12_000_000
