"""A better parser reads kept mails again: their words are mended, how they read before is kept, nobody is moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.channels.email.incoming import Incoming, IncomingFile
from rapport.events import services as events
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Invalid, NotFound
from rapport.messaging import queries
from rapport.messaging.events import MailReread
from rapport.messaging.models import EarlierReading, Message, RawMail
from rapport.messaging.queries.matching import look_up
from rapport.messaging.queries.trust import trust
from rapport.messaging.services.file_mail import Arrival, attach_files
from rapport.messaging.services.filing import read_mails, triage, understand
from rapport.messaging.services.judging import Read, forwarded, judge
from rapport.people import queries as people
from rapport.timeline.models import Attachment
from rapport.timeline.services.record import TABLE as LINE
from rapport.timeline.services.record import preview_of
from rapport.timeline.services.reindex import reindex
from rapport.vault import files
from rapport.vault.domain import OpenItem

TABLE = "messaging_message"
State = RawMail.State
AGAIN = (State.FILED, State.TRIAGE, State.FAILED)


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading one mail again came to: the names of what changed, or where it went."""

    mail_id: int
    before: str
    after: str
    changed: tuple[str, ...] = ()


class _Undo(Exception):
    """Takes back everything a trial has written."""


def reparse(
    *, since: datetime | None = None, states: tuple[str, ...] = AGAIN, mail_id: int | None = None, dry_run: bool = False
) -> Iterator[Reread]:
    """Read these mails again, each in a transaction of its own; a dry run takes everything back.

    What is filed gets new words and files where they differ; if it would now be somebody else's, Triage asks.
    What waits or failed is understood as if it had just come in.
    """
    rows = RawMail.objects.filter(state__in=[state for state in states if state in AGAIN])
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    if mail_id is not None:
        rows = RawMail.objects.filter(pk=mail_id)
        if not rows.filter(state__in=AGAIN).exists():
            raise Invalid({"mail": _("There is no mail of this number that can be read again.")})
    for id in list(rows.order_by("pk").values_list("pk", flat=True)):
        yield _again(id, dry_run=dry_run)


def _again(id: int, *, dry_run: bool) -> Reread:
    try:
        with transaction.atomic():
            mail = RawMail.objects.select_for_update(of=("self",)).get(pk=id)
            before = mail.state
            try:
                changed = _reread(mail) if mail.message_id is not None else _understand(mail)
            except NotFound:
                return Reread(id, before, "erased")
            mail.refresh_from_db()
            done = Reread(id, before, mail.state, tuple(changed))
            if dry_run:
                raise _Undo
    except _Undo:
        pass
    return done


def _understand(mail: RawMail) -> list[str]:
    before = mail.state
    understand(mail)
    mail.refresh_from_db()
    if mail.state == before:
        return []
    events.publish(SYSTEM, MailReread(mail.pk, mail.message_id, [mail.state]))
    return [mail.state]


def _reread(mail: RawMail) -> list[str]:
    assert mail.message_id is not None
    message = Message.objects.select_related("interaction", "person").get(pk=mail.message_id)
    item = queries.opened([message]).get(message.pk)
    if item is None:
        raise NotFound("The words of this message were erased.")
    (read,) = read_mails([mail])
    words = forwarded(read.incoming) if "forwarded" in message.warnings else read.incoming
    changed = _mend(message, item, words)
    missing = _missing(message, words.files)
    if missing:
        attach_files(message.interaction, missing, message.person)
        changed.append("files")
    if other := _somebody_else(read, message):
        changed.append("person")
        why = {**mail.why, "asked": other}
        triage(
            mail, "different_match", [other, message.person_id], **{k: v for k, v in why.items() if k != "candidates"}
        )
    if changed:
        events.publish(SYSTEM, MailReread(mail.pk, message.pk, changed, message.person_id))
        events.tick(f"person:{message.person_id}")
    return changed


def _mend(message: Message, item: OpenItem, words: Incoming) -> list[str]:
    """Write what reads differently now, and keep how it read before."""
    line = message.interaction
    shown = words.visible or words.text
    was = {
        "subject": item.text(LINE, "subject", line.subject),
        "visible": item.text(LINE, "body", line.body),
        "text": item.text(TABLE, "text", message.text),
        "quoted": item.text(TABLE, "quoted", message.quoted),
        "html": item.text(TABLE, "html", message.html),
    }
    now = {
        "subject": words.subject,
        "visible": shown,
        "text": words.text,
        "quoted": words.quoted if words.quoted.strip() else "",
        "html": words.html,
    }
    changed = [name for name in was if was[name] != now[name]]
    if not changed:
        return []
    EarlierReading.objects.create(
        message=message,
        number=message.earlier_readings.count() + 1,
        subject=line.subject,
        body=line.body,
        text=message.text,
        quoted=message.quoted,
        html=message.html,
    )
    line.subject = item.seal(LINE, "subject", now["subject"]) if now["subject"] else b""
    line.body = item.seal(LINE, "body", shown) if shown else b""
    line.preview = item.seal(LINE, "preview", preview_of(shown)) if shown else b""
    line.save(update_fields=["subject", "body", "preview"])
    message.text = item.seal(TABLE, "text", now["text"])
    message.quoted = item.seal(TABLE, "quoted", now["quoted"]) if now["quoted"] else b""
    message.html = item.seal(TABLE, "html", now["html"]) if now["html"] else b""
    message.save(update_fields=["text", "quoted", "html"])
    reindex([line.pk])
    return changed


def _missing(message: Message, found: tuple[IncomingFile, ...]) -> list[IncomingFile]:
    """The files that nobody saw before; what was seen stays, whatever is thought of it now."""
    kept = [row.file for row in Attachment.objects.filter(interaction=message.interaction).select_related("file")]
    names = files.names(kept)
    known = [(names.get(file.pk, ""), file.size) for file in kept]
    missing = []
    for file in found:
        if (file.name, file.size) in known:
            known.remove((file.name, file.size))
        else:
            missing.append(file)
    return missing


def _somebody_else(read: Read, message: Message) -> int | None:
    """Who it would belong to if it came in now, when that is another person and nobody was asked about them yet."""
    if message.matched_by not in {"token", "reference", "address", "copy", "forward"}:
        return None
    found = look_up([read.incoming])[0]
    ids = {id for id in (found.match.person_id, found.owner_id, *found.named) if id is not None}
    decided = judge(read, replace(found, ours=None), people.by_ids(ids), trust())
    if not isinstance(decided, Arrival) or decided.person.pk in people.ids_of(message.person):
        return None
    return decided.person.pk if read.mail.why.get("asked") != decided.person.pk else None
