"""One kept SMTP connection (RFC 5321): verified TLS without a way down to clear text, one answer per recipient.

The text of a mail is written by hand instead of by smtplib, because only so do we know whether the
final dot had left when a connection broke: before it nothing was sent, after it nobody knows (RFC 1047).
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Iterable, Sequence

from rapport.channels.email import relay, replies
from rapport.channels.email.link import Broken, Garbled, Link
from rapport.channels.email.receipt import Answer, Envelope, Fate, Outcome, Receipt, RecipientsRefused
from rapport.channels.email.relay import Server
from rapport.channels.email.window import Offer, line_by_line, pipelined, reset, too_much, unsendable
from rapport.lib.errors import ChannelError, Invalid

__all__ = ["Server", "SmtpSession"]

_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_LEADING_DOT = re.compile(rb"(?m)^\.")
FRUITLESS = 3  # connections in a row that settled nothing, after which a window is given up


class SmtpSession:
    """A session opens at the first mail and stays open until it is closed or breaks."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._link: Link | None = None
        self._lies = False

    def send(self, envelope_from: str, recipients: Sequence[str], wire: bytes) -> Receipt:
        """Hand over one mail, or raise ChannelError; `uncertain` if the dot left and no answer came."""
        if _BARE.search(wire):
            raise Invalid("A mail for the wire ends its lines with CRLF alone.")
        for address in (envelope_from, *recipients):
            if re.search(r"[\s<>\x00-\x1f]", address):
                raise Invalid("An address on the envelope holds a blank or an angle bracket.")
        try:
            smtp, answer = self._begin(envelope_from, recipients, wire)
            outcomes = self._offer(smtp, answer, recipients)
            return Receipt(outcomes, *self._deliver(smtp, wire))
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise replies.lost(error) from error

    def submit(self, window: Sequence[Envelope]) -> list[Answer]:
        """Offer a window of mails; one answer each, in order, whatever the net or the server does.

        What a broken connection left unoffered, or offered without its dot, is offered once more on a new one.
        """
        offers = [Offer(envelope, unsendable(envelope)) for envelope in window]
        deadline = time.monotonic() + self.server.patience
        fruitless, is_careful = 0, False
        while left := [offer for offer in offers if offer.answer is None]:
            try:
                link = self._line(deadline)
            except ChannelError as error:
                # The relay is not there: that is nobody's refusal, so the code of a greeting is no verdict.
                _give_up(left, replies.answer_of(error, "connection"))
                break
            for offer in left:
                offer.answer = too_much(offer.envelope, link.features)
            left = [offer for offer in left if offer.answer is None]
            try:
                # After a break every step is waited for, since some servers break at groups alone.
                speak = line_by_line if is_careful or self._lies or "pipelining" not in link.features else pipelined
                speak(link, left)
                reset(link)
                link.rest()
            except Broken as error:
                self._drop()
                is_careful, self._lies = True, self._lies or isinstance(error, Garbled)
                is_fruitful = any(one.answer is not None and one.answer.fate is not Fate.UNCERTAIN for one in left)
                fruitless = 0 if is_fruitful else fruitless + 1
                is_hopeless = fruitless >= FRUITLESS or time.monotonic() >= deadline
                _give_up([one for one in left if is_hopeless or one.tries > 1], replies.broken(error))
        return [offer.answer for offer in offers if offer.answer is not None]

    def close(self) -> None:
        """Say goodbye if anybody still listens."""
        smtp, self._smtp, self._link = self._smtp, None, None
        if smtp is not None:
            try:
                smtp.quit()
            except (smtplib.SMTPException, OSError):
                smtp.close()

    def _open(self, patience: float | None = None) -> smtplib.SMTP:
        self._smtp = relay.opened(self.server, self.server.patience if patience is None else patience)
        return self._smtp

    def _line(self, deadline: float) -> Link:
        """Return the kept connection, or a new one where it has gone to sleep; raises ChannelError."""
        kept = self._link
        if kept is not None and kept.smtp is self._smtp and kept.is_quiet():
            kept.deadline = deadline
            return kept
        # Servers close idle connections, with 421 or without a word; of these mails nothing was said yet.
        self._drop()
        try:
            link = Link(self._open(deadline - time.monotonic()), self.server.timeout)
            link.expect_quiet()
        except Broken as error:
            self._drop()
            raise replies.lost(error) from error
        link.deadline = deadline
        self._link = link
        return link

    def _begin(
        self, envelope_from: str, recipients: Sequence[str], wire: bytes
    ) -> tuple[smtplib.SMTP, tuple[int, bytes]]:
        """Say MAIL FROM, on a new connection if the kept one has gone to sleep."""
        kept = self._smtp
        if kept is not None:
            options = _options(kept, envelope_from, recipients, wire)
            try:
                answer = kept.mail(envelope_from, options)
                if answer[0] != 421:
                    return kept, answer
            except (smtplib.SMTPException, OSError):
                pass
            # Servers close idle connections, with 421 or without a word; of this mail nothing was said yet.
            self._drop()
        smtp = self._open()
        return smtp, smtp.mail(envelope_from, _options(smtp, envelope_from, recipients, wire))

    def _offer(self, smtp: smtplib.SMTP, answer: tuple[int, bytes], recipients: Sequence[str]) -> tuple[Outcome, ...]:
        """Name the recipients and return what was said of each; raise if none is left."""
        if answer[0] != 250:
            self._reset()
            raise replies.refused(*answer)
        outcomes = []
        for recipient in recipients:
            code, text = smtp.rcpt(recipient)
            if code == 421:
                self._drop()
                raise replies.refused(code, text)
            outcomes.append(replies.outcome(recipient, code, text))
        if not any(one.accepted for one in outcomes):
            self._reset()
            # One recipient who may be tried again keeps the whole mail alive.
            worst = next((one for one in outcomes if not one.is_permanent), outcomes[0])
            error = replies.refused(worst.code, worst.text.encode(), RecipientsRefused)
            error.outcomes = tuple(outcomes)
            raise error
        return tuple(outcomes)

    def _deliver(self, smtp: smtplib.SMTP, wire: bytes) -> tuple[int, str]:
        code, text = smtp.docmd("DATA")
        if code != 354:
            self._reset()
            raise replies.refused(code, text)
        body = _LEADING_DOT.sub(b"..", wire)
        if smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection is gone.")
        smtp.sock.sendall(body if body.endswith(b"\r\n") else body + b"\r\n")
        # A raise here means that the dot did not reach the system's hands, so the mail did not go.
        smtp.sock.sendall(b".\r\n")
        try:
            code, text = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise replies.unknown(error) from error
        if not 200 <= code < 300:
            if not 400 <= code < 600:
                self._drop()
                raise replies.unknown(None)
            self._reset()
            raise replies.refused(code, text)
        return code, replies.readable(text)

    def _reset(self) -> None:
        """Make the connection ready for the next mail, or give it up."""
        try:
            if self._smtp is not None and self._smtp.rset()[0] != 250:
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp, self._link = self._smtp, None, None
        if smtp is not None:
            smtp.close()


def _options(smtp: smtplib.SMTP, envelope_from: str, recipients: Sequence[str], wire: bytes) -> list[str]:
    """Return the parameters of MAIL FROM, or raise if the server cannot take this mail."""
    offered = smtp.esmtp_features
    options = []
    limit = offered.get("size", "")
    if "size" in offered:
        if limit.isdecimal() and 0 < int(limit) < len(wire):
            text = f"The mail has {len(wire)} bytes; the server takes {limit}."
            raise ChannelError(text, permanent=True, code=552, enhanced="5.3.4")
        options.append(f"SIZE={len(wire)}")
    if wire.isascii() and all(address.isascii() for address in (envelope_from, *recipients)):
        return options
    if "smtputf8" not in offered or "8bitmime" not in offered:
        text = "An address outside ASCII needs a server with SMTPUTF8, and this one does not offer it."
        raise ChannelError(text, permanent=True, code=553, enhanced="5.6.7")
    return [*options, "BODY=8BITMIME", "SMTPUTF8"]


def _give_up(offers: Iterable[Offer], answer: Answer) -> None:
    for offer in offers:
        if offer.answer is None:
            offer.answer = answer
