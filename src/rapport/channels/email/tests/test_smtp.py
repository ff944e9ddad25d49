from __future__ import annotations

import datetime
import socket
import ssl
from contextlib import closing
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as SinkProtocol
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rapport.channels.email import replies
from rapport.channels.email.compose import build
from rapport.channels.email.receipt import Answer, Envelope, Fate, RecipientsRefused
from rapport.channels.email.smtp import Server, SmtpSession
from rapport.channels.email.tests.faulty import Faulty
from rapport.channels.email.tests.faulty import serving as serving_faulty
from rapport.channels.email.tests.scripted import DROP, SILENCE, Script, serving
from rapport.channels.email.tests.test_compose import MAIL
from rapport.channels.fake import FakeSession
from rapport.lib.errors import ChannelError, Invalid

WIRE = build(replace(MAIL, text=".dot first\n..two\nplain\n"))
SENDER = "b-token@acme.example"
ONE = ["cleo@example.org"]


def session_for(port: int, **changes) -> SmtpSession:
    return SmtpSession(Server("127.0.0.1", port, **{"security": "clear", "timeout": 2.0, **changes}))


def attempt(script: Script, recipients=ONE, wire=WIRE, **changes):
    with serving(script) as port:
        session = session_for(port, **changes)
        try:
            return session.send(SENDER, recipients, wire)
        finally:
            session.close()


def test_mail_02_dots_are_stuffed_and_a_connection_is_kept():
    script = Script()
    with serving(script) as port:
        session = session_for(port)
        for _ in range(3):
            receipt = session.send(SENDER, ONE, WIRE)
        session.close()
    assert receipt.text == "2.0.0 queued as 4711"
    assert [one.address for one in receipt.accepted] == ONE
    assert script.connections == 1 and len(script.mails) == 3
    assert b"\r\n..dot first\r\n...two\r\n" in script.mails[0]
    assert script.heard[-1].upper() == b"QUIT\r\n"


@pytest.mark.parametrize(
    ("change", "permanent", "code", "enhanced"),
    [
        ({"mail": b"451 4.3.0 later"}, False, 451, "4.3.0"),
        ({"mail": b"550 5.7.1 no"}, True, 550, "5.7.1"),
        ({"rcpt": [b"450 4.2.0 greylisted"]}, False, 450, "4.2.0"),
        ({"rcpt": [b"550 5.1.1 no such user"]}, True, 550, "5.1.1"),
        ({"rcpt": [b"421 4.4.2 closing"]}, False, 421, "4.4.2"),
        ({"data": b"452 4.3.1 full"}, False, 452, "4.3.1"),
        ({"data": b"554 5.5.1 no valid recipients"}, True, 554, "5.5.1"),
        ({"dot": b"451 4.7.1 later"}, False, 451, "4.7.1"),
        ({"dot": b"552 5.3.4 too big"}, True, 552, "5.3.4"),
        ({"dot": b"550-5.7.26 no\r\n550 5.7.26 auth"}, True, 550, "5.7.26"),
        # What goes wrong before MAIL FROM is the relay's matter and never the mail's.
        ({"banner": b"554 go away"}, False, 554, ""),
        ({"banner": b"421 4.3.2 busy"}, False, 421, "4.3.2"),
    ],
)
def test_mail_46_every_phase_says_whether_to_try_again(change, permanent, code, enhanced):
    with pytest.raises(ChannelError) as raised:
        attempt(Script(**change))
    error = raised.value
    assert (error.permanent, error.code, error.enhanced, error.uncertain) == (permanent, code, enhanced, False)


@pytest.mark.parametrize("phase", ["banner", "ehlo", "mail", "data"])
@pytest.mark.parametrize("fault", [DROP, SILENCE])
def test_mail_48_a_break_before_the_dot_is_safe_to_repeat(phase, fault):
    with pytest.raises(ChannelError) as raised:
        attempt(Script(**{phase: fault}), timeout=0.3)
    assert not raised.value.permanent and not raised.value.uncertain


