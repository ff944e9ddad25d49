"""Sealing bytes: AES-256-GCM bound to a table, a column and an item; keys wrapped under other keys.

A sealed blob is `version byte | nonce | ciphertext and tag`. The version byte tells whether the
words were compressed first, and is authenticated with the place the blob belongs to, so a blob
moved to another row or column does not open. Where keys come from is the vault's affair.
"""

from __future__ import annotations

import secrets
import struct
import threading
from functools import lru_cache
from typing import Any, Final

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rapport.lib.errors import RapportError

SEAL_ID_BYTES: Final = 16
KEY_BYTES: Final = 32
LARGEST: Final = 64 * 1024 * 1024

_PLAIN: Final = b"\x01"
_COMPRESSED: Final = b"\x81"
_NONCE: Final = 12
_TAG: Final = 16
# Below this zstd gains nothing worth its time, and the length of a preview tells little.
_WORTH_COMPRESSING: Final = 256

_contexts = threading.local()


class SealError(RapportError):
    """A sealed thing does not open: another key, another place, or changed bytes."""


def new_seal_id() -> bytes:
    return secrets.token_bytes(SEAL_ID_BYTES)


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, table: str, column: str, seal_id: bytes, plaintext: bytes) -> bytes:
    """The plaintext as a blob that opens with this key, in this place, and nowhere else."""
    if len(plaintext) > LARGEST:
        raise SealError("This is too large to seal as one piece.")
    version, body = _PLAIN, plaintext
    if len(plaintext) >= _WORTH_COMPRESSING:
        smaller = _compressor().compress(plaintext)
        if len(smaller) < len(plaintext):
            version, body = _COMPRESSED, smaller
    nonce = secrets.token_bytes(_NONCE)
    return version + nonce + AESGCM(key).encrypt(nonce, body, version + _place(table, column) + seal_id)


def unseal(key: bytes, table: str, column: str, seal_id: bytes, blob: bytes) -> bytes:
    """The plaintext of a blob, or SealError when key, place or bytes are not the ones it was sealed with."""
    version = blob[:1]
    if version not in (_PLAIN, _COMPRESSED):
        raise SealError("This was sealed in a form this version does not know.")
    body = _decrypt(key, blob, version + _place(table, column) + seal_id)
    return _decompress(body) if version == _COMPRESSED else body


def wrap(content_key: bytes, under_key: bytes, seal_id: bytes, subject: tuple[str, int]) -> bytes:
    """The content key of an item, sealed for one subject."""
    nonce = secrets.token_bytes(_NONCE)
    return _PLAIN + nonce + AESGCM(under_key).encrypt(nonce, content_key, _binding(seal_id, subject))


def unwrap(wrapped: bytes, under_key: bytes, seal_id: bytes, subject: tuple[str, int]) -> bytes:
    """The content key again, or SealError when it was wrapped for another item, subject or key."""
    if wrapped[:1] != _PLAIN:
        raise SealError("This key was wrapped in a form this version does not know.")
    return _decrypt(under_key, wrapped, _binding(seal_id, subject))


def _decrypt(key: bytes, blob: bytes, bound_to: bytes) -> bytes:
    if len(blob) < 1 + _NONCE + _TAG:
        raise SealError("This sealed piece is cut short.")
    try:
        return AESGCM(key).decrypt(blob[1 : 1 + _NONCE], blob[1 + _NONCE :], bound_to)
    except InvalidTag:
        raise SealError("This sealed piece does not open here: wrong key, wrong place or changed bytes.") from None


@lru_cache(maxsize=256)
def _place(table: str, column: str) -> bytes:
    """Table and column with their lengths, so that no two places read the same."""
    return _counted(table) + _counted(column)


def _binding(seal_id: bytes, subject: tuple[str, int]) -> bytes:
    kind, ref = subject
    return b"wrap" + struct.pack(">H", len(seal_id)) + seal_id + _counted(kind) + struct.pack(">q", ref)


def _counted(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">H", len(raw)) + raw


def _compressor() -> Any:
    # zstd contexts are costly to make and must not be shared between threads.
    made = getattr(_contexts, "compressor", None)
    if made is None:
        made = _contexts.compressor = zstandard.ZstdCompressor(level=3, write_content_size=True)
    return made


def _decompress(body: bytes) -> bytes:
    """Decompress only what declares a bearable size; zstd itself then holds it to that size."""
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= LARGEST:
            raise SealError("This sealed piece would unpack to more than is allowed.")
        made = getattr(_contexts, "decompressor", None)
        if made is None:
            made = _contexts.decompressor = zstandard.ZstdDecompressor()
        return bytes(made.decompress(body))
    except zstandard.ZstdError:
        raise SealError("This sealed piece does not unpack.") from None
