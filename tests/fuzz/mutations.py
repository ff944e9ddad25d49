"""Mails broken in the ways that mails break: flipped, cut, doubled and crossed bytes, and words that mean something."""

from __future__ import annotations

import random
import sysconfig
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE / "kept"
SOURCES = (HERE.parent / "corpus" / "mails", Path(sysconfig.get_path("stdlib")) / "test" / "test_email" / "data", KEPT)
MAX_SIZE = 400_000

# What a reader of mail, HTML, calendars and wrappings trips over sooner than over noise.
TOKENS = (
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\x1b$B",
    b"\x1b(B",
    b"--",
    b"--\r\n",
    b"\xe2\x80\xae",
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html\r\n",
    b"Content-Type: message/delivery-status\r\n\r\n",
    b"Content-Type: text/calendar; method=REPLY\r\n\r\n",
    b"Content-Type: message/feedback-report\r\n\r\n",
    b'Content-Type: application/ms-tnef\r\n\r\nx\x9f>"\x01\x00',
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: uuencode\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n",
    b"; charset=iso-2022-jp",
    b"; charset=utf-16",
    b"; charset=utf-7",
    b'; charset="',
    b'; boundary="',
    b"; filename*0*=utf-8''%C3",
    b"=?utf-8?B?",
    b"=?utf-8?q?=C3?=",
    b"?=",
    b"=\r\n",
    b"=C3",
    b"Received: from x\r\n",
    b"From: ",
    b"Date: Mon, 99 Foo 20260 25:61:00 +9999\r\n",
    b"On Mon, 2 Mar 2026 at 8:05, Ada <a@x.y> wrote:\r\n",
    b"> ",
    b">>>>>>",
    b"-- \r\n",
    b"From: a@b\r\nSent: x\r\nSubject: y\r\n",
    b"<div>",
    b"</div>",
    b"<table><tr><td>",
    b"<style>",
    b"</style>",
    b"p{color:red}",
    b"<!--",
    b"-->",
    b"<svg>",
    b"<math>",
    b"<b><i><u><font>",
    b"<img src=cid:x>",
    b"<img src=https://x.y/z>",
    b"<blockquote type=cite>",
    b"&#x0;",
    b"&lt;",
    b"&",
    b"BEGIN:VEVENT\r\n",
    b"ATTENDEE;",
    b"Final-Recipient: rfc822; a@b.c\r\nAction: failed\r\nStatus: 5.1.1\r\n",
    b"550 5.1.1 ",
    b"a@b.c",
    b"Auto-Submitted: auto-replied\r\n",
)


def seeds() -> list[bytes]:
    """Return every mail to begin with, in an order that is the same everywhere."""
    files = (one for folder in SOURCES if folder.is_dir() for one in sorted(folder.iterdir()))
    return [one.read_bytes() for one in files if one.suffix in {".eml", ".txt", ".bin"}]


def mutated(chance: random.Random, mails: list[bytes]) -> bytes:
    """Return one of the mails with one to a dozen wounds."""
    raw = bytearray(chance.choice(mails))
    for _ in range(chance.randint(1, 12)):
        _wound(chance, raw, mails)
    return bytes(raw[:MAX_SIZE])


def _wound(chance: random.Random, raw: bytearray, mails: list[bytes]) -> None:
    at = chance.randint(0, len(raw))
    end = min(len(raw), at + chance.choice((1, 2, 8, 64, 512)))
    kind = chance.randrange(8)
    if kind == 0 and at < len(raw):
        raw[at] ^= 1 << chance.randrange(8)
    elif kind == 1 and at < len(raw):
        raw[at] = chance.randrange(256)
    elif kind == 2:
        del raw[at:end]
    elif kind == 3:
        raw[at:at] = chance.choice(TOKENS)
    elif kind == 4:
        raw[at:at] = chance.choice(TOKENS) * chance.choice((2, 30, 1000))
    elif kind == 5:
        raw[at:at] = raw[at:end] * chance.choice((2, 10, 200))
    elif kind == 6:
        other = chance.choice(mails)
        begin = chance.randint(0, len(other))
        raw[at:end] = other[begin : begin + chance.choice((20, 200, 4000))]
    else:
        raw[at:end] = chance.randbytes(end - at)
    del raw[MAX_SIZE:]
