"""Triage as the page shows it (a query room)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.channels.email import forwards
from rapport.channels.email import html as mail_html
from rapport.channels.email.addresses import Address
from rapport.channels.email.incoming import Incoming
from rapport.channels.email.parse import parse
from rapport.lib import words
from rapport.lib.errors import NotFound
from rapport.messaging import queries
from rapport.messaging.models import RawMail
from rapport.messaging.queries.trust import trust
from rapport.messaging.remarks import remarks
from rapport.people import queries as people
from rapport.people.models import Person

OFFERED = 8
REASONS = {
    "unknown_sender": lambda: _("We do not know this address."),
    "several_owners": lambda: _("Several people share this address."),
    "no_sender": lambda: _("The mail names no sender."),
    "from_staff": lambda: _("A colleague sent it; whom is it about?"),
    "agency_contact": lambda: _("From an agency; which candidate is it about?"),
    "removed_person": lambda: _("It answers somebody who was removed here. Bring them back, or decide anew."),
    "not_from_them": lambda: _("The sender’s domain says that it did not send this mail; the sender may be forged."),
    "from_ourselves": lambda: _("It names one of our own addresses as its sender."),
    "not_theirs": lambda: _("It came to a colleague’s own filing address, but not from them."),
    "copy_of_whom": lambda: _("A colleague sent it from their own mailbox; whom is it about?"),
    "forward_of_whom": lambda: _("A colleague forwarded it; whose words are they?"),
    "loop": lambda: _("It has gone round in circles between mail servers."),
    "different_match": lambda: _("Read again, it seems to belong to somebody else."),
    "relayed": lambda: _("Sent by a job board for somebody else."),
    "unmatched_report": lambda: _("A report about mail we cannot identify."),
}


@dataclass(frozen=True)
class Row:
    mail: RawMail
    sender: str
    subject: str
    preview: str
    why: str


@dataclass(frozen=True)
class Chosen:
    row: Row
    incoming: Incoming
    offered: Sequence[Person]
    arrived_at: datetime
    may_learn: bool
    writer: Address = Address("", "")  # whose address would be learned
    remarks: Sequence[str] = ()


@dataclass(frozen=True)
class Page:
    rows: Sequence[Row]
    chosen: Chosen | None
    total: int
    is_reading: bool = False  # somebody chose this mail; on a phone it fills the page


def page(viewer: Viewer, chosen_id: int | None) -> Page:
    """The newest mails that wait, and one of them opened; people are offered as far as the viewer may see them."""
    mails = list(queries.waiting_in_triage()[:100])  # type: ignore[index]
    rows = []
    chosen: Chosen | None = None
    for mail in mails:
        incoming = _read(mail)
        row = Row(
            mail,
            incoming.from_.name or incoming.from_.address or _("No sender"),
            incoming.subject or _("No subject"),
            " ".join(incoming.visible.split())[:140],
            REASONS[mail.reason]() if mail.reason in REASONS else _("It could not be read."),
        )
        rows.append(row)
        if mail.pk == chosen_id or (chosen_id is None and chosen is None):
            offered_ids = mail.why.get("candidates", [])
            seen = people.visible_to(viewer).filter(pk__in=offered_ids).select_related("agency")
            writer = writer_of(incoming, mail)
            chosen = Chosen(
                row,
                incoming,
                likeliest(seen, incoming),
                mail.received_at,
                may_learn(writer.address),
                writer,
                remarks([*incoming.warnings, *trust().signs(incoming)]),
            )
    return Page(rows, chosen, queries.triage_count(), is_reading=chosen_id is not None)


def writer_of(incoming: Incoming, mail: RawMail) -> Address:
    """Whose words a mail carries: a forward's first writer, whom a job board's mail answers to, else the sender."""
    if "forward" in mail.why or mail.reason == "from_staff":
        return next(iter(forwards.writers(incoming)), Address("", ""))
    if mail.reason == "relayed":
        return next((box for box in incoming.reply_to if box.address), incoming.from_)
    return forwards.writer(incoming)


def may_learn(address: str) -> bool:
    """Whether an address can become a candidate's: not a colleague's and not an agency contact's."""
    if not address or accounts.is_staff_address(address):
        return False
    owners = people.owners_of_address("email", address.strip().lower())
    return all(p.person.kind != Person.Kind.CONTACT for p in owners)


def likeliest(offered: Iterable[Person], incoming: Incoming) -> list[Person]:
    """The people offered, those whom the mail names first; a long list helps nobody."""
    text = words.tokens(f"{incoming.subject} {incoming.text[:20_000]}")
    ranked = sorted(offered, key=lambda p: -len(words.tokens(p.full_name) & text))
    return ranked[:OFFERED]


def frame_html(mail_id: int) -> str:
    mail = RawMail.objects.filter(pk=mail_id, state__in=["triage", "failed"]).first()
    if mail is None:
        raise NotFound("This mail was decided about.")
    incoming = _read(mail)
    body = mail_html.clean(incoming.html) if incoming.html else mail_html.from_text(incoming.text)
    return (
        '<!doctype html><html><head><meta charset="utf-8"><base target="_blank"><style>'
        "body{font:14px/1.55 system-ui,sans-serif;color:#1c2430;background:#fff;margin:0;padding:8px;"
        f'overflow-wrap:anywhere}}img{{max-width:100%}}</style></head><body dir="auto">{body}</body></html>'
    )


def _read(mail: RawMail) -> Incoming:
    try:
        return parse(queries.raw_bytes(mail))
    except NotFound:
        return parse(b"")
