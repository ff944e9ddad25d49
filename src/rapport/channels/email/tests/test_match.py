from __future__ import annotations

import pytest

from rapport.channels.email import tokens
from rapport.channels.email.match import MatchFacts, Outcome, Thread, bounced_deliveries, clues, match
from rapport.channels.email.parse import parse
from rapport.channels.email.tests.test_parse import mail

KEY, OLD_KEY = b"new key", b"old key"
CLEO = Thread(conversation_id=1, person_id=10, participants=frozenset({"cleo@example.org"}))
DORA = Thread(conversation_id=2, person_id=20, participants=frozenset({"dora@example.org"}))
TOKEN = tokens.reply_address("acme.example", KEY, 7)
FACTS = MatchFacts(
    deliveries={7: CLEO, 8: DORA},
    message_ids={"<cleo@acme.example>": (CLEO,), "<dora@acme.example>": (DORA,), "<both@acme.example>": (CLEO, DORA)},
    owners={
        "cleo@example.org": frozenset({10}),
        "dora@example.org": frozenset({20}),
        "shared@example.org": frozenset({10, 20}),
    },
    staff=frozenset({"ada@acme.example"}),
)


def matched(head: str = "", **changes: str):
    return match(clues(parse(mail(head, **changes)), [KEY, OLD_KEY]), FACTS)


def test_in_01_a_token_speaks_before_everything():
    found = matched("In-Reply-To: <dora@acme.example>", To=TOKEN, From="dora@example.org")
    assert (found.outcome, found.by, found.conversation_id, found.person_id) == (Outcome.MATCHED, "token", 1, 10)
    assert found.delivery_id == 7
    assert not found.sender_known, "IN-03: Dora is a stranger to Cleo's thread"


@pytest.mark.parametrize("field", ["To", "Cc", "Delivered-To", "X-Original-To"])
def test_in_01_a_token_counts_wherever_the_mail_was_sent(field):
    found = matched(f"{field}: {TOKEN.upper()}", To="ada@acme.example" if field != "To" else "")
    assert found.by == "token" and found.sender_known


def test_in_01_an_older_key_still_reads():
    assert matched(To=tokens.reply_address("acme.example", OLD_KEY, 7)).by == "token"


def test_edge_20_a_forged_token_is_none():
    assert matched(To=tokens.reply_address("acme.example", b"guess", 8), From="x@y.z").outcome is Outcome.NONE


def test_in_01_references_are_read_from_right_to_left():
    found = matched("References: <dora@acme.example> <cleo@acme.example> <unknown@x.y>", From="x@y.z")
    assert (found.by, found.person_id, found.sender_known) == ("reference", 10, False)


def test_in_01_in_reply_to_comes_before_references():
    found = matched("In-Reply-To: <dora@acme.example>\nReferences: <cleo@acme.example>", From="dora@example.org")
    assert (found.person_id, found.sender_known) == (20, True)


def test_edge_1_an_id_of_two_threads_is_nobodys():
    found = matched("In-Reply-To: <both@acme.example>")
    assert (found.outcome, found.candidates) == (Outcome.AMBIGUOUS, (10, 20))


@pytest.mark.parametrize(
    ("sender", "outcome", "person"),
    [
        ("Cleo@Example.org", Outcome.MATCHED, 10),
        ("shared@example.org", Outcome.AMBIGUOUS, None),
        ("stranger@example.org", Outcome.NONE, None),
        ("ada@acme.example", Outcome.NONE, None),
        ("", Outcome.NONE, None),
    ],
)
def test_in_01_one_owner_of_the_address(sender, outcome, person):
    found = matched(From=sender)
    assert (found.outcome, found.person_id) == (outcome, person)
    assert found.conversation_id is None


def test_edge_26_a_job_board_names_the_candidate_in_reply_to():
    found = matched("Reply-To: cleo@example.org", From="noreply@board.example")
    assert (found.by, found.person_id, found.sender_known) == ("reply-to", 10, False)


def test_in_01_the_same_subject_never_merges():
    assert matched(Subject="Re: Interview", From="stranger@example.org").outcome is Outcome.NONE


def test_two_tokens_of_two_people_are_ambiguous():
    other = tokens.reply_address("acme.example", KEY, 8)
    found = matched(To=f"{TOKEN}, {other}")
    assert (found.outcome, found.candidates) == (Outcome.AMBIGUOUS, (10, 20))


def test_a_colleague_may_answer_by_token():
    assert matched(To=TOKEN, From="ada@acme.example").sender_known


def test_mail_42_a_bounce_is_known_by_its_token():
    bounce = tokens.bounce_address("acme.example", KEY, 9)
    assert bounced_deliveries(parse(mail(To=bounce)), [KEY]) == (9,)
    assert bounced_deliveries(parse(mail(To=TOKEN)), [KEY]) == ()
    assert clues(parse(mail(To=bounce)), [KEY]).deliveries == ()
