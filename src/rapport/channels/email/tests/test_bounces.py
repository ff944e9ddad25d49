from __future__ import annotations

import pytest

from rapport.channels.email.bounces import classify
from rapport.channels.email.incoming import BounceClass, Kind
from rapport.channels.email.parse import parse
from rapport.channels.email.tests.test_parse import mail

HARD, SOFT, SENDER, UNKNOWN = BounceClass.HARD, BounceClass.SOFT, BounceClass.SENDER, BounceClass.UNKNOWN


@pytest.mark.parametrize(
    ("code", "enhanced", "text", "reason"),
    [
        *[(550, one, "", HARD) for one in ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")],
        *[
            (550, one, "", SOFT)
            for one in ("5.2.2", "5.3.1", "5.4.4", "5.4.7", "4.2.2", "4.4.1", "4.1.1", "4.7.1", "4.0.0")
        ],
        *[
            (550, one, "", SENDER)
            for one in ("5.1.7", "5.1.8", "5.2.3", "5.3.4", "5.5.2", "5.6.1", "5.7.1", "5.7.26", "5.7.515")
        ],
        (550, "5.4.1", "Recipient address rejected: Access denied", HARD),
        (550, "5.4.1", "no answer from host", SOFT),
        (550, "", "User unknown", HARD),
        (550, "5.0.0", "no such user here", HARD),
        (550, "", "mailbox is full", SOFT),
        (552, "", "", SOFT),
        (554, "", "rejected as spam", SENDER),
        (550, "5.0.0", "user unknown; blocked by policy", SENDER),
        (450, "", "User unknown", SOFT),
        (550, "", "no", UNKNOWN),
        (None, "", "", UNKNOWN),
    ],
)
def test_mail_40_whose_fault(code, enhanced, text, reason):
    assert classify(code, enhanced, text) is reason


def report(
    *blocks: str, returned: str = "Message-ID: <sent@acme.example>\nSubject: x\n\nx", kind: str = "message/rfc822"
) -> bytes:
    status = "Reporting-MTA: dns; mx.example.org\nOriginal-Envelope-Id: env-7\n\n" + "\n\n".join(blocks)
    return mail(
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n'
        "Auto-Submitted: auto-replied\nReturn-Path: <>",
        f"--b\nContent-Type: text/plain\n\nIt failed.\n--b\nContent-Type: message/delivery-status\n\n{status}\n"
        f"--b\nContent-Type: {kind}\n\n{returned}\n--b--\n",
        From="MAILER-DAEMON@mx.example.org",
        Subject="Undelivered Mail",
    )


def block(action: str, status: str, diagnostic: str = "", address: str = "cleo@example.org") -> str:
    lines = [f"Final-Recipient: rfc822; {address}", f"Action: {action}", f"Status: {status}"]
    return "\n".join(lines + ([f"Diagnostic-Code: smtp; {diagnostic}"] if diagnostic else []))


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "reason", "suppress"),
    [
        ("failed", "5.1.1", "550 5.1.1 User unknown", HARD, True),
        ("Failed", "5.1.10", "", HARD, True),
        ("failed (gone)", "5.1.1 (unknown)", "", HARD, True),
        ("failed", "5.0.0", "550 5.1.1 unknown", HARD, True),
        ("failed", "5.0.0", "550-5.1.1 The email account that you tried to reach\n does not exist", HARD, True),
        ("failed", "5.0.0", "", UNKNOWN, False),
        ("failed", "5.2.2", "552 5.2.2 Over quota", SOFT, False),
        ("failed", "5.4.7", "delivery time expired", SOFT, False),
        ("failed", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", HARD, True),
        ("failed", "5.7.1", "550 5.7.1 blocked", SENDER, False),
        ("failed", "5.7.26", "unauthenticated", SENDER, False),
        ("failed", "4.4.1", "connection timed out", SOFT, False),
        ("failed", "", "550 no such user", HARD, True),
        ("delayed", "4.4.1", "connection timed out", SOFT, False),
        ("delayed", "5.1.1", "", HARD, False),
        ("relayed", "2.0.0", "", UNKNOWN, False),
        ("expanded", "2.0.0", "", UNKNOWN, False),
        ("delivered", "2.0.0", "", UNKNOWN, False),
    ],
)
def test_mail_42_only_a_failed_hard_one_may_suppress(action, status, diagnostic, reason, suppress):
    incoming = parse(report(block(action, status, diagnostic)))
    assert incoming.kind is Kind.BOUNCE and incoming.bounce
    (recipient,) = incoming.bounce.recipients
    assert recipient.address == "cleo@example.org"
    assert (recipient.reason, recipient.suppress) == (reason, suppress)
    assert incoming.bounce.message_id == "<sent@acme.example>"
    assert incoming.bounce.envelope_id == "env-7"


