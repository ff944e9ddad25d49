"""Where an incoming mail belongs: on whose timeline, with which message of ours, or before a person's eyes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rapport.channels.email import forwards
from rapport.channels.email.addresses import Address, fold
from rapport.channels.email.authentication import Verdict
from rapport.channels.email.incoming import Incoming, Kind
from rapport.channels.email.match import Outcome
from rapport.lib.actor import Actor
from rapport.messaging.models import Message, RawMail
from rapport.messaging.queries.matching import Found
from rapport.messaging.queries.trust import Trust
from rapport.messaging.services.file_mail import Arrival, file_mail, says_stop
from rapport.people.models import Person
from rapport.vault.domain import OpenItem

LOOPS = 100  # RFC 5321 6.3
FORWARDED = ("forwarded",)


@dataclass(frozen=True, slots=True)
class Read:
    """A mail as it arrived, and what it says."""

    mail: RawMail
    item: OpenItem
    incoming: Incoming


@dataclass(frozen=True, slots=True)
class Ask:
    """A person has to say whose this is; never dropped, never guessed."""

    reason: str
    candidates: Iterable[int] = ()
    why: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ours:
    """This is a mail of ours, met again in a mailbox."""

    message: Message


def judge(read: Read, found: Found, persons: Mapping[int, Person], trust: Trust) -> Arrival | Ask | Ours:
    """Whose timeline a mail belongs on, or what to ask about it."""
    incoming = read.incoming
    sender = fold(incoming.from_.address)
    if incoming.hops >= LOOPS:
        return Ask("loop")
    if found.ours is not None and (sender in trust.addresses or found.staff is not None):
        return Ours(found.ours)
    decided = _by_door(read, found, persons) if found.door is not None else _by_match(read, found, persons)
    if isinstance(decided, Ask):
        if sender in trust.addresses and decided.reason == "unknown_sender":
            return Ask("from_ourselves", decided.candidates)
        return decided
    verdict = trust.verdict(incoming)
    # Who holds an answer's address has at least read our mail; an address or a colleague's name is easily forged.
    is_claimed = decided.by not in {"token", "reference"} or decided.staff is not None
    if verdict is Verdict.FAIL and is_claimed and not says_stop(decided.text):
        return Ask("not_from_them", [decided.person.merged_into_id or decided.person.pk])
    signs = [] if decided.staff is not None else trust.signs(incoming)
    signs += ["id-clash"] * found.is_clash + ["not-from-them"] * (verdict is Verdict.FAIL)
    signs += ["our-own"] * (found.ours is not None)
    return replace(decided, verdict=str(verdict), signs=(*decided.signs, *signs))


def _by_match(read: Read, found: Found, persons: Mapping[int, Person]) -> Arrival | Ask:
    mail, incoming, match = read.mail, read.incoming, found.match
    person = persons[match.person_id] if match.person_id is not None else None
    if match.outcome is Outcome.MATCHED and person is not None:
        owner = persons[found.owner_id or person.pk]
        if any(one.removed_at or one.erased_at for one in (person, owner)):
            return Ask("removed_person", (), {"removed": person.pk})
        if match.by in {"token", "reference"} and not match.sender_known:
            return Ask("unknown_sender", [person.pk])
        if match.by in {"address", "reply-to"} and person.kind == Person.Kind.CONTACT:
            return Ask("agency_contact", _candidates_of(person), {"contact": person.pk})
        if match.by == "reply-to":
            return Ask("relayed", [person.pk])
        return Arrival(mail, read.item, incoming, owner, match.by, found.parent, found.staff)
    if not incoming.from_.address:
        return Ask("no_sender", match.candidates)
    if found.staff is not None:
        return Ask("from_staff", found.named or match.candidates)
    return Ask("several_owners" if match.outcome is Outcome.AMBIGUOUS else "unknown_sender", match.candidates)


def _by_door(read: Read, found: Found, persons: Mapping[int, Person]) -> Arrival | Ask:
    """A colleague's copy of what they wrote elsewhere, or what a candidate wrote to them there."""
    assert found.door is not None
    user, why = found.door.user, {found.door.kind: found.door.user.pk}
    if fold(read.incoming.from_.address) != user.email.lower() or not user.is_active:
        return Ask("not_theirs", found.named)
    whom = {persons[id].merged_into_id or id: persons[id] for id in found.named}
    if len(whom) != 1:
        return Ask(f"{found.door.kind}_of_whom", whom, why)
    (person,) = whom.values()
    parent = found.parent if found.parent is not None and _is_with(found.parent, person) else None
    if found.door.kind == "copy":
        return Arrival(read.mail, read.item, read.incoming, person, "copy", parent, user)
    words = forwarded(read.incoming)
    return Arrival(read.mail, read.item, words, person, "forward", parent, signs=FORWARDED, forwarded_by_id=user.pk)


def file_forward(
    actor: Actor, mail: RawMail, incoming: Incoming, person: Person, user_id: int, parent: Message | None
) -> Message:
    """File what a colleague forwarded under whom somebody said, as that person's own words."""
    words = forwarded(incoming)
    return file_mail(actor, mail, words, person, by="person", parent=parent, signs=FORWARDED, forwarded_by_id=user_id)


def forwarded(incoming: Incoming) -> Incoming:
    """The words of whom a forward names; who forwarded it stands beside them on the line."""
    inner = forwards.inner(incoming)
    writer = next(iter(forwards.writers(incoming)), Address("", ""))
    return replace(inner or incoming, from_=writer, message_id=incoming.message_id, kind=Kind.NEW)


def _is_with(parent: Message, person: Person) -> bool:
    with_ = parent.person
    return (with_.merged_into_id or with_.pk) == (person.merged_into_id or person.pk)


def _candidates_of(contact: Person) -> list[int]:
    return list(Person.objects.filter(submitted_by=contact, removed_at__isnull=True).values_list("pk", flat=True)[:20])
