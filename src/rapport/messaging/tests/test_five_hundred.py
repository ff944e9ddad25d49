"""Five hundred mails with one subject: none under the wrong person, the unsure ones in Triage."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.messaging import services
from rapport.messaging.models import Message, RawMail
from rapport.messaging.tests import make
from rapport.people.models import Person
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db

PEOPLE, EACH = 50, 10
SUBJECT = "Your interview"
PREFIXES = ("Re: ", "AW: ", "Antw: ", "SV: ", "RE: AW: Re: ", "رد: ", "")


@dataclass
class Answer:
    """A mail that comes in, whose it truly is, and whether that can be known for sure."""

    mail: EmailMessage
    to: str
    person: Person
    is_sure: bool
    way: str


def answers(wires: dict[int, EmailMessage], persons: list[Person], dice: random.Random) -> list[Answer]:
    found = []
    for person in persons:
        wire = wires[person.pk]
        for n in range(EACH):
            found.append(_answer(n, wire, person, dice.choice([p for p in persons if p != person]), dice))
    dice.shuffle(found)
    return found


def _answer(n: int, wire: EmailMessage, person: Person, other: Person, dice: random.Random) -> Answer:
    own = make.address(person).value
    token = str(wire["Reply-To"])
    mail = EmailMessage()
    mail["Subject"] = dice.choice(PREFIXES) + SUBJECT
    mail["Message-ID"] = f"<{person.pk}-{n}@mail.example>"
    mail.set_content(f"Answer {n} of {person.full_name}.")
    ids = {"In-Reply-To": str(wire["Message-ID"]), "References": str(wire["Message-ID"])}
    sender, to, headers, is_sure, way = {
        0: (own, token, ids, True, "a plain answer"),
        1: (own, token, {}, True, "headers stripped"),
        2: (own, "careers@halden.example", ids, True, "to the visible address"),
        3: (own, "careers@halden.example", {}, True, "a new mail with the old subject"),
        4: (f"second-{person.pk}@elsewhere.example", token, ids, False, "from another address"),
        5: (
            f"second-{person.pk}@elsewhere.example",
            "careers@halden.example",
            {},
            False,
            "a stranger with the subject",
        ),
        6: (make.address(other).value, token, ids, False, "forwarded to and answered by another candidate"),
        7: ("noreply@board.example", "careers@halden.example", {"Reply-To": own}, False, "through a job board"),
        8: (own.replace("@", "+jobs@"), token, ids, True, "with a tag"),
        9: ("ada@halden.example", "careers@halden.example", {}, False, "forwarded by a colleague"),
    }[n]
    if n == 2:
        mail.replace_header("Subject", "Something else altogether")
    if n == 9:
        mail.replace_header("Subject", f"Fwd: {SUBJECT}")
        mail.set_content(f"FYI\n\n---------- Forwarded message ---------\nFrom: {own}\nSubject: {SUBJECT}\n\nHello.\n")
    mail["From"], mail["To"] = sender, to
    for name, value in headers.items():
        mail[name] = value
    return Answer(mail, to, person, is_sure, way)


def test_five_hundred_mails_with_one_subject_misfile_none(outside: FakeSession) -> None:
    staff = accounts.three()
    persons = [people.person(f"Person {n}", f"person{n}@example.org") for n in range(PEOPLE)]
    for person in persons:
        make.sent(person, by=staff.actor(staff.ada), subject=SUBJECT)
    while services.send_due(("urgent", "normal", "bulk")):
        pass
    wires = {}
    for sent in outside.sent:
        wire = message_from_bytes(sent.wire, policy=policy.default)
        assert isinstance(wire, EmailMessage)
        person = Person.objects.get(contact_points__canonical=sent.recipients[0])
        wires[person.pk] = wire
    all_ = answers(wires, persons, random.Random(20261121))
    assert len(all_) == 500
    kept = {
        services.keep_raw(
            each.mail.as_bytes(policy=policy.SMTP), envelope_from="", recipients=[each.to], source="test"
        ): each
        for each in all_
    }
    while services.file_new():
        pass
    rows = RawMail.objects.in_bulk(list(kept))
    messages = Message.objects.in_bulk([row.message_id for row in rows.values() if row.message_id])
    fates: Counter[tuple[str, str]] = Counter()
    for id, each in kept.items():
        row = rows[id]
        fates[each.way, row.state] += 1
        if row.message_id:
            assert messages[row.message_id].person_id == each.person.pk, each.way
        else:
            assert row.state == RawMail.State.TRIAGE, each.way
            offered = row.why["candidates"]
            assert not offered or each.person.pk in offered, each.way
        assert (row.state == RawMail.State.FILED) == each.is_sure, each.way
    assert set(fates.values()) == {PEOPLE}
    assert len({m.conversation_id for m in messages.values()}) >= PEOPLE
    for person in persons:
        theirs = {
            m.conversation.person_id for m in Message.objects.filter(person=person).select_related("conversation")
        }
        assert theirs == {person.pk}
