from __future__ import annotations

import pytest

from rapport.channels.email import tokens

KEY = b"k" * 32


@pytest.mark.parametrize("number", [0, 1, 7_000_000_000, 2**63 - 1])
def test_mail_16_a_token_comes_back(number):
    reply = tokens.reply_address("Reply.Example.org", KEY, number)
    bounce = tokens.bounce_address("example.org", KEY, number)
    assert reply == reply.lower() and reply.endswith("@reply.example.org")
    assert len(reply.split("@")[0]) <= 64
    assert tokens.read_token(KEY, reply) == tokens.read_token(KEY, reply.upper()) == number
    assert tokens.read_bounce_token(KEY, bounce) == number
    assert reply == tokens.reply_address("reply.example.org", KEY, number)


def test_mail_31_a_token_is_bound_to_its_purpose_and_key():
    reply = tokens.reply_address("example.org", KEY, 7)
    assert tokens.read_bounce_token(KEY, reply) is None
    assert tokens.read_token(KEY, "b" + reply[1:]) is None
    assert tokens.read_bounce_token(KEY, "b" + reply[1:]) is None
    assert tokens.read_token(b"other", reply) is None


def test_mail_16_every_changed_character_is_refused():
    reply = tokens.reply_address("example.org", KEY, 7)
    for at in range(2, 40):  # the last character carries padding bits
        other = "a" if reply[at] != "a" else "b"
        assert tokens.read_token(KEY, reply[:at] + other + reply[at + 1 :]) is None


@pytest.mark.parametrize(
    "address", ["", "@", "r-@x", "r-ééé@x", "ada@example.org", "r-" + "a" * 39 + "@x", "r-" + "a" * 400]
)
def test_mail_16_strangers_are_no_tokens(address):
    assert tokens.read_token(KEY, address) is None


def test_mail_16_a_token_may_ride_on_a_mailbox_or_in_a_forwarder():
    reply = tokens.reply_address("example.org", KEY, 7, mailbox="jobs")
    assert reply.startswith("jobs+r-")
    assert tokens.read_token(KEY, reply) == 7
    bounce = tokens.bounce_address("example.org", KEY, 7)
    assert tokens.read_bounce_token(KEY, "prvs=1234=" + bounce) == 7
    with pytest.raises(ValueError):
        tokens.reply_address("example.org", KEY, 7, mailbox="a" * 30)
