"""Putting an incoming mail on a person's timeline: words, files, conversation and consequences in one transaction."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from rapport.accounts.models import User
from rapport.channels.email import files as file_rules
from rapport.channels.email.addresses import Address, fold
from rapport.channels.email.authentication import Verdict
from rapport.channels.email.incoming import Incoming, IncomingFile, Kind
from rapport.consent import services as consent
from rapport.events import services as events
from rapport.jobs import queries as jobs_read
from rapport.jobs import services as jobs
from rapport.jobs.models import Application
from rapport.lib.actor import Actor, ActorKind
from rapport.lib.errors import NotFound
from rapport.messaging import queries
from rapport.messaging.events import AutomaticMailAnswered, MessageReceived
from rapport.messaging.models import Conversation, Message, RawMail
from rapport.messaging.queries.trust import trust
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person
from rapport.timeline.models import Attachment, Direction, Interaction
from rapport.timeline.services import Entry, Part, record_all
from rapport.timeline.services.attach import attach
from rapport.timeline.services.audience import of_people
from rapport.vault import domain as subjects
from rapport.vault import files
from rapport.vault import queries as vault
from rapport.vault import services as vault_services
from rapport.vault.domain import NewItem, OpenItem

TABLE = "messaging_message"
WAKES: dict[str, Any] = {"snoozed_until": None, "sleeps_until_reply": False, "done_at": None}  # a reply brings it back
STOP_WORDS = frozenset(
    {"stop", "unsubscribe", "abmelden", "abbestellen", "remove me", "opt out", "إلغاء الاشتراك", "إيقاف"}
)


SILENT = frozenset({"too-many", "our-own"})  # filed, but nobody is told and nothing set off


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that was understood: its open seal, what it says, whose it is, and how we know."""

    mail: RawMail
    item: OpenItem
    incoming: Incoming
    person: Person
    by: str
    parent: Message | None = None
    staff: User | None = None  # a colleague's answer by reply token is kept as going out, from them
    verdict: str = ""
    signs: tuple[str, ...] = ()
    forwarded_by_id: int | None = None

    @property
    def direction(self) -> Direction:
        return Direction.OUT if self.staff else Direction.IN

    @property
    def text(self) -> str:
        return self.incoming.visible or self.incoming.text

    @property
    def is_automatic(self) -> bool:
        return self.incoming.kind is Kind.AUTO_REPLY or not SILENT.isdisjoint(self.signs)

    @property
    def answers_automatic(self) -> bool:
        """Whether somebody answers what the house sent by itself (GOV-15)."""
        return self.waits and self.parent is not None and self.parent.origin != Message.Origin.MANUAL

    @property
    def waits(self) -> bool:
        """Whether somebody owes an answer."""
        return self.staff is None and not self.is_automatic


def file_mail(
    actor: Actor,
    mail: RawMail,
    incoming: Incoming,
    person: Person,
    *,
    by: str,
    parent: Message | None = None,
    **more: Any,
) -> Message:
    """File a mail under a person, as somebody decided."""
    item = queries.opened_raw([mail]).get(mail.pk)
    if item is None:
        raise NotFound("The source of this mail was erased.")
    house = trust()
    verdict = house.verdict(incoming)
    signs = [*house.signs(incoming), *["not-from-them"] * (verdict is Verdict.FAIL)]
    more = {"verdict": str(verdict), "signs": tuple(signs), **more}
    return file_all(actor, [Arrival(mail, item, incoming, person, by, parent, **more)])[0]


