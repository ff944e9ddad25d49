"""The only writes of the Sandbox: keep what would have left, mark as read, empty; and answer as the candidate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.channels.email import addresses
from rapport.channels.email.compose import Attachment
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.text import storable
from rapport.sandbox import letters, queries, transport
from rapport.sandbox.domain import Letter
from rapport.sandbox.models import SandboxMail
from rapport.vault import services as vault
from rapport.vault.domain import HOUSE

TOPIC = "sandbox"
_AT_ONCE = 500


def keep(
    raw: bytes,
    *,
    envelope_from: str,
    recipients: Sequence[str],
    arrived_at: datetime | None = None,
    is_read: bool = False,
    is_demo: bool = False,
) -> int:
    """Seal a mail into the mailbox of each recipient, and return how many that were; any bytes are a mail."""
    boxes = {addresses.fold(address): address for address in recipients}
    if not boxes:
        return 0
    mail, at = letters.read(raw), arrived_at or timezone.now()
    with transaction.atomic():
        items = vault.new_items([[HOUSE]] * len(boxes))
        vault.keep_wraps(*items)
        SandboxMail.objects.bulk_create(
            [
                SandboxMail(
                    arrived_at=at,
                    seal_id=item.seal_id,
                    envelope=item.seal(queries.TABLE, "envelope", _json({"from": envelope_from, "recipients": [to]})),
                    summary=item.seal(queries.TABLE, "summary", _json(asdict(letters.summary_of(mail, to)))),
                    wire=item.seal(queries.TABLE, "wire", raw),
                    size=len(raw),
                    mailbox=queries.key_of(to),
                    read_at=at if is_read else None,
                    is_demo=is_demo,
                )
                for item, to in zip(items, boxes.values(), strict=True)
            ]
        )
        events.tick(TOPIC)
    return len(boxes)


def mark_read(actor: Actor, mail_id: int) -> None:
    """Remember that somebody opened this mail."""
    accounts.require(actor, "sandbox:use")
    with transaction.atomic():
        if SandboxMail.objects.filter(pk=mail_id, read_at=None).update(read_at=timezone.now()):
            events.tick(TOPIC)


def empty(actor: Actor) -> int:
    """Forget every mail of the Sandbox; what was sent stays on the timelines."""
    accounts.require(actor, "sandbox:use")
    return _forget(SandboxMail.objects.all())


def clear_demo() -> int:
    """Forget the mails that the demo company put here."""
    return _forget(SandboxMail.objects.filter(is_demo=True))


def forget_mailboxes(person_ids: Sequence[int], addresses: Sequence[str]) -> None:
    """Forget what was sent to these addresses: their owner was erased."""
    _forget(SandboxMail.objects.filter(mailbox__in=[queries.key_of(address) for address in addresses]))


def reply(actor: Actor, mail_id: int, text: str, files: Sequence[Attachment] = ()) -> None:
    """Answer as the recipient; the answer travels by SMTP to the inbound listener like anybody's."""
    letter = _open(actor, mail_id)
    transport.submit(letters.answer(letter, storable(text), files, timezone.localtime()))


def reply_away(actor: Actor, mail_id: int) -> None:
    """Answer as the recipient's mail server when they are out of the office (RFC 3834)."""
    letter = _open(actor, mail_id)
    text = _("Thank you for your message. I am out of the office this week and will answer when I am back.")
    transport.submit(letters.away(letter, text, _("Automatic reply"), timezone.localtime()))


def bounce(actor: Actor, mail_id: int, *, is_final: bool = True) -> None:
    """Let the recipient's mail server report that it could not deliver (RFC 3464)."""
    letter = _open(actor, mail_id)
    transport.submit(letters.bounce(letter, timezone.localtime(), is_final=is_final))


def _open(actor: Actor, mail_id: int) -> Letter:
    accounts.require(actor, "sandbox:use")
    return queries.letter(accounts.viewer_of(actor), mail_id)


def _forget(rows: QuerySet[SandboxMail]) -> int:
    count = 0
    while True:
        with transaction.atomic():
            some = list(rows.only("pk", "seal_id")[:_AT_ONCE])
            vault.drop(queries.seal_ids(some))
            SandboxMail.objects.filter(pk__in=[row.pk for row in some]).delete()
            events.tick(TOPIC)
        count += len(some)
        if len(some) < _AT_ONCE:
            return count


def _json(value: object) -> str:
    """ASCII alone, so that no byte of a strange mail is refused later."""
    return json.dumps(value)
