"""Whose conversation does a mail belong to (IN-01)? Facts in, a match out; the subject alone never decides.

The order is: a signed token in a recipient's address, then the ids of the thread, then the one owner of the
sender's address. A token routes and proves nobody (IN-03): `sender_known` says whether the writer is of the circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rapport.channels.email import tokens
from rapport.channels.email.addresses import fold
from rapport.channels.email.incoming import Incoming


class Outcome(StrEnum):
    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation we know, the person it is about and the folded addresses that take part."""

    conversation_id: int
    person_id: int
    participants: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clues:
    """What to look up for a mail: everything the facts may be asked about."""

    deliveries: tuple[int, ...]
    message_ids: tuple[str, ...]
    senders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """What the house knows about the clues; a Message-ID may be several threads', since ids collide."""

    deliveries: Mapping[int, Thread] = field(default_factory=dict)
    message_ids: Mapping[str, tuple[Thread, ...]] = field(default_factory=dict)
    owners: Mapping[str, frozenset[int]] = field(default_factory=dict)
    staff: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """The answer, which clue gave it, and for triage everybody it could have been."""

    outcome: Outcome
    by: str = ""
    conversation_id: int | None = None
    person_id: int | None = None
    delivery_id: int | None = None
    sender_known: bool = False
    candidates: tuple[int, ...] = ()


def clues(incoming: Incoming, keys: Iterable[bytes]) -> Clues:
    """Return what to ask the database, tokens checked against every key that is still good."""
    rings = tuple(keys)
    read = (tokens.read_token(key, address) for address in incoming.recipients for key in rings)
    deliveries = tuple(dict.fromkeys(number for number in read if number is not None))
    ids = (incoming.in_reply_to, *incoming.references)
    senders = (incoming.from_.address, *(box.address for box in incoming.reply_to))
    return Clues(
        deliveries,
        tuple(dict.fromkeys(one for one in ids if one)),
        tuple(dict.fromkeys(fold(one) for one in senders if one)),
    )


def bounced_deliveries(incoming: Incoming, keys: Iterable[bytes]) -> tuple[int, ...]:
    """Return the deliveries whose signed bounce address this report came to; without one nothing is suppressed."""
    rings = tuple(keys)
    read = (tokens.read_bounce_token(key, address) for address in incoming.recipients for key in rings)
    return tuple(dict.fromkeys(number for number in read if number is not None))


def match(found: Clues, facts: MatchFacts) -> Match:
    """Return the one conversation or person that the clues point to, or say that they do not agree."""
    by_token = {number: facts.deliveries[number] for number in found.deliveries if number in facts.deliveries}
    if by_token:
        return _settle("token", tuple(by_token.values()), found, facts, next(iter(by_token)))
    for message_id in found.message_ids:
        threads = facts.message_ids.get(message_id, ())
        if threads:
            return _settle("reference", threads, found, facts)
    for number, address in enumerate(found.senders):
        if address in facts.staff:
            return Match(Outcome.NONE)  # a colleague's mail is about somebody else
        owners = facts.owners.get(address, frozenset())
        if owners:
            # A job board writes in the candidate's stead and names them in Reply-To.
            return _owned("address" if number == 0 else "reply-to", owners)
    return Match(Outcome.NONE)


def _settle(
    by: str, threads: tuple[Thread, ...], found: Clues, facts: MatchFacts, delivery_id: int | None = None
) -> Match:
    people = tuple(dict.fromkeys(thread.person_id for thread in threads))
    conversations = {thread.conversation_id for thread in threads}
    thread = threads[0]
    known = _is_known(found, facts, threads)
    if len(people) > 1 or len(conversations) > 1:
        return Match(Outcome.AMBIGUOUS, by, sender_known=known, candidates=people)
    return Match(Outcome.MATCHED, by, thread.conversation_id, thread.person_id, delivery_id, known, people)


def _owned(by: str, owners: frozenset[int]) -> Match:
    people = tuple(sorted(owners))
    if len(people) > 1:
        return Match(Outcome.AMBIGUOUS, by, sender_known=by == "address", candidates=people)
    return Match(Outcome.MATCHED, by, person_id=people[0], sender_known=by == "address", candidates=people)


def _is_known(found: Clues, facts: MatchFacts, threads: tuple[Thread, ...]) -> bool:
    """Tell whether From takes part in the thread, is staff, or belongs to the very person."""
    if not found.senders:
        return False
    sender = found.senders[0]
    people = {thread.person_id for thread in threads}
    return (
        sender in facts.staff
        or any(sender in thread.participants for thread in threads)
        or bool(people & facts.owners.get(sender, frozenset()))
    )