def test_mail_42_each_recipient_has_an_answer():
    incoming = parse(report(block("failed", "5.1.1", address="a@x.y"), block("delayed", "4.2.2", address="b@x.y")))
    assert incoming.bounce
    assert [(one.address, one.action, one.suppress) for one in incoming.bounce.recipients] == [
        ("a@x.y", "failed", True),
        ("b@x.y", "delayed", False),
    ]


def test_mail_42_the_address_we_wrote_to_counts():
    aliased = (
        "Original-Recipient: rfc822;cleo@example.org\nFinal-Recipient: rfc822; c1@inside.example\n"
        "Action: failed\nStatus: 5.1.1"
    )
    incoming = parse(report(aliased))
    assert incoming.bounce and incoming.bounce.recipients[0].address == "cleo@example.org"


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers", "message/rfc822; charset=utf-8"])
def test_mail_42_the_returned_id(kind):
    incoming = parse(report(block("failed", "5.1.1"), kind=kind))
    assert incoming.bounce and incoming.bounce.message_id == "<sent@acme.example>"


PROSE = {
    "qmail": (
        "MAILER-DAEMON@mx.example.org",
        "failure notice",
        "Hi. This is the qmail-send program.\nI wasn't able to deliver your message.\n\n<cleo@example.org>:\n"
        "198.51.100.7 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\n\n"
        "--- Below this line is a copy of the message.\n\nMessage-ID: <sent@acme.example>\nTo: other@example.org\n",
        HARD,
        True,
    ),
    "sendmail": (
        "postmaster@example.org",
        "Returned mail: see transcript",
        "----- The following addresses had permanent fatal errors -----\n"
        "<cleo@example.org>\n    (reason: 550 no such user)\n",
        HARD,
        True,
    ),
    "full": (
        "MAILER-DAEMON@mx.example.org",
        "Undeliverable",
        "<cleo@example.org>: host mx said: 552 5.2.2 Mailbox full\n",
        SOFT,
        False,
    ),
    "late": (
        "MAILER-DAEMON@mx.example.org",
        "Warning: could not send message for past 4 hours",
        "<cleo@example.org>: 550 5.1.1 will keep trying\n",
        HARD,
        False,
    ),
}


@pytest.mark.parametrize("name", PROSE)
def test_edge_31_reports_in_prose(name):
    sender, subject, body, reason, suppress = PROSE[name]
    incoming = parse(mail(body=body, From=sender, Subject=subject, To="b-token@acme.example"))
    assert incoming.kind is Kind.BOUNCE and incoming.bounce
    (recipient,) = incoming.bounce.recipients
    assert (recipient.address, recipient.reason, recipient.suppress) == ("cleo@example.org", reason, suppress)


def test_edge_31_exim_names_the_address_in_a_header():
    raw = mail(
        "X-Failed-Recipients: cleo@example.org", "all relevant MX records point to b@c.d 550 5.1.1", From="mx@x.y"
    )
    incoming = parse(raw)
    assert incoming.bounce and [one.address for one in incoming.bounce.recipients] == ["cleo@example.org"]


def complaint(fields: str, returned: str = "Message-ID: <sent@acme.example>\n\nx") -> bytes:
    return mail(
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
        f"--b\n\nAn abuse report\n--b\nContent-Type: message/feedback-report\n\n{fields}\n"
        f"--b\nContent-Type: message/rfc822\n\n{returned}\n--b--\n",
    )


SOUND = "Feedback-Type: {}\nUser-Agent: Yahoo/1.0\nVersion: 1\n"


@pytest.mark.parametrize(("kind", "opts_out"), [("abuse", True), ("fraud", True), ("other", True), ("not-spam", False)])
def test_mail_43_complaints(kind, opts_out):
    incoming = parse(
        complaint(SOUND.format(kind) + "Original-Rcpt-To: <cleo@example.org>\nReceived-Date: Mon, 2 Mar 2026")
    )
    assert incoming.kind is Kind.COMPLAINT and incoming.complaint
    assert incoming.complaint.opts_out is opts_out
    assert incoming.complaint.recipients == ("cleo@example.org",)
    assert incoming.complaint.arrived == "Mon, 2 Mar 2026"
    assert incoming.complaint.message_id == "<sent@acme.example>"


def test_mail_43_a_redacted_address_stays_empty():
    incoming = parse(complaint(SOUND.format("abuse") + "Original-Rcpt-To: redacted"))
    assert incoming.complaint and incoming.complaint.recipients == ()


@pytest.mark.parametrize("fields", ["Feedback-Type: abuse\n", SOUND.format("abuse") + "Version: 1\n", ""])
def test_mail_43_an_unsound_report_is_no_complaint(fields):
    incoming = parse(complaint(fields))
    assert incoming.complaint is None and incoming.kind is Kind.AUTO_REPLY
