"""The only reads of the Sandbox: mailboxes, a page of mails, one letter."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db.models import Count, Max, Q, QuerySet

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.channels.email import addresses
from rapport.lib.decision import refuse
from rapport.lib.errors import NotAllowed, NotFound
from rapport.sandbox import letters
from rapport.sandbox.domain import Letter, Mailbox, Row, Summary
from rapport.sandbox.models import SandboxMail
from rapport.vault import queries as vault
from rapport.vault.domain import OpenItem
from rapport.web.paging import Page, page_of

TABLE = "sandbox_sandboxmail"
PURPOSE = "sandbox mailbox"
PAGE = 30
MAILBOXES = 60


def key_of(address: str) -> bytes:
    """The mailbox of an address, as a keyed hash of its folded form."""
    return vault.fingerprint(PURPOSE, addresses.fold(address).encode("utf-8", "surrogateescape"))


def readable(viewer: Viewer) -> QuerySet[SandboxMail]:
    """What this viewer may read: candidates' mailboxes and their own.

    Mail to other members of staff carries sign-in links, so it is for those who manage accounts.
    """
    if viewer.can("accounts:manage"):
        return SandboxMail.objects.all()
    others = [key_of(user.email) for user in accounts.active_users() if user.pk != viewer.user_id]
    return SandboxMail.objects.exclude(mailbox__in=others)


def unopened(viewer: Viewer) -> QuerySet[SandboxMail] | None:
    """Unread mails as a figure in the rail; none for those to whom some stay closed, which is costly to tell."""
    return SandboxMail.objects.filter(read_at=None) if viewer.can("accounts:manage") else None


def unread(viewer: Viewer) -> int:
    """How many mails nobody has opened."""
    return readable(viewer).filter(read_at=None).count()


def mailboxes(viewer: Viewer, address: str = "") -> list[Mailbox]:
    """The mailboxes that received something last, or the one of an address."""
    _require(viewer)
    rows = readable(viewer).filter(mailbox=key_of(address)) if address else readable(viewer)
    counted = list(
        rows.values("mailbox")
        .annotate(total=Count("pk"), unread=Count("pk", filter=Q(read_at=None)), newest=Max("pk"))
        .order_by("-newest")[:MAILBOXES]
    )
    newest = {
        row.pk: row
        for row in SandboxMail.objects.filter(pk__in=[box["newest"] for box in counted]).only(
            "arrived_at", "seal_id", "summary"
        )
    }
    items = vault.open_by_id(bytes(row.seal_id) for row in newest.values())
    boxes = []
    for box in counted:
        row = newest.get(box["newest"])
        if row is not None:
            line = _summary(row, items)
            key = bytes(box["mailbox"]).hex()
            boxes.append(Mailbox(key, line.to_address, line.to_name, box["total"], box["unread"], row.arrived_at))
    return boxes


def page(viewer: Viewer, box: str = "", before: int | None = None) -> Page[Row]:
    """Mails of one mailbox, or of all, the newest first."""
    _require(viewer)
    rows = readable(viewer).order_by("-pk").only("arrived_at", "read_at", "seal_id", "summary")
    if box:
        rows = rows.filter(mailbox=_key(box))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    shown = list(rows[: PAGE + 1])
    items = vault.open_by_id(bytes(row.seal_id) for row in shown)
    return page_of([_row(row, items) for row in shown], PAGE, lambda row: (row.id,))


def letter(viewer: Viewer, mail_id: int) -> Letter:
    """One mail, opened."""
    _require(viewer)
    if not readable(viewer).filter(pk=mail_id).exists():
        raise NotFound("This mail is not in the Sandbox any more.")
    return open_letter(mail_id)


def open_letter(mail_id: int) -> Letter:
    """One mail, opened, for services that have checked the right."""
    row = SandboxMail.objects.filter(pk=mail_id).first()
    items = vault.open_by_id([bytes(row.seal_id)]) if row else {}
    if row is None or not items:
        raise NotFound("This mail is not in the Sandbox any more.")
    item = items[bytes(row.seal_id)]
    envelope = json.loads(item.text(TABLE, "envelope", row.envelope))
    raw = item.bytes(TABLE, "wire", row.wire)
    return Letter(
        row=_row(row, items),
        box=bytes(row.mailbox).hex(),
        envelope_from=envelope["from"],
        recipient=envelope["recipients"][0],
        raw=raw,
        mail=letters.read(raw),
    )


def seal_ids(rows: Iterable[SandboxMail]) -> list[bytes]:
    return [bytes(row.seal_id) for row in rows]


def _require(viewer: Viewer) -> None:
    if not viewer.can("sandbox:use"):
        raise NotAllowed(refuse("no_permission", permission="sandbox:use"))


def _key(box: str) -> bytes:
    try:
        return bytes.fromhex(box)
    except ValueError:
        raise NotFound("There is no such mailbox.") from None


def _row(row: SandboxMail, items: dict[bytes, OpenItem]) -> Row:
    return Row(row.pk, row.arrived_at, row.read_at is None, _summary(row, items))


def _summary(row: SandboxMail, items: dict[bytes, OpenItem]) -> Summary:
    item = items.get(bytes(row.seal_id))
    return Summary(**json.loads(item.text(TABLE, "summary", row.summary))) if item else Summary()
