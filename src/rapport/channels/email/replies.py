"""Replies of mail servers as errors and outcomes: what is final, what may be tried again, what nobody knows."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import timedelta
from typing import TypeVar

from rapport.channels.email.link import Closing
from rapport.channels.email.receipt import About, Answer, Fate, Outcome
from rapport.lib.errors import ChannelError
from rapport.lib.text import clip, one_line

E = TypeVar("E", bound=ChannelError)

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_WAIT = re.compile(r"\b(?:in|after|for)\s+(\d{1,5})\s*(s|sec|m|min|h|hour)", re.IGNORECASE)
_UNITS = {"s": 1, "m": 60, "h": 3600}
GREYLIST_WAIT = timedelta(minutes=15)


def readable(text: bytes) -> str:
    """Return a server's words on one line, shortened to what a person reads."""
    return clip(one_line(text.decode("utf-8", "replace")), 500)


def enhanced_code(text: str) -> str:
    """Return the first enhanced status code (RFC 3463) in a text, or ""."""
    found = _ENHANCED.search(text)
    return found[1] if found else ""


def outcome(address: str, code: int, text: bytes) -> Outcome:
    """Return what one RCPT answer means; 251 and 252 accept too (RFC 5321 3.4)."""
    words = readable(text)
    return Outcome(address, 200 <= code < 300, code, enhanced_code(words), words)


def refused(code: int, text: bytes, kind: type[E] = ChannelError) -> E:  # type: ignore[assignment]
    """Return the error for a refusal: 5xx for good, everything else for now."""
    words = readable(text)
    enhanced = enhanced_code(words)
    is_final = 500 <= code < 600
    wait = None if is_final else _wait(code, enhanced, words)
    return kind(f"{code} {words}".strip(), permanent=is_final, retry_after=wait, code=code, enhanced=enhanced)


def unavailable(error: Exception) -> ChannelError:
    """Return the error for a relay that could not be opened: always for now, since the mail is not at fault."""
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        words = readable(text)
        code = error.smtp_code if 200 <= error.smtp_code < 600 else None  # half a greeting has half a code
        return ChannelError(f"{error.smtp_code} {words}", code=code, enhanced=enhanced_code(words))
    if isinstance(error, ssl.SSLError):
        return ChannelError(f"The server did not prove its name: {one_line(str(error))}")
    return ChannelError(f"The server cannot be reached: {one_line(str(error)) or type(error).__name__}")


def broken(error: Exception) -> Answer:
    """Return the answer for a mail whose dot did not leave because its connection broke: it did not go."""
    if isinstance(error, Closing):
        return answer(*error.reply, "connection")
    words = clip(one_line(f"The connection broke before the mail was sent: {error}"), 500)
    return Answer(Fate.DEFERRED, text=words, is_about="connection")


def lost(error: Exception) -> ChannelError:
    """Return the error for a connection that broke before the final dot: the mail did not go."""
    return ChannelError(f"The connection broke before the mail was sent: {one_line(str(error))}")


def unknown(error: Exception | None) -> ChannelError:
    """Return the error for a dot without an answer: the mail may have gone (RFC 1047)."""
    why = one_line(str(error)) if error else "the answer was no SMTP reply"
    return ChannelError(f"The mail was sent and no answer came: {why}", uncertain=True)


def answer(code: int, text: bytes, about: About = "message") -> Answer:
    """Return what a whole reply means for one mail: 2xx taken, 5xx refused for good, everything else for now."""
    words = readable(text)
    enhanced = enhanced_code(words)
    if 200 <= code < 300:
        return Answer(Fate.ACCEPTED, code, enhanced, words, None, about)
    if 500 <= code < 600:
        return Answer(Fate.REFUSED, code, enhanced, words, None, about)
    about = "connection" if code == 421 else about
    return Answer(Fate.DEFERRED, code, enhanced, words, _wait(code, enhanced, words), about)


def about(text: bytes) -> About:
    """Return what a reply to the whole mail is about: RFC 3463 files words of the address and its mailbox apart."""
    found = enhanced_code(text.decode("utf-8", "replace"))
    # X.1.7 and X.1.8 speak of our own address, X.2.3 of the length of this mail.
    return "recipient" if found[2:4] in {"1.", "2."} and found[2:] not in {"1.7", "1.8", "2.3"} else "message"


def answer_of(error: ChannelError, about: About = "connection") -> Answer:
    """Return the answer that an error of a session amounts to."""
    fate = Fate.UNCERTAIN if error.uncertain else Fate.REFUSED if error.permanent else Fate.DEFERRED
    return Answer(fate, error.code or 0, error.enhanced, clip(one_line(str(error)), 500), error.retry_after, about)


def _wait(code: int, enhanced: str, words: str) -> timedelta | None:
    stated = _WAIT.search(words)
    if stated:
        return timedelta(seconds=min(int(stated[1]) * _UNITS[stated[2][0].lower()], 6 * 3600))
    # Greylisting opens its door after some minutes, sooner than the usual first step (MAIL-46).
    return GREYLIST_WAIT if code in {450, 451} and enhanced in {"", "4.7.1"} and _is_grey(enhanced, words) else None


def _is_grey(enhanced: str, words: str) -> bool:
    return enhanced == "4.7.1" or re.search(r"gr[ae]y-?list", words, re.IGNORECASE) is not None