@pytest.mark.parametrize("answer", [DROP, SILENCE, b"nonsense", b"999 what", b"354 again"])
def test_mail_48_a_break_after_the_dot_is_uncertain(answer):
    script = Script(dot=answer)
    with pytest.raises(ChannelError) as raised:
        attempt(script, timeout=0.3)
    assert raised.value.uncertain and not raised.value.permanent
    assert len(script.mails) == 1


def test_mail_48_a_break_inside_the_text_is_safe_to_repeat():
    wire = build(replace(MAIL, text="0123456789 " * 700_000))
    with pytest.raises(ChannelError) as raised:
        attempt(Script(drop_inside_data_after=1000, ehlo=b"250 sink"), wire=wire)
    assert not raised.value.uncertain and not raised.value.permanent


def test_edge_54_a_refused_recipient_stands_beside_the_accepted():
    script = Script(rcpt=[b"250 ok", b"550 5.1.1 unknown", b"450 4.2.2 full"])
    receipt = attempt(script, ["a@x.y", "b@x.y", "c@x.y"])
    assert [(one.address, one.accepted, one.is_permanent, one.enhanced) for one in receipt.outcomes] == [
        ("a@x.y", True, False, ""),
        ("b@x.y", False, True, "5.1.1"),
        ("c@x.y", False, False, "4.2.2"),
    ]
    assert len(script.mails) == 1


def test_edge_54_all_refused_is_temporary_if_one_may_be_tried_again():
    script = Script(rcpt=[b"550 5.1.1 unknown", b"450 4.7.1 Greylisted, try again in 300 seconds"])
    with pytest.raises(RecipientsRefused) as raised:
        attempt(script, ["a@x.y", "b@x.y"])
    assert not raised.value.permanent
    assert raised.value.retry_after == datetime.timedelta(seconds=300)
    assert [one.code for one in raised.value.outcomes] == [550, 450]
    assert not script.mails and b"rset\r\n" in [line.lower() for line in script.heard]


def test_mail_46_greylisting_waits_a_quarter_of_an_hour():
    with pytest.raises(ChannelError) as raised:
        attempt(Script(rcpt=[b"451 4.7.1 Greylisting in action, please come back later"]))
    assert raised.value.retry_after == datetime.timedelta(minutes=15)


def test_mail_15_size_is_obeyed_before_a_word_is_said():
    script = Script(ehlo=b"250-sink\r\n250 SIZE 100")
    with pytest.raises(ChannelError) as raised:
        attempt(script)
    assert raised.value.permanent and raised.value.code == 552
    assert not any(line.upper().startswith(b"MAIL") for line in script.heard)