def file_all(actor: Actor, arrivals: Sequence[Arrival]) -> list[Message]:
    """File each of these mails under its person, each table once; none may answer another of them."""
    if not arrivals:
        return []
    groups = people.groups_of(a.person for a in arrivals)
    applications = _applications(arrivals, groups)
    speakers = _speakers(arrivals, groups)
    entries = _entries(arrivals, applications, speakers)
    lines = record_all(actor, entries)
    conversations = _conversations(arrivals, entries)
    messages = Message.objects.bulk_create(
        [
            _message(arrival, line, item, conversation, application, speaker)
            for arrival, (line, item), conversation, application, speaker in zip(
                arrivals, lines, conversations, applications, speakers, strict=True
            )
        ]
    )
    for arrival, message in zip(arrivals, messages, strict=True):
        attach_files(message.interaction, arrival.incoming.files, arrival.person)
        if arrival.staff is None:
            _heed_stop(arrival.person, arrival.text, message)
    _settle(arrivals, messages)
    _take_in(arrivals, messages)
    events.publish_all(
        actor,
        [
            MessageReceived(
                person_id=message.person_id,
                message_id=message.pk,
                interaction_id=message.interaction_id,
                conversation_id=message.conversation_id,
                is_automatic=not arrival.waits,
                is_held=arrival.verdict == Verdict.FAIL,
            )
            for arrival, message in zip(arrivals, messages, strict=True)
        ],
        at=[arrival.mail.received_at for arrival in arrivals],
    )
    events.publish_all(
        actor,
        [
            AutomaticMailAnswered(message.person_id, message.pk, message.conversation_id, message.in_reply_to_id or 0)
            for message in messages
            if message.answers_automatic and message.verdict != Verdict.FAIL
        ],
    )
    events.tick("triage", *(f"person:{message.person_id}" for message in messages))
    return messages


def _applications(arrivals: Sequence[Arrival], groups: dict[int, list[int]]) -> list[Application | None]:
    """The application each mail belongs to: its parent's, else the newest open one, else the newest."""
    wanted = {id for a in arrivals if a.parent is None for id in groups[a.person.pk]}
    by_person: dict[int, list[Application]] = {}
    for row in Application.objects.filter(person_id__in=wanted).order_by("-applied_at") if wanted else ():
        by_person.setdefault(row.person_id, []).append(row)
    found: list[Application | None] = []
    for a in arrivals:
        theirs = [row for id in groups[a.person.pk] for row in by_person.get(id, ())]
        newest = sorted(theirs, key=lambda row: (row.closed_at is None, row.applied_at), reverse=True)
        found.append(a.parent.application if a.parent else next(iter(newest), None))
    return found


