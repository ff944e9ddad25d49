"""A window of mails against servers that refuse, break, stall and lie (the table of failure points; RFC 2920)."""

from __future__ import annotations

import ssl
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.channels.email.receipt import Answer, Envelope, Fate
from rapport.channels.email.smtp import Server, SmtpSession
from rapport.channels.email.tests.faulty import Faulty, Lie, serving

PLAIN = ("8BITMIME", "SIZE 1000000")
LONG = 8_000_000  # more than the sockets of this machine swallow at once


def mail(number: int, recipient: str = "ok", sender: str = "b", length: int = 0) -> Envelope:
    content = (
        f"Subject: {number}\r\n\r\n.dot\r\n..two\r\n".encode() + b"x" * 60 + b"\r\n" + b"long line\r\n" * (length // 11)
    )
    return Envelope(f"{sender}@acme.example", f"{recipient}@x.y", content)


def submit(faulty: Faulty, window: Sequence[Envelope], **changes) -> list[Answer]:
    with talking(faulty, **changes) as session:
        answers = session.submit(window)
    assert_honest(faulty, window, answers)
    return answers


@contextmanager
def talking(faulty: Faulty, **changes) -> Iterator[SmtpSession]:
    """A session with the server, closed however the block ends, so that the server is done with it too."""
    with serving(faulty) as port:
        server = Server("127.0.0.1", port, **{"security": "clear", "timeout": 5.0, **changes})
        with closing(SmtpSession(server)) as session:
            yield session


def assert_honest(faulty: Faulty, window: Sequence[Envelope], answers: Sequence[Answer]) -> None:
    """What was said of each mail is what the server did with it."""
    assert len(answers) == len(window)
    taken = Counter(faulty.taken)
    for envelope, answer in zip(window, answers, strict=True):
        times = taken.pop(envelope.content, 0)
        allowed = {Fate.ACCEPTED: {1}, Fate.UNCERTAIN: {0, 1}}.get(answer.fate, {0})
        assert times in allowed, (envelope.content[:20], answer, times)
    assert not taken, "the server has what nobody sent"


def fates(answers: Sequence[Answer]) -> list[str]:
    return [one.fate.value for one in answers]


@pytest.fixture(params=["pipelined", "line by line"])
def features(request) -> tuple[str, ...]:
    return Faulty().features if request.param == "pipelined" else PLAIN


def test_a_window_is_one_connection_and_one_write_a_mail(monkeypatch):
    faulty, writes = Faulty(), []
    with talking(faulty) as session:
        session.submit([mail(0)])
        assert session._link is not None
        write = session._link.write
        monkeypatch.setattr(session._link, "write", lambda octets: (writes.append(octets), write(octets)))
        answers = session.submit([mail(n) for n in range(1, 21)])
    assert fates(answers) == ["accepted"] * 20 and answers[0].text == "2.0.0 queued" and answers[0].code == 250
    assert faulty.connections == 1 and len(faulty.taken) == 21
    assert len(writes) == 21
    assert b"\r\n.\r\nMAIL FROM:" in writes[1] and writes[1].endswith(b"DATA\r\n") and writes[-1].endswith(b"\r\n.\r\n")


@pytest.mark.parametrize(
    ("who", "fate", "code", "about"),
    [
        ({"sender": "m451"}, Fate.DEFERRED, 451, "message"),
        ({"sender": "m552"}, Fate.REFUSED, 552, "message"),
        ({"sender": "m530"}, Fate.DEFERRED, 530, "connection"),
        ({"recipient": "r450"}, Fate.DEFERRED, 450, "recipient"),
        ({"recipient": "r550"}, Fate.REFUSED, 550, "recipient"),
        ({"recipient": "w"}, Fate.REFUSED, 550, "recipient"),
        ({"recipient": "d452"}, Fate.DEFERRED, 452, "message"),
        ({"recipient": "d554"}, Fate.REFUSED, 554, "message"),
        ({"recipient": "x451"}, Fate.DEFERRED, 451, "message"),
        ({"recipient": "x552"}, Fate.REFUSED, 552, "message"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_mail_46_a_refusal_touches_one_mail_at_every_phase(features, who, fate, code, about, place):
    window = [mail(n, **(who if n == place else {})) for n in range(4)]
    faulty = Faulty(features=features)
    answers = submit(faulty, window)
    assert (answers[place].fate, answers[place].code, answers[place].is_about) == (fate, code, about)
    assert fates(answers[:place] + answers[place + 1 :]) == ["accepted"] * 3
    assert faulty.connections == 1


def test_all_refused_one_after_the_other(features):
    window = [mail(n, who) for n, who in enumerate(["r550", "r450", "w", "d554", "x451", "w", "x552"])]
    faulty = Faulty(features=features)
    expected = ["refused", "deferred", "refused", "refused", "deferred", "refused", "refused"]
    assert fates(submit(faulty, window)) == expected
    assert faulty.connections == 1


def test_rfc_2920_a_text_promised_to_nobody_is_a_lone_dot():
    faulty = Faulty()
    assert fates(submit(faulty, [mail(0, "w"), mail(1)])) == ["refused", "accepted"]
    assert faulty.lone_dots == 1


def test_a_refusal_leaves_the_session_clean_for_the_next_window(features):
    faulty = Faulty(features=features)
    with talking(faulty) as session:
        assert fates(session.submit([mail(0), mail(1, "r550")])) == ["accepted", "refused"]
        assert fates(session.submit([mail(2)])) == ["accepted"]
        assert session.send("b@acme.example", ["ok@x.y"], mail(3).content).accepted
        assert fates(session.submit([mail(4)])) == ["accepted"]
    assert len(faulty.taken) == 4


MIXED = [mail(0), mail(1, "r550"), mail(2), mail(3, "x451"), mail(4)]


def said_in_all(**changes) -> int:
    faulty = Faulty(**changes)
    submit(faulty, MIXED)
    return faulty.said


@pytest.mark.parametrize("many_lines", [False, True])
def test_mail_48_a_hang_up_at_every_byte_the_server_says(features, many_lines):
    """Half replies, half groups, half greetings: the answers never contradict what the server took."""
    for at in range(0, said_in_all(features=features, many_lines=many_lines), 3 if many_lines else 1):
        answers = submit(Faulty([at], features=features, many_lines=many_lines), MIXED)
        assert sum(one.fate is Fate.UNCERTAIN for one in answers) <= 1, "one dot at most was in flight"
        if at < opening(features):
            assert all(one.fate is Fate.DEFERRED and one.is_about == "connection" for one in answers)
        elif at > opening(features):
            settled = [one for one in answers if one.fate is not Fate.UNCERTAIN]
            assert all(one.is_about != "connection" for one in settled), "what was not in flight was offered anew"


def opening(features: tuple[str, ...]) -> int:
    return len("220 faulty ready\r\n" + "".join(f"250 {one}\r\n" for one in ("faulty", *features)))


def test_mail_48_a_hang_up_while_the_server_hears(features):
    whole = sum(len(one.content) for one in MIXED)
    for at in range(20, whole + 400, 17):
        answers = submit(Faulty([], [at], features=features), MIXED)
        assert sum(one.fate is Fate.UNCERTAIN for one in answers) <= 1


@given(
    words=st.lists(st.none() | st.integers(0, 900), max_size=4),
    ears=st.lists(st.none() | st.integers(1, 1500), max_size=4),
    piece=st.sampled_from([1, 7, 1 << 20]),
    many_lines=st.booleans(),
    reset=st.booleans(),
    is_plain=st.booleans(),
    lie=st.sampled_from(["", "", "", "forgets after dot", "doubles"]),
    per_connection=st.sampled_from([1, 2, 1000]),
    who=st.lists(st.sampled_from(["ok", "ok", "ok", "r550", "w", "d451", "x451", "x554"]), min_size=1, max_size=8),
)
@settings(max_examples=100, deadline=None)
def test_mail_48_no_answer_contradicts_what_the_server_took(
    words, ears, piece, many_lines, reset, is_plain, lie, per_connection, who
):
    submit(
        Faulty(
            words,
            ears,
            reset=reset,
            features=PLAIN if is_plain else Faulty().features,
            lie=lie,
            piece=piece,
            many_lines=many_lines,
            mails_per_connection=per_connection,
        ),
        [mail(n, one) for n, one in enumerate(who)],
        timeout=0.2,
    )


def test_a_server_that_closes_after_each_mail_gets_all_of_them(features):
    faulty = Faulty(mails_per_connection=1, features=features)
    assert fates(submit(faulty, [mail(n) for n in range(6)])) == ["accepted"] * 6
    assert faulty.connections == 6


def test_421_in_the_middle_closes_and_the_rest_is_offered_anew(features):
    faulty = Faulty(features=features)
    window = [mail(0), mail(1, "r421"), mail(2), mail(3, "x421"), mail(4)]
    answers = submit(faulty, window)
    assert fates(answers) == ["accepted", "deferred", "accepted", "deferred", "accepted"]
    for one in (answers[1], answers[3]):
        assert (one.code, one.is_about) == (421, "connection")


def test_a_server_that_always_hangs_up_is_left_in_peace(features):
    faulty = Faulty([opening(features) + 10] * 50, features=features)
    answers = submit(faulty, [mail(n) for n in range(20)])
    assert all(one.fate is Fate.DEFERRED and one.is_about == "connection" for one in answers)
    assert faulty.connections <= 4


def test_a_server_that_keeps_what_it_never_acknowledges_makes_few_uncertain():
    greeted = said_up_to_the_dot()
    answers = submit(Faulty([greeted] * 50), [mail(n) for n in range(20)])
    assert fates(answers).count("uncertain") <= 3
    assert set(fates(answers)) == {"uncertain", "deferred"}


def said_up_to_the_dot() -> int:
    faulty = Faulty()
    submit(faulty, [mail(0)])
    return faulty.said - len("250 2.0.0 queued\r\n") - len("221 bye\r\n")


@pytest.mark.parametrize("lie", ["forgets", "forgets after dot", "hangs up at groups", "doubles", "shifts"])
def test_a_server_that_lies_about_pipelining_is_found_out_and_spoken_to_line_by_line(lie: Lie):
    faulty = Faulty(lie=lie)
    window = [mail(n) for n in range(5)]
    with talking(faulty, timeout=0.3) as session:
        answers = session.submit(window)
        assert_honest(faulty, window, answers)
        assert fates(answers).count("accepted") >= 4 and len(faulty.taken) == 5
        found_out = faulty.connections
        if lie.startswith("forgets"):
            assert fates(session.submit([mail(9), mail(10)])) == ["accepted"] * 2
            assert faulty.connections == found_out, "what was learnt of the server is kept"


def test_a_reply_too_many_makes_the_answer_to_the_dot_uncertain():
    """The server says 250 while it still hears the text and refuses it afterwards."""
    with talking(Faulty(lie="foreshadows"), timeout=1.0) as session:
        answers = session.submit([mail(0, "x451"), mail(1)])
    assert answers[0].fate is Fate.UNCERTAIN


def test_a_dot_that_is_answered_with_a_question_is_uncertain(features):
    answers = submit(Faulty(lie="asks again", features=features), [mail(0)])
    assert fates(answers) == ["uncertain"]


@pytest.mark.parametrize("phase", [0, 20, 80, 110, 150])
def test_a_silent_server_costs_its_time_and_no_more(features, phase):
    answers = submit(Faulty([phase] * 9, stall=True, features=features), MIXED, timeout=0.1, patience=0.4)
    assert sum(one.fate is Fate.UNCERTAIN for one in answers) <= 3
    assert any(one.is_about == "connection" for one in answers)


def test_a_dripping_server_has_one_time_limit_for_the_whole_window(features):
    faulty = Faulty(piece=1, pause=0.002, features=features)
    answers = submit(faulty, [mail(n) for n in range(400)], timeout=5.0, patience=3.0)
    assert answers[0].fate is Fate.ACCEPTED, "each byte comes in time"
    assert answers[-1].fate is Fate.DEFERRED and answers[-1].is_about == "connection"
    assert fates(answers).count("uncertain") <= 1


def test_a_greeting_that_drips_for_ever_has_it_too():
    faulty = Faulty(piece=1, pause=0.05)
    answers = submit(faulty, [mail(0)], timeout=5.0, patience=0.3)
    assert answers[0].fate is Fate.DEFERRED and answers[0].is_about == "connection"
    assert faulty.said < len("220 faulty ready\r\n") + 5


def test_mail_48_a_long_text_that_breaks_off_is_offered_anew(features):
    window = [mail(0), mail(1, length=LONG), mail(2)]
    roomy = tuple("SIZE 20000000" if one.startswith("SIZE") else one for one in features)
    faulty = Faulty([], [60_000], reset=True, features=roomy)
    assert fates(submit(faulty, window)) == ["accepted"] * 3
    assert faulty.connections == 2


def test_mail_15_too_large_and_too_wide_are_never_offered():
    faulty = Faulty(features=("PIPELINING", "SIZE 5000"))
    wide = Envelope("b@acme.example", "jürgen@x.y", b"Subject: 1\r\n\r\n")
    answers = submit(faulty, [mail(0), mail(1, length=9000), wide, mail(3)])
    assert fates(answers) == ["accepted", "refused", "refused", "accepted"]
    assert (answers[1].enhanced, answers[1].is_about) == ("5.3.4", "message")
    assert (answers[2].enhanced, answers[2].is_about) == ("5.6.7", "recipient")
    assert b"".join(faulty.heard).count(b"MAIL FROM") == 2 and b"SIZE=" in faulty.heard[1]


def test_mail_11_a_wide_mail_goes_where_smtputf8_is_offered(features):
    wide = Envelope("b@acme.example", "jürgen@x.y", "To: jürgen@x.y\r\n\r\n".encode())
    for one in ({*features, "SMTPUTF8", "8BITMIME"}, {*features} - {"SMTPUTF8"}):
        faulty = Faulty(features=tuple(sorted(one)))
        answers = submit(faulty, [wide, mail(1)])
        assert fates(answers) == ["accepted" if "SMTPUTF8" in one else "refused", "accepted"]
        told = b"".join(faulty.heard).split(b"\r\n")
        assert sum(b"SMTPUTF8" in line and b"BODY=8BITMIME" in line for line in told) == ("SMTPUTF8" in one)


@pytest.mark.parametrize(
    "poison",
    [
        Envelope("b@acme.example", "a@x.y>\r\nRCPT TO:<z@x.y", b"x\r\n"),
        Envelope("b@acme.example>\r\n", "a@x.y", b"x\r\n"),
        Envelope("b@acme.example", "", b"x\r\n"),
        Envelope("b@acme.example", "\udcff@x.y", b"x\r\n"),
        Envelope("b@acme.example", "a@x.y", b"x\r\n.\rMAIL\r\n"),
        Envelope("b@acme.example", "a@x.y", b"x\n.\nMAIL\r\n"),
        Envelope("b@acme.example", "a@x.y", b"\n\r\r\n"),
    ],
)
def test_mail_02_smuggling_is_refused_and_the_others_go(poison):
    faulty = Faulty()
    answers = submit(faulty, [mail(0), poison, mail(2)])
    assert fates(answers) == ["accepted", "refused", "accepted"]
    assert b"".join(faulty.heard).count(b"MAIL FROM") == 2


def test_mail_02_dots_come_through_every_cut_of_lines(features):
    window = [
        Envelope("", "ok@x.y", content)
        for content in (
            b".\r\n",
            b"..\r\n.\r\n",
            b".a\r\n\r\n.\r\nb\r\n",
            b"\r\n.",
            b"a" * 40_000 + b"\r\n.b\r\n" * 9_000,
        )
    ]
    faulty = Faulty(features=features)
    with talking(faulty) as session:
        assert fates(session.submit(window)) == ["accepted"] * 5
    assert faulty.taken == [one.content if one.content.endswith(b"\r\n") else one.content + b"\r\n" for one in window]


def test_an_idle_connection_that_was_closed_is_opened_again(features):
    faulty = Faulty(mails_per_connection=1, features=features)
    with talking(faulty) as session:
        for number in range(3):
            assert fates(session.submit([mail(number)])) == ["accepted"]
    assert faulty.connections == 3 and len(faulty.taken) == 3


def test_nobody_listens():
    answers = SmtpSession(Server("127.0.0.1", 1, "clear")).submit([mail(0), mail(1)])
    assert [(one.fate, one.is_about) for one in answers] == [(Fate.DEFERRED, "connection")] * 2


def test_an_empty_window_opens_nothing():
    faulty = Faulty()
    assert submit(faulty, []) == [] and faulty.connections == 0


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_sec_18_no_way_down_to_clear_text(security):
    faulty = Faulty()
    answers = submit(faulty, [mail(0)], security=security, timeout=0.5, username="ada", password="secret")
    assert (answers[0].fate, answers[0].is_about) == (Fate.DEFERRED, "connection")
    assert not any(line.upper().startswith((b"MAIL", b"AUTH", b"STARTTLS")) for line in faulty.heard)


def test_sec_18_a_password_never_travels_in_clear():
    faulty = Faulty()
    answers = submit(faulty, [mail(0)], username="ada", password="secret")
    assert answers[0].fate is Fate.DEFERRED and faulty.connections == 0


def test_the_context_trusts_nobody_by_default():
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