def test_mail_11_utf8_only_where_offered():
    wire = build(replace(MAIL, to=(("", "jürgen@example.org"),)))
    plain = Script()
    with pytest.raises(ChannelError) as raised:
        attempt(plain, ["jürgen@example.org"], wire)
    assert raised.value.permanent and raised.value.enhanced == "5.6.7" and "SMTPUTF8" in str(raised.value)
    wide = Script(ehlo=b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8")
    assert attempt(wide, ["jürgen@example.org"], wire).accepted
    assert "RCPT TO:<jürgen@example.org>".encode().lower() in b"".join(wide.heard).lower()
    ascii_mail = Script(ehlo=b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8")
    attempt(ascii_mail)
    assert b"SMTPUTF8" not in b"".join(ascii_mail.heard)


def test_a_server_that_lies_about_pipelining_is_spoken_to_one_line_at_a_time():
    script = Script(ehlo=b"250-sink\r\n250 PIPELINING")
    assert attempt(script).accepted


def test_a_kept_connection_that_fell_asleep_is_opened_again():
    script = Script(mails_per_connection=1)
    with serving(script) as port:
        session = session_for(port)
        session.send(SENDER, ONE, WIRE)
        session.send(SENDER, ONE, WIRE)
        session.close()
    assert script.connections == 2 and len(script.mails) == 2


def test_a_refusal_leaves_the_connection_usable():
    script = Script(rcpt=[b"550 5.1.1 unknown", b"250 ok"])
    with serving(script) as port:
        session = session_for(port)
        with pytest.raises(RecipientsRefused):
            session.send(SENDER, ONE, WIRE)
        assert session.send(SENDER, ONE, WIRE).accepted
        session.close()
    assert script.connections == 1


@pytest.mark.parametrize(
    ("recipients", "wire"),
    [
        (["a@b.c>\r\nRCPT TO:<x@y.z"], WIRE),
        (ONE, b"a\nb"),
        (ONE, b"a\r\n.\rb"),
        (ONE, b"x\r\n.\n"),
        (["a b@c.d"], WIRE),
    ],
)
def test_mail_02_smuggling_is_refused(recipients, wire):
    script = Script()
    with pytest.raises(Invalid):
        attempt(script, recipients, wire)
    assert script.connections == 0


def test_nobody_listens():
    with pytest.raises(ChannelError) as raised:
        session_for(1).send(SENDER, ONE, WIRE)
    assert not raised.value.permanent


def test_sec_18_a_password_never_travels_in_clear():
    script = Script()
    with pytest.raises(ChannelError):
        attempt(script, username="ada", password="secret")
    assert script.connections == 0


def test_sec_18_no_starttls_no_mail():
    script = Script()
    with pytest.raises(ChannelError) as raised:
        attempt(script, security="starttls")
    assert not raised.value.permanent and not script.mails
    assert not any(line.upper().startswith((b"MAIL", b"AUTH")) for line in script.heard)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


class Sink:
    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope)
        return "250 2.0.0 kept"


def accept_secret(server, session, envelope, mechanism, auth):
    return AuthResult(success=auth.password == b"secret", handled=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def sink(certificate):
    context = serving_context(certificate)
    handler = Sink()

    class Secured(Controller):
        def factory(self):
            return SinkProtocol(
                handler, tls_context=context, require_starttls=True, auth_required=True, authenticator=accept_secret
            )

    controller = Secured(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port, handler
    controller.stop()


def trusting(certificate) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate / "cert.pem"))


def test_sec_18_starttls_and_sign_in_against_a_real_server(sink, certificate):
    port, handler = sink
    server = Server("localhost", port, username="ada", password="secret", timeout=5, context=trusting(certificate))
    session = SmtpSession(server)
    receipt = session.send(SENDER, ["a@x.y", "b@x.y"], WIRE)
    assert receipt.text == "2.0.0 kept" and len(receipt.accepted) == 2
    session.send("", ONE, WIRE)
    session.close()
    first, second = handler.letters
    assert first.original_content == WIRE
    assert first.mail_from == SENDER and first.rcpt_tos == ["a@x.y", "b@x.y"]
    assert second.mail_from in {"", "<>"}


def test_sec_18_an_unknown_certificate_ends_the_talk(sink):
    port, handler = sink
    with pytest.raises(ChannelError) as raised:
        SmtpSession(Server("localhost", port, username="ada", password="secret", timeout=5)).send(SENDER, ONE, WIRE)
    assert not raised.value.permanent and not handler.letters


def test_a_wrong_password_is_not_the_mails_fault(sink, certificate):
    port, handler = sink
    server = Server("localhost", port, username="ada", password="wrong", timeout=5, context=trusting(certificate))
    with pytest.raises(ChannelError) as raised:
        SmtpSession(server).send(SENDER, ONE, WIRE)
    assert raised.value.code == 535 and not raised.value.permanent and not handler.letters


def test_the_fake_plays_its_script():
    fake = FakeSession().will(ChannelError("later"))
    with pytest.raises(ChannelError):
        fake.send(SENDER, ONE, WIRE)
    assert fake.send(SENDER, ONE, WIRE).accepted[0].address == ONE[0]
    fake.close()
    assert len(fake.attempts) == 2 and len(fake.sent) == 1 and fake.is_closed


def test_the_fake_answers_a_window_as_scripted():
    busy = Answer(Fate.DEFERRED, 451, "4.3.0", "451 later")
    fake = FakeSession().will(busy, ChannelError("no answer", uncertain=True))
    window = [Envelope(SENDER, f"{name}@x.y", WIRE) for name in "abc"]
    assert [one.fate for one in fake.submit(window)] == [Fate.DEFERRED, Fate.UNCERTAIN, Fate.ACCEPTED]
    assert fake.windows == [window] and len(fake.attempts) == 3
    assert [one.recipients for one in fake.sent] == [("c@x.y",)]


def test_a_window_has_one_answer_for_each_mail_in_order():
    script = Script(rcpt=[b"250 ok", b"550 5.1.1 unknown", b"250 ok"])
    with serving(script) as port:
        session = session_for(port)
        answers = session.submit([Envelope(SENDER, f"{name}@x.y", WIRE) for name in "abc"])
        session.close()
    assert [(one.fate, one.code) for one in answers] == [
        (Fate.ACCEPTED, 250),
        (Fate.REFUSED, 550),
        (Fate.ACCEPTED, 250),
    ]
    assert answers[1].is_about == "recipient" and answers[1].enhanced == "5.1.1"


def test_sec_18_a_window_is_pipelined_over_tls(certificate):
    faulty = Faulty(tls=serving_context(certificate))
    with serving_faulty(faulty) as port:
        server = Server("localhost", port, timeout=5, context=trusting(certificate))
        with closing(SmtpSession(server)) as session:
            for _ in range(2):
                answers = session.submit([Envelope(SENDER, f"{name}@x.y", WIRE) for name in "abc"])
                assert [one.fate for one in answers] == [Fate.ACCEPTED] * 3
    assert faulty.taken == [WIRE] * 6 and faulty.connections == 1


def test_sec_18_what_is_said_before_the_handshake_counts_for_nothing_after_it(certificate):
    """An answer to EHLO slipped in behind "220 go" would take PIPELINING away, or make every mail too large."""
    faulty = Faulty(tls=serving_context(certificate), injected="250-evil\r\n250 SIZE 1\r\n")
    with serving_faulty(faulty) as port:
        server = Server("localhost", port, timeout=5, context=trusting(certificate))
        with closing(SmtpSession(server)) as session:
            answer = session.submit([Envelope(SENDER, "a@x.y", WIRE)])[0]
    assert answer.fate in {Fate.ACCEPTED, Fate.DEFERRED} and answer.code != 552
    assert b"".join(faulty.heard).count(b"ehlo") == 2 or answer.is_about == "connection"


def serving_context(certificate) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (b"5.1.1 no such user", "recipient"),
        (b"5.2.2 mailbox full", "recipient"),
        (b"5.2.3 too long for this mailbox", "message"),
        (b"5.1.8 bad sender", "message"),
        (b"5.7.26 not authenticated", "message"),
        (b"5.6.0 content", "message"),
        (b"no code at all", "message"),
    ],
)
def test_mail_40_a_refusal_after_the_text_says_whom_it_is_about(text, about):
    answer = replies.answer(550, text, replies.about(text))
    assert (answer.fate, answer.is_about) == (Fate.REFUSED, about)


def test_mail_13_a_domain_without_mail_fails_at_once():
    """The relay looks the domain up; a null MX comes back as 556 5.1.10 (RFC 7505 4.2)."""
    script = Script(rcpt=[b"556 5.1.10 example.org does not accept mail (nullMX)"])
    with serving(script) as port, closing(session_for(port)) as session:
        answer = session.submit([Envelope(SENDER, *ONE, WIRE)])[0]
    assert (answer.fate, answer.enhanced, answer.is_about) == (Fate.REFUSED, "5.1.10", "recipient")
    assert not script.mails