def _speakers(arrivals: Sequence[Arrival], groups: dict[int, list[int]]) -> list[ContactPoint | None]:
    """Whose address each mail came from: the person's own, or an agency contact's."""
    senders = [fold(a.incoming.from_.address) for a in arrivals]
    known: dict[str, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(channel="email", canonical__in=set(senders)).select_related("person"):
        known.setdefault(point.canonical, []).append(point)
    return [
        next((p for p in known.get(sender, ()) if p.person_id in groups[a.person.pk]), None)
        or next((p for p in known.get(sender, ()) if p.person.kind == Person.Kind.CONTACT), None)
        for a, sender in zip(arrivals, senders, strict=True)
    ]


def _entries(
    arrivals: Sequence[Arrival],
    applications: Sequence[Application | None],
    speakers: Sequence[ContactPoint | None],
) -> list[Entry]:
    circles: dict[int | None, int] = {}
    narrow = _narrow_circles(a.person.pk for a in arrivals)
    entries = []
    for a, application, speaker in zip(arrivals, applications, speakers, strict=True):
        line = a.parent.interaction if a.parent else None
        job_id = line.job_id if line else (application.job_id if application else None)
        if line is None and job_id not in circles:
            circles[job_id] = jobs.audience_for("everyone", job_id=job_id)
        audience_id = line.audience_id if line else circles[job_id]
        if line is None and job_id is None:
            audience_id = narrow.get(a.person.pk, audience_id)
        entries.append(
            Entry(
                kind="email",
                direction=a.direction,
                occurred_at=a.mail.received_at,
                audience_id=audience_id,
                person_ids=[a.person.pk],
                job_id=job_id,
                application_id=application.pk if application else None,
                parts=_parts(a, speaker),
                subject=a.incoming.subject,
                body=a.text,
                text=a.text,
                answered_at=None if a.waits else timezone.now(),
                is_demo=a.mail.is_demo,
            )
        )
    return entries


def _narrow_circles(person_ids: Iterable[int]) -> dict[int, int]:
    """The circle of each of these people whom not everybody may see: mail without a job stays within it."""
    house = jobs.audience_for("everyone")
    circles: dict[int, list[int]] = defaultdict(list)
    for person_id, audience_id in people.audiences_of(person_ids):
        circles[person_id].append(audience_id)
    return {id: of_people([id]) for id, held in circles.items() if house not in held}


def _conversations(arrivals: Sequence[Arrival], entries: Sequence[Entry]) -> list[Conversation]:
    """What each mail goes on with, which waits from the first unanswered word; a new one where it answers nothing."""
    threads = ((n, conversation_with(a.person.pk, a.parent)) for n, a in enumerate(arrivals) if a.parent)
    going_on = {n: thread for n, thread in threads if thread}
    begun = {
        n: Conversation(
            person=a.person,
            job_id=entry.job_id,
            assignee_id=a.forwarded_by_id or (a.staff.pk if a.staff else a.person.owner_id),
            started_at=a.mail.received_at,
            last_at=a.mail.received_at,
            waiting_since=a.mail.received_at if a.waits else None,
            last_in_at=None if a.staff else a.mail.received_at,
            is_demo=a.mail.is_demo,
        )
        for n, (a, entry) in enumerate(zip(arrivals, entries, strict=True))
        if n not in going_on
    }
    Conversation.objects.bulk_create(begun.values())
    for a, conversation in ((arrivals[n], each) for n, each in going_on.items()):
        at = Value(a.mail.received_at, output_field=DateTimeField())
        since = {"waiting_since": Coalesce("waiting_since", at)} if a.waits else {}
        theirs = {} if a.staff else {"last_in_at": at} | WAKES
        Conversation.objects.filter(pk=conversation.pk).update(
            last_at=a.mail.received_at, state=Conversation.State.OPEN, **since, **theirs
        )
    return [going_on[n] if n in going_on else begun[n] for n in range(len(arrivals))]


def conversation_with(person_id: int, parent: Message) -> Conversation | None:
    """The conversation that goes on with this person where `parent` stands.

    People who were merged keep a conversation each, so that it is theirs alone once they are taken apart.
    """
    if parent.conversation.person_id == person_id:
        return parent.conversation
    near = Q(messages__in_reply_to__conversation=parent.conversation_id) | Q(
        messages__answers__conversation=parent.conversation_id
    )
    return Conversation.objects.filter(near, person_id=person_id).order_by("-last_at").first()


def _message(
    arrival: Arrival,
    line: Interaction,
    item: NewItem,
    conversation: Conversation,
    application: Application | None,
    speaker: ContactPoint | None,
) -> Message:
    incoming, mail = arrival.incoming, arrival.mail
    thread = {
        "message_id": incoming.message_id,
        "in_reply_to": incoming.in_reply_to,
        "references": list(reversed(incoming.references)),
        "date": incoming.date_text,
    }
    return Message(
        interaction=line,
        conversation=conversation,
        person=arrival.person,
        direction=str(arrival.direction),
        at=mail.received_at,
        language=arrival.person.language,
        # A mail without an id is known by its content.
        id_hash=vault.fingerprint("message-id", incoming.message_id or bytes(mail.content_hash).hex()),
        thread=item.seal(TABLE, "thread", json.dumps(thread)),
        html=item.seal(TABLE, "html", incoming.html) if incoming.html else b"",
        text=item.seal(TABLE, "text", incoming.text),
        quoted=item.seal(TABLE, "quoted", incoming.quoted) if incoming.quoted.strip() else b"",
        application=application,
        in_reply_to=arrival.parent,
        is_automatic=arrival.is_automatic,
        is_unverified=arrival.staff is None
        and (speaker is None or arrival.forwarded_by_id is not None or arrival.verdict in {"none", "fail"}),
        verdict=arrival.verdict,
        answers_automatic=arrival.answers_automatic,
        matched_by=arrival.by,
        warnings=[*incoming.warnings, *arrival.signs],
        is_demo=mail.is_demo,
    )


def _parts(arrival: Arrival, speaker: ContactPoint | None) -> list[Part]:
    incoming, staff, parent = arrival.incoming, arrival.staff, arrival.parent
    shown = _shown(incoming.from_)
    if staff is not None:
        sender = Part("from", user_id=staff.pk, address=shown)
    else:
        sender = Part("from", person_id=speaker.person_id if speaker else None, address=shown)
    receivers = []
    if arrival.forwarded_by_id is not None:
        receivers.append(Part("to", user_id=arrival.forwarded_by_id))
    elif staff is not None and arrival.by == "copy":
        receivers.append(Part("to", person_id=arrival.person.pk, address=_shown(incoming.to[0]) if incoming.to else ""))
    elif parent is not None and parent.interaction.logged_by_id is None and parent.interaction.actor_kind == "user":
        receivers.append(Part("to", user_id=parent.interaction.actor_id))
    elif incoming.to:
        receivers.append(Part("to", address=_shown(incoming.to[0])))
    return [sender, *receivers, *(Part("cc", address=_shown(box)) for box in incoming.cc[:20])]


def _shown(box: Address) -> str:
    return f"{box.name} <{box.address}>" if box.name else box.address


def _settle(arrivals: Sequence[Arrival], messages: Sequence[Message]) -> None:
    """A colleague's own words answer what waited; who answers an automatic mail is owed one by somebody (GOV-15)."""
    for arrival, message in zip(arrivals, messages, strict=True):
        thread = Conversation.objects.filter(pk=message.conversation_id)
        if arrival.staff is not None:
            thread.update(waiting_since=None)
            Interaction.objects.filter(
                message__conversation_id=message.conversation_id, direction=Direction.IN, answered_at__isnull=True
            ).update(answered_at=arrival.mail.received_at)
        elif arrival.answers_automatic and (id := jobs_read.answerer(message.interaction.job_id)) is not None:
            thread.filter(assignee__isnull=True).update(assignee_id=id)


def attach_files(line: Interaction, files_: Iterable[IncomingFile], person: Person) -> None:
    """Every file is kept, also one that may not be opened here; what is wrong with it stands beside it (IN-20)."""
    attached = []
    for part in files_:
        problem = file_rules.check_file(part.name, part.content[: file_rules.HEAD], part.size)
        stored = files.store(
            io.BytesIO(part.content), [subjects.person(person.pk)], name=part.name, type=part.type[:120]
        )
        attached.append(
            Attachment(
                file=stored,
                content_id=part.content_id[:200],
                is_inline=part.is_inline,
                problem=problem.code if problem else "",
            )
        )
    if attached:
        attach(line, attached)


def says_stop(text: str) -> bool:
    """Whether somebody says nothing but that they want no more mail."""
    return " ".join(text.lower().split()).strip(" .!") in STOP_WORDS


def _heed_stop(person: Person, text: str, message: Message) -> None:
    """A mail that says nothing but stop withdraws what is not part of the hiring process, at once (IN-07, SMS-11)."""
    if says_stop(text):
        consent.withdraw(
            Actor(ActorKind.PERSON, person.pk),
            person.pk,
            channel="email",
            source="mail",
            reason="stop_word",
            proof={"message": message.pk},
        )


def _take_in(arrivals: Sequence[Arrival], messages: Sequence[Message]) -> None:
    """The raw sources belong to the persons from now on, and no longer to the day they came in on."""
    vault_services.hand_over([(a.item, subjects.person(a.person.pk)) for a in arrivals], from_kind="intake")
    for arrival, message in zip(arrivals, messages, strict=True):
        RawMail.objects.filter(pk=arrival.mail.pk).update(
            state=RawMail.State.FILED, message=message, reason=message.matched_by
        )
