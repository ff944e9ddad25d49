"""Messages as rows: queued, sent and received exactly as `messaging.services` leave them behind."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from django.conf import settings

from rapport.channels.email import tokens
from rapport.channels.email.compose import new_message_id, thread_after
from rapport.consent.queries import address_hash
from rapport.demo.domain import Line
from rapport.demo.services.entries import Writer
from rapport.demo.services.house import House
from rapport.jobs.models import Application
from rapport.lib.actor import SYSTEM, Actor
from rapport.lib.decision import Decision, Finding, Verdict, decide
from rapport.messaging.domain import summary
from rapport.messaging.events import DeliveryChanged, MailKept, MessageQueued, MessageReceived
from rapport.messaging.models import Conversation, Delivery, Message, RawMail
from rapport.messaging.queries.wire import token_key
from rapport.messaging.services.inbound import TABLE as RAW
from rapport.people.models import ContactPoint
from rapport.timeline.models import Interaction
from rapport.vault import queries as vault
from rapport.vault.domain import NewItem

TABLE = "messaging_message"
State = Delivery.State
ALLOW: Decision = decide(())


@dataclass(slots=True)
class Thread:
    """A conversation as it grows: its last message, and what the candidate said that nobody has answered."""

    row: Conversation
    last: Message | None = None
    lead_id: int = 0
    ids: tuple[str, ...] = ()
    last_id: str = ""
    open: list[Interaction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a message that goes out has beside its words."""

    line: Line
    html: str
    text: str
    origin: str = "manual"
    purpose: str = "hiring"
    language: str = "en"
    template: tuple[str, int | None] = ("", None)


