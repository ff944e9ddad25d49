"""The failure notices of mail systems that write no delivery status, and what only looks like one."""

from __future__ import annotations

import pytest

from rapport.channels.email import causes
from rapport.channels.email.causes import Cause
from rapport.channels.email.incoming import Kind
from rapport.channels.email.parse import parse
from rapport.channels.email.tests.test_bounces import block, report
from rapport.channels.email.tests.test_parse import mail

C = "cleo@example.org"
# name: sender, subject, body, (cause, suppress)
NOTICES = {
    "qmail full": (
        "MAILER-DAEMON@mx.example.org",
        "failure notice",
        f"Hi. This is the qmail-send program at mx.example.org.\n\n<{C}>:\nUser's mailbox is full: <{C}>\n"
        "--- Below this line is a copy of the message.\n\nReceived: from x\nTo: other@example.org\n",
        Cause.MAILBOX_FULL,
        False,
    ),
    "exim": (
        "Mailer-Daemon@mx.example.org",
        "Mail delivery failed: returning message to sender",
        f"This message was created automatically by mail delivery software.\n\n  {C}\n    host mx.example.org "
        f"[192.0.2.1]\n"
        "    SMTP error from remote mail server after RCPT TO:<cleo@example.org>:\n    550 5.1.1 no such user\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\nTo: other@example.org\n",
        Cause.ADDRESS,
        True,
    ),
    "exim retry": (
        "Mailer-Daemon@mx.example.org",
        "Mail delivery failed: returning message to sender",
        f"  {C}\n    retry timeout exceeded\n",
        Cause.NETWORK,
        False,
    ),
    "postfix text": (
        "MAILER-DAEMON@mx.example.org",
        "Undelivered Mail Returned to Sender",
        f"<{C}>: Host or domain name not found. Name service error for name=example.org\n    type=A: Host not found\n",
        Cause.ADDRESS,
        True,
    ),
    "exchange": (
        "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@acme.example",
        "Undeliverable: Interview",
        f"Your message to {C} couldn't be delivered.\n\ncleo wasn't found at example.org.\n"
        "Remote server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address "
        "lookup'\n\n"
        "Original message headers:\nReceived: from other@example.org\n",
        Cause.ADDRESS,
        True,
    ),
    "exchange german": (
        "postmaster@example.org",
        "Unzustellbar: Gespräch",
        f"Ihre Nachricht an {C} konnte nicht zugestellt werden.\nDie E-Mail-Adresse wurde nicht gefunden.\n550 5.1.1\n",
        Cause.ADDRESS,
        True,
    ),
    "exchange french": (
        "postmaster@example.org",
        "Non remis : Entretien",
        f"Impossible de remettre votre message à {C}.\nRemote Server returned '550 5.7.1 message rejected by policy'\n",
        Cause.POLICY,
        False,
    ),
    "exchange spanish": (
        "postmaster@example.org",
        "No se puede entregar: Entrevista",
        f"No se pudo entregar el mensaje a {C}: la dirección no existe. 550 5.1.1\n",
        Cause.ADDRESS,
        True,
    ),
    "gmail": (
        "mailer-daemon@googlemail.com",
        "Delivery Status Notification (Failure)",
        f"** Address not found **\n\nYour message wasn't delivered to {C} because the address couldn't be found.\n"
        "The response from the remote server was:\n550 5.1.1 The email account that you tried to reach does not "
        "exist.\n",
        Cause.ADDRESS,
        True,
    ),
    "gmail rate": (
        "mailer-daemon@googlemail.com",
        "Delivery Status Notification (Failure)",
        f"Your message wasn't delivered to {C}.\n550 5.2.1 The user you are trying to contact is receiving mail "
        f"at a rate "
        "that prevents additional messages from being delivered.\n",
        Cause.POLICY,
        False,
    ),
    "yahoo": (
        "MAILER-DAEMON@yahoo.com",
        "Failure Notice",
        f"Sorry, we were unable to deliver your message to the following address.\n\n<{C}>:\n554: delivery "
        f"error: dd This "
        "user doesn't have a yahoo.com account (cleo@example.org) [0]\n\n--- Below this line is a copy of the "
        "message.\n",
        Cause.ADDRESS,
        True,
    ),
    "domino": (
        "postmaster@example.org",
        "DELIVERY FAILURE: User cleo (cleo@example.org) not listed in Domino Directory",
        f"Your message\n\n  Subject: Interview\n\nwas not delivered to:\n\n  {C}\n\nbecause:\n\n  User cleo "
        f"({C}) not listed "
        "in Domino Directory\n",
        Cause.ADDRESS,
        True,
    ),
    "imail": (
        "postmaster@example.org",
        "Undeliverable Mail",
        f"User mailbox exceeds allowed size: {C}\n\nOriginal message follows.\nReceived: x\n",
        Cause.MAILBOX_FULL,
        False,
    ),
    "mimecast": (
        "MAILER-DAEMON@mimecast.example",
        "[Postmaster] Messages on hold: email delivery failure",
        f"The message you sent requires attention because {C} could not be delivered: 550 Administrative prohibition - "
        "envelope blocked - https://community.mimecast.example\n",
        Cause.POLICY,
        False,
    ),
    "amazon": (
        "MAILER-DAEMON@amazonses.com",
        "Delivery Status Notification (Failure)",
        f"An error occurred while trying to deliver the mail to the following recipients:\n{C}\n",
        Cause.OTHER,
        False,
    ),
    "too large": (
        "postmaster@example.org",
        "Undeliverable: CV",
        f"{C}\n552 Message size exceeds fixed maximum message size\n",
        Cause.CONTENT,
        False,
    ),
    "dmarc": (
        "postmaster@example.org",
        "Undeliverable: CV",
        f"{C}: 550 5.7.26 Unauthenticated email from acme.example is not accepted due to domain's DMARC policy\n",
        Cause.SENDER,
        False,
    ),
}


