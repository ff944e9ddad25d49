"""Signed tokens inside mail addresses: they route a reply or a bounce to its delivery; they prove nobody's identity.

Colleagues have two addresses of their own as well: one to put into Bcc, one to forward to.
A token is the number of the delivery or the colleague and 128 bits of keyed HMAC, in base32, because mail
systems change the case of local parts. The same row gives the same address on every try (greylisting keys on it).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re

_TOKEN = re.compile(r"(?:^|[+=])([rbcf])-([a-z2-7]{39})\Z")
_MAC_LENGTH = 16


def reply_address(domain: str, key: bytes, delivery_id: int, mailbox: str = "") -> str:
    """Return the address that answers to this delivery shall go to, as a sub-address if a mailbox is given."""
    return _address("r", domain, key, delivery_id, mailbox)


def bounce_address(domain: str, key: bytes, delivery_id: int, mailbox: str = "") -> str:
    """Return the envelope sender (VERP) that this delivery's bounces shall come back to."""
    return _address("b", domain, key, delivery_id, mailbox)


def read_token(key: bytes, address: str) -> int | None:
    """Return the delivery whose reply address this is, or None if we did not sign it."""
    return _read("r", key, address)


def read_bounce_token(key: bytes, address: str) -> int | None:
    """Return the delivery whose bounce address this is, or None if we did not sign it."""
    return _read("b", key, address)


def copy_address(domain: str, key: bytes, user_id: int) -> str:
    """Return the address that a colleague puts into Bcc of what they write elsewhere."""
    return _address("c", domain, key, user_id, "")


def forward_address(domain: str, key: bytes, user_id: int) -> str:
    """Return the address to which a colleague forwards what a candidate wrote to them elsewhere."""
    return _address("f", domain, key, user_id, "")


def read_copy_token(key: bytes, address: str) -> int | None:
    """Return the colleague whose address for Bcc this is, or None if we did not sign it."""
    return _read("c", key, address)


def read_forward_token(key: bytes, address: str) -> int | None:
    """Return the colleague whose address for forwarding this is, or None if we did not sign it."""
    return _read("f", key, address)


def _address(kind: str, domain: str, key: bytes, delivery_id: int, mailbox: str) -> str:
    number = delivery_id.to_bytes(8, "big")
    token = base64.b32encode(number + _mac(kind, key, number)).decode("ascii").rstrip("=").lower()
    local = f"{mailbox}+{kind}-{token}" if mailbox else f"{kind}-{token}"
    if len(local) > 64:
        raise ValueError("The mailbox name leaves no room for a token (RFC 5321 4.5.3.1.1).")
    return f"{local}@{domain.lower()}"


def _read(kind: str, key: bytes, address: str) -> int | None:
    # Forwarders wrap addresses (SRS, BATV), so the token may stand behind "+" or "=".
    match = _TOKEN.search(address.strip().rpartition("@")[0].lower())
    if match is None or match[1] != kind:
        return None
    try:
        payload = base64.b32decode(match[2].upper() + "=")
    except binascii.Error:
        return None
    number, mac = payload[:8], payload[8:]
    return int.from_bytes(number, "big") if hmac.compare_digest(mac, _mac(kind, key, number)) else None


def _mac(kind: str, key: bytes, number: bytes) -> bytes:
    return hmac.digest(key, b"rapport address token " + kind.encode("ascii") + number, hashlib.sha256)[:_MAC_LENGTH]
