"""A window of mails over one open connection: pipelined where offered (RFC 2920), else line by line.

One write holds the text and the dot of one mail and MAIL, RCPT and DATA of the next. A dot counts as left
as soon as the write that holds it was begun; until then a mail may be offered again (RFC 1047).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapport.channels.email import replies
from rapport.channels.email.link import Broken, Garbled, Link, OutOfStep, Reply, Silent
from rapport.channels.email.receipt import About, Answer, Envelope, Fate

_TAIL = 32 * 1024
_NOT_AN_ADDRESS = re.compile("[\\s<>\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Said by a server that lost a part of the group; to one who speaks line by line it would be the truth.
_OUT_OF_STEP = frozenset({500, 502, 503})
# Said of MAIL these are about how we signed in or spoke, so about every mail and never about this one.
_ABOUT_US = _OUT_OF_STEP | {530, 534, 535, 538}


@dataclass(slots=True)
class Offer:
    """A mail of the window: how often it was offered and what became of it."""

    envelope: Envelope
    answer: Answer | None
    tries: int = 0


def unsendable(envelope: Envelope) -> Answer | None:
    """Return why no server may ever get this mail: a way to smuggle commands stands in it (MAIL-02)."""
    content = envelope.content
    if not content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r"):
        return Answer(Fate.REFUSED, 554, "5.6.0", "A mail for the wire ends its lines with CRLF alone.")
    if _NOT_AN_ADDRESS.search(envelope.recipient) or not envelope.recipient:
        words = "An address on the envelope is empty or holds a blank or an angle bracket."
        return Answer(Fate.REFUSED, 553, "5.1.3", words, None, "recipient")
    if _NOT_AN_ADDRESS.search(envelope.sender):
        return Answer(Fate.REFUSED, 553, "5.1.7", "The sender on the envelope holds a blank or an angle bracket.")
    return None


def too_much(envelope: Envelope, features: dict[str, str]) -> Answer | None:
    """Return why this server cannot take this mail: too large, or wider than ASCII (RFC 1870, RFC 6531)."""
    limit, size = features.get("size", ""), len(envelope.content)
    if limit.isdecimal() and 0 < int(limit) < size:
        return Answer(Fate.REFUSED, 552, "5.3.4", f"The mail has {size} bytes; the server takes {limit}.")
    if _is_wide(envelope) and not ("smtputf8" in features and "8bitmime" in features):
        words = "An address outside ASCII needs a server with SMTPUTF8, and this one does not offer it."
        about: About = "message" if envelope.recipient.isascii() else "recipient"
        return Answer(Fate.REFUSED, 553, "5.6.7", words, None, about)
    return None


def line_by_line(link: Link, offers: Sequence[Offer]) -> None:
    """Offer one mail after the other and wait for every reply; Broken when the connection is of no further use."""
    for offer in offers:
        reset(link)
        mail, rcpt, data = _commands(offer.envelope, link.features)
        offer.tries += 1
        link.write(mail)
        offer.answer = _refusal(link.hear(), "message")
        if offer.answer is None:
            link.is_dirty = True
            link.write(rcpt)
            offer.answer = _refusal(link.hear(), "recipient")
        if offer.answer is None:
            link.write(data)
            offer.answer = _denial(link.hear())
        if offer.answer is None:
            _write_text(link, offer)
            _hear_of_dot(link, offer)


def pipelined(link: Link, offers: Sequence[Offer]) -> None:
    """Offer all in as few writes as replies allow; Broken when the connection is of no further use."""
    ready: Offer | None = None
    for offer in offers:
        group, was_dirty, dotted = b"".join(_commands(offer.envelope, link.features)), link.is_dirty, ready
        heard = link.heard
        if dotted is None:
            offer.tries += 1
            link.write(b"RSET\r\n" + group if was_dirty else group)
        else:
            _write_text(link, dotted, group, offer)
            _hear_of_dot(link, dotted)
        try:
            ready = offer if _hear_of_group(link, offer, was_dirty) else None
        except OutOfStep:
            raise
        except Silent as error:
            if link.heard == heard or link.is_late():
                raise
            raise OutOfStep("The server answered a part of the group and no more.") from error
        except Garbled as error:
            # One reply too many or too few: then the one to the dot may have been another's.
            if dotted is not None:
                dotted.answer = _uncertain(error)
            raise
    if ready is not None:
        _write_text(link, ready)
        _hear_of_dot(link, ready)


def reset(link: Link) -> None:
    """Close the transaction that a refusal left open."""
    if link.is_dirty:
        link.write(b"RSET\r\n")
        _hear_of_reset(link)


def _hear_of_group(link: Link, offer: Offer, was_dirty: bool) -> bool:
    """Read the replies to MAIL, RCPT and DATA; whether the server now waits for the text."""
    if was_dirty:
        _hear_of_reset(link)
    mail, rcpt, data = link.hear(), link.hear(), link.hear()
    refusal = _refusal(_in_step(mail), "message") or _refusal(_in_step(rcpt), "recipient")
    if refusal is None:
        refusal = _denial(_in_step(data))
    elif data.code < 400 and data.code != 354:
        raise Garbled(f"The server answered DATA with {data.code}.")
    # A text ends its transaction by its dot; without one it must be closed.
    link.is_dirty = refusal is not None and 200 <= mail.code < 300
    if refusal is not None and data.code == 354:
        # It waits for a text though it has nobody to give it to; a lone dot ends that (RFC 2920 3.1).
        link.write(b".\r\n")
        link.read(math.inf)
        link.is_dirty = False
    offer.answer = refusal
    return refusal is None


def _hear_of_reset(link: Link) -> None:
    reply = link.hear()
    if not 200 <= reply.code < 300:
        raise Garbled(f"The server answered RSET with {reply.code}.")
    link.is_dirty = False


def _hear_of_dot(link: Link, offer: Offer) -> None:
    """Read what became of a mail; only a whole reply can say it (RFC 5321 4.5.3.2.6 allows ten minutes for it)."""
    try:
        reply = link.read(math.inf)
        if 300 <= reply.code < 400:
            raise Garbled(f"The server answered the mail with {reply.code}.")
    except Broken as error:
        offer.answer = _uncertain(error)
        raise
    offer.answer = replies.answer(*reply, replies.about(reply.text))


def _write_text(link: Link, offer: Offer, group: bytes = b"", following: Offer | None = None) -> None:
    """Write a text and its dot, and in the same write the group of the mail that follows."""
    if link.has_more():
        raise Garbled("The server said more than that it waits for the text.")
    text = _stuffed(offer.envelope.content)
    at = max(0, len(text) - _TAIL)
    if at:
        _write_ahead(link, offer, text[:at])
    if following is not None:
        following.tries += 1
    try:
        link.write(text[at:] + b".\r\n" + group)
    except Broken as error:
        offer.answer = _uncertain(error)
        raise
    link.is_dirty = False


def _write_ahead(link: Link, offer: Offer, text: bytes) -> None:
    """Write the most of a long text, without its dot; a server may refuse it meanwhile and hang up."""
    broken: Broken | None = None
    try:
        link.write(text)
    except Broken as error:
        broken = error
    reply = link.unasked()
    if reply is not None and 400 <= reply.code < 600 and reply.code != 421:
        offer.answer = replies.answer(*reply, replies.about(reply.text))
    if reply is not None or broken is not None:
        raise broken or Broken("The server spoke before it had the whole mail.")


def _in_step(reply: Reply) -> Reply:
    if reply.code in _OUT_OF_STEP:
        raise OutOfStep(f"The server answered a group with {reply.code}.")
    return reply


def _refusal(reply: Reply, about: About) -> Answer | None:
    """Return the answer that a reply to MAIL or RCPT gives, None if the server goes along."""
    if 200 <= reply.code < 300:
        return None
    if reply.code < 400:
        raise Garbled(f"The server answered an address with {reply.code}.")
    if about == "message" and reply.code in _ABOUT_US:
        words = replies.readable(reply.text)
        return Answer(Fate.DEFERRED, reply.code, replies.enhanced_code(words), words, None, "connection")
    return replies.answer(*reply, about)


def _denial(reply: Reply) -> Answer | None:
    """Return the answer that a reply to DATA gives, None if the server waits for the text."""
    if reply.code == 354:
        return None
    if reply.code < 400:
        raise Garbled(f"The server answered DATA with {reply.code}.")
    return replies.answer(*reply, replies.about(reply.text))


def _uncertain(error: Broken) -> Answer:
    words = replies.readable(f"The mail was sent and no answer came: {error}".encode())
    return Answer(Fate.UNCERTAIN, 0, "", words, None, "connection")


def _commands(envelope: Envelope, features: dict[str, str]) -> tuple[bytes, bytes, bytes]:
    size = f" SIZE={len(envelope.content)}" if "size" in features else ""
    wide = " BODY=8BITMIME SMTPUTF8" if _is_wide(envelope) else ""
    mail = f"MAIL FROM:<{envelope.sender}>{size}{wide}\r\n"
    return mail.encode(), f"RCPT TO:<{envelope.recipient}>\r\n".encode(), b"DATA\r\n"


def _is_wide(envelope: Envelope) -> bool:
    return not (envelope.content.isascii() and envelope.recipient.isascii() and envelope.sender.isascii())


def _stuffed(content: bytes) -> bytes:
    """Return the text as it travels: a dot more before each line that begins with one (RFC 5321 4.5.2)."""
    if b"\r\n." in content:
        content = content.replace(b"\r\n.", b"\r\n..")
    if content.startswith(b"."):
        content = b"." + content
    return content if content.endswith(b"\r\n") else content + b"\r\n"