@pytest.mark.parametrize("name", NOTICES)
def test_edge_31_notices_of_many_systems(name):
    sender, subject, body, cause, suppress = NOTICES[name]
    incoming = parse(mail(body=body, From=sender, Subject=subject, To="b-token@bounce.acme.example"))
    assert incoming.kind is Kind.BOUNCE and incoming.bounce
    (one,) = incoming.bounce.recipients
    assert (one.address, causes.of(one.status, one.diagnostic), one.suppress) == (C, cause, suppress)


def test_a_notice_about_several_condemns_none_but_whom_it_names_with_a_reason():
    body = f"<{C}>:\n550 5.1.1 User unknown\n\n<dora@example.org>:\n552 5.2.2 Mailbox full\n"
    incoming = parse(mail(body=body, From="MAILER-DAEMON@x.y", Subject="failure notice"))
    assert incoming.bounce
    assert [(one.address, one.suppress) for one in incoming.bounce.recipients] == [
        (C, True),
        ("dora@example.org", False),
    ]
    vague = f"Your mail to {C} or perhaps to dora@example.org failed: 550 5.1.1 User unknown"
    incoming = parse(mail(body=vague, From="MAILER-DAEMON@x.y", Subject="failure notice"))
    assert incoming.bounce and len(incoming.bounce.recipients) == 2
    assert not any(one.suppress for one in incoming.bounce.recipients)


@pytest.mark.parametrize(
    ("sender", "subject", "head", "kind"),
    [
        ("cleo@example.org", "Undeliverable: Interview", "", Kind.NEW),
        ("cleo@example.org", "Fwd: Delivery Status Notification (Failure)", "", Kind.NEW),
        ("postmaster@tiny.example", "My application", "", Kind.AUTO_REPLY),
        (
            "cleo@example.org",
            "Automatic reply: Interview",
            "Auto-Submitted: auto-replied\nReturn-Path: <>",
            Kind.AUTO_REPLY,
        ),
        (
            "cleo@example.org",
            "Out of office: delivery of my papers",
            'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"',
            Kind.AUTO_REPLY,
        ),
    ],
)
def test_in_10_what_only_looks_like_a_bounce(sender, subject, head, kind):
    incoming = parse(mail(head, "I am away until Friday; write to dora@example.org.", From=sender, Subject=subject))
    assert (incoming.kind, incoming.bounce) == (kind, None)


def test_mail_42_a_report_without_its_status_is_read_as_prose():
    raw = (
        report()
        .replace(b"message/delivery-status\r\n", b"text/x-other\r\n")
        .replace(b"message/delivery-status", b"text/x")
    )
    raw = raw.replace(b"It failed.", b"<cleo@example.org>: 550 5.1.1 User unknown")
    incoming = parse(raw)
    assert incoming.kind is Kind.BOUNCE and incoming.bounce
    assert [(one.address, one.suppress) for one in incoming.bounce.recipients] == [(C, True)]


@pytest.mark.parametrize(
    "diagnostic",
    [
        "550 5.1.1 Message blocked due to spam content",
        "550 5.2.1 receiving mail at a rate that prevents additional messages",
        "550 5.1.1 mailbox full",
        "550 5.1.2 sender rejected: SPF",
    ],
)
def test_mail_40_words_save_an_address_that_a_code_condemns(diagnostic):
    incoming = parse(report(block("failed", diagnostic.split()[1], diagnostic)))
    assert incoming.bounce and not incoming.bounce.recipients[0].suppress


@pytest.mark.parametrize("returned", ["", "Message-ID: <sent@acme.example>\nTo: Cleo <cleo@example.org>\n\nx"])
def test_mail_43_a_complaint_with_missing_parts(returned):
    part = f"--b\nContent-Type: message/rfc822\n\n{returned}\n" if returned else ""
    incoming = parse(
        mail(
            'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
            "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: x\nVersion: 1\n\n"
            + part
            + "--b--",
        )
    )
    assert incoming.kind is Kind.COMPLAINT and incoming.complaint
    assert incoming.complaint.recipients == ((C,) if returned else ())
