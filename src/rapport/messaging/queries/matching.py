"""Whose an incoming mail may be: all that the house knows about the clues of a page of mails, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapport.accounts import queries as accounts
from rapport.accounts.models import User
from rapport.channels.email import forwards, tokens
from rapport.channels.email import match as matching
from rapport.channels.email.addresses import alike, fold
from rapport.channels.email.incoming import Incoming
from rapport.channels.email.match import Match, MatchFacts, Thread
from rapport.messaging.models import Delivery, Message
from rapport.messaging.queries.messages import known_by_ids
from rapport.messaging.queries.wire import token_key
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person
from rapport.vault import queries as vault


@dataclass(frozen=True, slots=True)
class Found:
    """The match of one mail, the message it answers, the colleague who wrote it, and under whom it is filed.

    Of people merged the match names the survivor; the mail is filed under the one whose address it came from,
    so that taking the merge back is exact (DESIGN 16).
    """

    match: Match
    parent: Message | None = None
    staff: User | None = None
    owner_id: int | None = None
    ours: Message | None = None  # the mail of ours that this one is
    is_clash: bool = False  # another mail bears its Message-ID
    door: Door | None = None
    named: tuple[int, ...] = ()  # whom a colleague's copy or forward is about


@dataclass(frozen=True, slots=True)
class Door:
    """A colleague's own address that a mail came to: for Bcc of what they write, or for forwarding."""

    kind: str  # copy, forward
    user: User


def look_up(incomings: Sequence[Incoming]) -> list[Found]:
    """Match each of these mails against what the house knows."""
    clues = [matching.clues(incoming, [token_key()]) for incoming in incomings]
    deliveries = {
        d.pk: d.message
        for d in Delivery.objects.filter(pk__in={id for one in clues for id in one.deliveries}).select_related(
            "message__interaction", "message__conversation", "message__person", "message__application"
        )
    }
    own_ids = {id for incoming in incomings for id in (incoming.message_id, incoming.our_id) if id}
    by_id = _by_message_id({id for one in clues for id in one.message_ids} | own_ids)
    doors = _doors(incomings)
    named = _named(incomings, doors)
    threads = _threads([*deliveries.values(), *(message for some in by_id.values() for message in some)])
    senders = {sender for one in clues for sender in one.senders}
    staff = accounts.staff_by_address(senders)
    owners = _owners(senders)
    facts = MatchFacts(
        deliveries={id: threads[message.pk] for id, message in deliveries.items()},
        message_ids={id: tuple(dict.fromkeys(threads[m.pk] for m in some)) for id, some in by_id.items()},
        owners={address: frozenset(theirs.values()) for address, theirs in owners.items()},
        staff=frozenset(staff),
    )
    found: list[Found] = []
    for incoming, one in zip(incomings, clues, strict=True):
        match = matching.match(one, facts)
        answered = next((by_id[id][0] for id in one.message_ids if id in by_id), None)
        parent = deliveries.get(match.delivery_id or 0) or answered
        sender = fold(incoming.from_.address)
        owner_id = None
        if match.person_id is not None:
            theirs = [id for id, survivor in owners.get(sender, {}).items() if survivor == match.person_id]
            owner_id = _owner(theirs, match.person_id, parent)
        bearers = [message for id in (incoming.our_id, incoming.message_id) for message in by_id.get(id, ())]
        ours = next((message for message in bearers if message.direction == "out" and message.message_id), None)
        is_clash = incoming.message_id in by_id and ours is None
        number = len(found)
        found.append(
            Found(
                match,
                parent,
                staff.get(sender),
                owner_id,
                ours,
                is_clash,
                doors.get(number),
                tuple(named.get(number, ())),
            )
        )
    return found


def _doors(incomings: Sequence[Incoming]) -> dict[int, Door]:
    """The colleague's address that each mail came to, by the mail's place."""
    key = token_key()
    read: dict[int, tuple[str, int]] = {}
    for number, incoming in enumerate(incomings):
        for address in incoming.recipients:
            for kind, reader in (("copy", tokens.read_copy_token), ("forward", tokens.read_forward_token)):
                id = reader(key, address)
                if id is not None:
                    read.setdefault(number, (kind, id))
    users = accounts.users_by_id({id for _kind, id in read.values()}) if read else {}
    return {number: Door(kind, users[id]) for number, (kind, id) in read.items() if id in users}


