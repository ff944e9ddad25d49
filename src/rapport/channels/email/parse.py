"""Bytes of a mail into a value. It never raises, hangs or grows without bound, whatever the bytes (IN-17).

The order of kinds matters: reports about our mail first, then calendar answers, then machines, then people.
"""

from __future__ import annotations

from rapport.channels.email import automatic, bodies, bounces, headers, html, quotes
from rapport.channels.email import parts as tree
from rapport.channels.email.addresses import Address
from rapport.channels.email.bodies import Body
from rapport.channels.email.incoming import Bounce, CalendarPart, Complaint, Incoming, Kind, Piece
from rapport.channels.email.parts import MALFORMED, Part

LIMITS = frozenset({"too-big", "headers-too-long", "too-many-lines", "too-many-parts", "too-deep", "decoded-too-big"})


def parse(raw: bytes) -> Incoming:
    """Return the mail as a value; what could not be read is empty and named in the warnings."""
    try:
        root, warnings = tree.read(raw)
        return _read(root, warnings)
    except MALFORMED:
        return _unreadable(raw)


def _read(root: Part, warnings: list[str]) -> Incoming:
    body = bodies.read(root)
    subject = headers.subject(root)
    text, pieces = _words(body, subject)
    moment, date_text = headers.date(root)
    sender = headers.sender(root)
    complaint = bounces.complaint(root)
    bounce = None if complaint else bounces.bounce(root)
    machine = automatic.reason(root)
    reply_to, thread = headers.in_reply_to(root), headers.references(root)
    if not sender.address:
        warnings.append("no-from")
    if moment is None:
        warnings.append("bad-date" if date_text else "no-date")
    return Incoming(
        kind=_kind(complaint, bounce, body.calendar, machine, bool(reply_to or thread)),
        from_=sender,
        reply_to=headers.boxes(root, "reply-to"),
        to=headers.boxes(root, "to"),
        cc=headers.boxes(root, "cc"),
        delivered_to=headers.delivered_to(root),
        return_path=headers.return_path(root),
        subject=subject,
        date=moment,
        date_text=date_text,
        message_id=headers.message_id(root),
        in_reply_to=reply_to,
        references=thread,
        our_id=headers.our_id(root),
        text=text,
        pieces=pieces,
        html=body.html,
        files=tuple(body.files),
        automatic=machine,
        bounce=bounce,
        complaint=complaint,
        calendar=body.calendar,
        authentication_results=headers.authentication_results(root),
        hops=len(root.fields("received")),
        warnings=tuple(dict.fromkeys([*warnings, *body.warnings])),
    )


def _kind(
    complaint: Complaint | None, bounce: Bounce | None, calendar: CalendarPart | None, machine: str, has_thread: bool
) -> Kind:
    if complaint:
        return Kind.COMPLAINT
    if bounce:
        return Kind.BOUNCE
    if calendar and calendar.method:
        return Kind.CALENDAR
    if machine:
        return Kind.AUTO_REPLY
    return Kind.REPLY if has_thread else Kind.NEW


def _words(body: Body, subject: str) -> tuple[str, tuple[Piece, ...]]:
    """Return the text and its pieces; HTML alone is cut where its own marks say, which are surer than words."""
    if not body.has_plain and body.html:
        visible, quoted = html.quote_split(body.html)
        if quoted:
            own = html.to_text(visible) + "\n\n"
            rest = html.to_text(quoted)
            pieces = [*quotes.split(own, subject), Piece("quoted", rest)]
            return own + rest, tuple(piece for piece in pieces if piece.text)
    text = body.text
    return text, quotes.split(text, subject)


def _unreadable(raw: bytes) -> Incoming:
    """Keep what can be kept of a mail that defeats every reader: a human will look at its source."""
    text = raw[:20_000].decode("ascii", "ignore").replace("\0", "")
    nobody = Address("", "")
    return Incoming(
        kind=Kind.NEW,
        from_=nobody,
        reply_to=(),
        to=(),
        cc=(),
        delivered_to=(),
        return_path=None,
        subject="",
        date=None,
        date_text="",
        message_id="",
        in_reply_to="",
        references=(),
        our_id="",
        text=text,
        pieces=(Piece("visible", text),) if text else (),
        html="",
        files=(),
        automatic="",
        bounce=None,
        complaint=None,
        calendar=None,
        authentication_results=(),
        hops=0,
        warnings=("malformed",),
    )