class Post:
    """Writes messages into the sheet of a writer, thread by thread, in order of time."""

    def __init__(self, house: House, writer: Writer) -> None:
        self.house, self.writer, self.sheet = house, writer, writer.sheet
        self.threads: dict[tuple[str, str], Thread] = {}
        self.raws: list[tuple[RawMail, bytes, str, tuple[str, ...]]] = []

    def thread_of(self, line: Line, assignee_id: int | None) -> Thread:
        key = (line.person, line.thread or f"{line.at:%s} {line.subject}")
        if key not in self.threads:
            row = Conversation(
                pk=self.sheet.id(Conversation),
                person=self.house.people[line.person],
                job_id=self.house.job_id(line.job),
                assignee_id=assignee_id,
                started_at=line.at,
                last_at=line.at,
                is_demo=True,
            )
            self.sheet.put(row)
            self.threads[key] = Thread(row)
        return self.threads[key]

    def send(
        self, item: NewItem, actor: Actor, interaction: Interaction, out: Outgoing, application: Application | None,
        addresses: Sequence[tuple[str, str, str, ContactPoint | None, int | None]],
    ) -> Message:  # fmt: skip
        """A message out with one delivery for each (part, name, address, contact point, user)."""
        line = out.line
        thread = self.thread_of(line, actor.id if actor.is_user else None)
        message_id = new_message_id(settings.MAIL_DOMAIN, secrets.token_hex(16))
        decision = _decision(line.state, application, line.at)
        stage_id = application.stage_id if application else None
        if line.state == State.HELD and application:
            stage_id = self.house.stages[line.job, "screen"].pk
        message = self._message(
            item, thread, interaction, line, message_id,
            direction="out", origin=out.origin, purpose=out.purpose, language=out.language,
            message_id=message_id,
            html=item.seal(TABLE, "html", out.html),
            text=item.seal(TABLE, "text", out.text),
            template_key=out.template[0], template_version=out.template[1],
            application=application, stage_id_at_queueing=stage_id,
            decision=(decision if line.state == State.SUPPRESSED else ALLOW).as_json(),
        )  # fmt: skip
        self.sheet.fact(
            actor,
            MessageQueued(person_id=message.person_id, message_id=message.pk, interaction_id=interaction.pk),
            line.at,
        )
        states = []
        for part, name, address, point, user_id in addresses:
            row = self._delivery(item, message, line, decision, part, f"{name}\n{address}", address, point, user_id)
            states.append((row.part, row.state, row.outcome))
            thread.lead_id = row.pk if part == "to" else thread.lead_id
        interaction.status = summary(states)
        if out.origin == "manual" and line.state != State.SUPPRESSED:
            for said in thread.open:
                said.answered_at = line.at
            thread.open.clear()
            thread.row.waiting_since = None
        thread.row.last_at = line.at
        return message

    def _delivery(
        self, item: NewItem, message: Message, line: Line, decision: Decision,
        part: str, named: str, address: str, point: ContactPoint | None, user_id: int | None,
    ) -> Delivery:  # fmt: skip
        is_sent = line.state == State.SENT
        bounced = is_sent and part == "to" and line.outcome == "bounced"
        said = _SAID.get("bounced" if bounced else line.state, "")
        row = Delivery(
            pk=self.sheet.id(Delivery),
            message=message,
            part=part,
            contact_point=point,
            user_id=user_id,
            address=item.seal("messaging_delivery", "address", named),
            address_hash=address_hash(address),
            state=line.state,
            outcome="bounced" if bounced else "none",
            due_at=line.at,
            attempts=0 if line.state in {State.HELD, State.SUPPRESSED} else 1,
            sent_at=line.at + timedelta(seconds=2) if is_sent else None,
            outcome_at=line.at + timedelta(minutes=3) if bounced else None,
            code="5.1.1" if bounced else _CODE.get(line.state, ""),
            said=item.seal("messaging_delivery", "said", said) if said else b"",
            decision=(decision if line.state in {State.HELD, State.SUPPRESSED} else ALLOW).as_json(),
            is_demo=True,
        )
        self.sheet.put(row)
        self._changed(message, row, "none", line.at + timedelta(seconds=2))
        if bounced:
            self._changed(message, row, "bounced", line.at + timedelta(minutes=3))
        return row

    def _changed(self, message: Message, row: Delivery, outcome: str, at: datetime) -> None:
        self.sheet.fact(
            SYSTEM,
            DeliveryChanged(
                person_id=message.person_id,
                message_id=message.pk,
                delivery_id=row.pk,
                state=row.state,
                outcome=outcome,
            ),
            at,
        )

    def receive(
        self, item: NewItem, interaction: Interaction, line: Line, application: Application | None,
        sender: tuple[str, str], language: str,
    ) -> Message:  # fmt: skip
        """A message in, with the mail as it arrived kept beside it."""
        thread = self.thread_of(line, self.house.people[line.person].owner_id)
        parent = thread.last
        message_id = f"<{secrets.token_hex(10)}@mail.{sender[1].rpartition('@')[2]}>"
        message = self._message(
            item, thread, interaction, line, message_id,
            direction="in", language=language,
            text=item.seal(TABLE, "text", _whole(line)),
            quoted=item.seal(TABLE, "quoted", line.quoted) if line.quoted else b"",
            application=application, is_automatic=line.auto, matched_by="token" if parent else "address",
        )  # fmt: skip
        to = f"careers@{settings.MAIL_DOMAIN}"
        if thread.lead_id:
            to = tokens.reply_address(settings.MAIL_DOMAIN, token_key(), thread.lead_id)
        self._keep(message, line, sender, to, message_id)
        thread.row.last_at = thread.row.last_in_at = line.at
        if line.auto:
            interaction.answered_at = line.at
        else:
            thread.row.waiting_since = thread.row.waiting_since or line.at
            thread.open.append(interaction)
        self.sheet.fact(
            SYSTEM,
            MessageReceived(
                person_id=message.person_id,
                message_id=message.pk,
                interaction_id=interaction.pk,
                conversation_id=thread.row.pk,
                is_automatic=line.auto,
            ),
            line.at,
        )
        return message

    def _message(
        self, item: NewItem, thread: Thread, interaction: Interaction, line: Line, their_id: str, **fields: Any
    ) -> Message:
        parent = thread.last
        names: dict[str, Any] = {"message_id": their_id}
        references: tuple[str, ...] = ()
        if parent is not None and thread.last_id:
            references = thread_after(thread.last_id, thread.ids)
            names |= {"in_reply_to": thread.last_id, "references": list(references)}
        message = Message(
            pk=self.sheet.id(Message),
            interaction=interaction,
            conversation=thread.row,
            person=self.house.people[line.person],
            at=line.at,
            id_hash=vault.fingerprint("message-id", their_id),
            thread=item.seal(TABLE, "thread", json.dumps(names)),
            in_reply_to=parent,
            is_demo=True,
            **fields,
        )
        self.sheet.put(message)
        thread.last, thread.ids, thread.last_id = message, references, their_id
        return message

    def _keep(self, message: Message, line: Line, sender: tuple[str, str], to: str, message_id: str) -> None:
        """The raw source, sealed later for the person it was filed under."""
        raw = "\r\n".join(
            [
                f"From: {sender[0]} <{sender[1]}>", f"To: {to}", f"Subject: {line.subject}",
                f"Date: {format_datetime(line.at)}", f"Message-ID: {message_id}", "MIME-Version: 1.0",
                *(["Auto-Submitted: auto-replied"] if line.auto else []),
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
                *_whole(line).split("\n"),
            ]
        ).encode()  # fmt: skip
        row = RawMail(
            pk=self.sheet.id(RawMail),
            received_at=line.at,
            source="listener",
            source_key=vault.fingerprint("mail-source", f"demo\n{message_id}"),
            content_hash=vault.fingerprint("mail-content", raw),
            size=len(raw),
            state=RawMail.State.FILED,
            reason=message.matched_by,
            attempts=1,
            due_at=line.at,
            message=message,
            is_demo=True,
        )
        self.sheet.put(row)
        self.sheet.fact(SYSTEM, MailKept(raw_mail_id=row.pk), line.at)
        self.raws.append((row, raw, sender[1], (to,)))

    def seal_raws(self, items: Sequence[NewItem]) -> None:
        """Seal the kept sources, each under its own item."""
        for (row, raw, sender, recipients), item in zip(self.raws, items, strict=True):
            row.seal_id = item.seal_id
            row.envelope = item.seal(RAW, "envelope", json.dumps({"from": sender, "to": list(recipients)}))
            row.raw = item.seal(RAW, "raw", raw)

    def settle(self, waiting: set[int]) -> None:
        """Call answered whatever nobody waits for any more: it was settled by a call, or needed no answer."""
        for thread in self.threads.values():
            left = [said for said in thread.open if said.pk in waiting]
            for said in thread.open:
                if said.pk not in waiting:
                    said.answered_at = min(said.occurred_at + timedelta(hours=5), self.house.now)
            thread.row.waiting_since = left[0].occurred_at if left else None
            if not left and thread.row.last_at < self.house.now - timedelta(days=30):
                thread.row.state, thread.row.done_at = Conversation.State.DONE, thread.row.last_at


def _whole(line: Line) -> str:
    quoted = "\n".join(f"> {row}" for row in line.quoted.split("\n")) if line.quoted else ""
    return f"{line.text}\n\n{quoted}" if quoted else line.text


def _decision(state: str, application: Application | None, at: datetime) -> Decision:
    if state == State.HELD and application is not None:
        params = {"to_stage": application.stage_id, "kind": application.stage.kind}
        return decide([Finding("moved_on", Verdict.HOLD, params)])
    if state == State.SUPPRESSED:
        since = (at - timedelta(days=1)).isoformat()
        return decide([Finding("do_not_contact", Verdict.REFUSE, {"since": since, "reason": "asked"})])
    return ALLOW


_CODE: dict[str, str] = {State.SENT: "250", State.FAILED: "550 5.7.1", State.UNCERTAIN: "worker_died"}
_SAID: dict[str, str] = {
    State.SENT: "2.0.0 Ok: queued",
    State.FAILED: "5.7.1 Message rejected by the policy of the receiving company",
    "bounced": "5.1.1 The mailbox does not exist",
}