def _named(incomings: Sequence[Incoming], doors: Mapping[int, Door]) -> dict[int, list[int]]:
    """Whom a colleague's mail is about, by the mail's place: whom they wrote to, or whose words they forward."""
    wanted: dict[int, list[str]] = {}
    for number, incoming in enumerate(incomings):
        door = doors.get(number)
        if door is not None and door.kind == "copy":
            wanted[number] = [fold(box.address) for box in (*incoming.to, *incoming.cc)]
        elif door is not None or forwards.is_forward(incoming):
            wanted[number] = [fold(box.address) for box in forwards.writers(incoming)]
    owners = _owners({address for some in wanted.values() for address in some if address}) if wanted else {}
    contacts = people.contacts_among({id for some in owners.values() for id in some})
    found: dict[int, list[int]] = {}
    for number, addresses in wanted.items():
        theirs = [[id for id in owners.get(address, {}) if id not in contacts] for address in addresses]
        if doors.get(number) is None or doors[number].kind == "forward":
            theirs = theirs[:1] if theirs and len(theirs[0]) == 1 else theirs  # whose words lead is whom it is about
        found[number] = list(dict.fromkeys(id for some in theirs for id in some))
    return found


def owner_of(person: Person, incoming: Incoming, parent: Message | None = None) -> Person:
    """The one of this person's group whose address a mail came from, else who its thread is with, else the person."""
    theirs = _owners({fold(incoming.from_.address)}).get(fold(incoming.from_.address), {})
    group = people.ids_of(person)
    id = _owner([id for id in theirs if id in group], group[0], parent)
    return people.by_ids([id])[id]


def _owner(owners: Sequence[int], survivor_id: int, parent: Message | None) -> int:
    thread = parent.person_id if parent is not None else survivor_id
    if not owners or thread in owners:
        return thread
    return survivor_id if survivor_id in owners else owners[0]


def parent_of(incoming: Incoming) -> Message | None:
    """The message this one answers, by the ids in its headers."""
    ids = [id for id in (incoming.in_reply_to, *incoming.references) if id]
    known = _by_message_id(set(ids))
    return next((known[id][0] for id in ids if id in known), None)


def _by_message_id(ids: set[str]) -> dict[str, list[Message]]:
    """The messages with each of these ids, the newest first; ids of strangers are absent."""
    hashes = {vault.fingerprint("message-id", id): id for id in ids}
    found: dict[str, list[Message]] = defaultdict(list)
    for hash, message in known_by_ids(hashes) if hashes else ():
        found[hashes[hash]].append(message)
    return dict(found)


def _owners(senders: set[str]) -> dict[str, dict[int, int]]:
    """Who of the living has each address, each with their survivor, who is themselves unless they were merged."""
    owners: dict[str, dict[int, int]] = defaultdict(dict)
    wanted = {*senders, *(alike(address) for address in senders)}
    for address, person_id, survivor in (
        ContactPoint.objects.filter(channel="email", canonical__in=wanted, person__removed_at__isnull=True)
        .order_by("id")
        .values_list("canonical", "person_id", "person__merged_into_id")
    ):
        owners[address][person_id] = survivor or person_id
    # What is on file to the letter speaks before what is the same but for a tag or Gmail's dots.
    return {
        address: owners.get(address) or owners[alike(address)]
        for address in senders
        if address in owners or alike(address) in owners
    }


def _threads(messages: Sequence[Message]) -> dict[int, Thread]:
    """Each message's conversation with the addresses that take part: its candidate's and its recipients'."""
    if not messages:
        return {}
    groups = people.groups_of(message.person for message in messages)
    theirs = _addresses_of({id for group in groups.values() for id in group})
    sent: dict[int, set[str]] = defaultdict(set)
    conversations = {message.conversation_id for message in messages}
    for id, value in Delivery.objects.filter(message__conversation_id__in=conversations).values_list(
        "message__conversation_id", "contact_point__value"
    ):
        if value:
            sent[id].add(fold(value))
    found = {}
    for message in messages:
        group = groups[message.person_id]
        own = set[str]().union(*(theirs.get(id, set()) for id in group))
        found[message.pk] = Thread(message.conversation_id, group[0], frozenset(own | sent[message.conversation_id]))
    return found


def _addresses_of(person_ids: set[int]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = ContactPoint.objects.filter(person_id__in=person_ids, channel="email")
    for person_id, address in rows.values_list("person_id", "canonical"):
        found[person_id].add(address)
    return found
