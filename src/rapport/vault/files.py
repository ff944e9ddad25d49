"""Files, encrypted in chunks of 64 KiB; order, completeness and place are authenticated.

On disk: a mark, then per chunk `nonce | ciphertext and tag`, each bound to the item, its index
and whether it is the last. The name of the file is a sealed column of its row.
"""

from __future__ import annotations

import hmac
import os
import secrets
import struct
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from rapport.lib.errors import Invalid, NotFound
from rapport.lib.seal import SealError
from rapport.vault import queries, services
from rapport.vault.domain import Subject
from rapport.vault.models import SealedFile

CHUNK: Final = 64 * 1024
TABLE: Final = "vault_sealedfile"
_MARK: Final = b"RAPF1\n"
_NONCE: Final = 12
_ON_DISK: Final = _NONCE + CHUNK + 16


class Readable(Protocol):
    """Anything to read bytes from: an open file, an upload, a BytesIO."""

    def read(self, size: int, /) -> bytes: ...


def store(
    stream: Readable,
    subjects: Sequence[Subject],
    *,
    name: str = "",
    type: str = "application/octet-stream",
    limit: int | None = None,
) -> SealedFile:
    """Encrypt a stream to disk for these subjects; the row comes last, so it never lacks its file."""
    item = services.new_item(subjects)
    size, mark = _write(stream, item.key, item.seal_id, limit)
    with transaction.atomic():
        services.keep_wraps(item)
        file = SealedFile(
            seal_id=item.seal_id,
            token=secrets.token_urlsafe(24),
            size=size,
            fingerprint=mark,
            type=type[:120],
            name=item.seal(TABLE, "name", name),
        )
        file.save(force_insert=True)
    return file


def open_stream(file: SealedFile) -> Iterator[bytes]:
    """The plain bytes chunk by chunk; NotFound at once if erased, SealError on the first changed chunk."""
    key, seal_id = _key(file), bytes(file.seal_id)
    try:
        source = _path(seal_id).open("rb")
    except FileNotFoundError:
        raise NotFound("This file is not here any more.") from None
    return _read(source, key, seal_id)


def names(files: Iterable[SealedFile]) -> dict[int, str]:
    """The names of these files by id; erased ones are absent."""
    rows = list(files)
    items = queries.open_by_id([bytes(file.seal_id) for file in rows])
    return {
        file.pk: items[bytes(file.seal_id)].text(TABLE, "name", file.name)
        for file in rows
        if bytes(file.seal_id) in items
    }


def remove(files: Iterable[SealedFile]) -> None:
    """Forget files: row and keys now, bytes on disk once the transaction holds."""
    rows = list(files)
    with transaction.atomic():
        services.drop([bytes(file.seal_id) for file in rows])
        for file in rows:
            file.delete()
            transaction.on_commit(partial(_path(bytes(file.seal_id)).unlink, missing_ok=True))


def shred(seal_ids: Iterable[bytes]) -> int:
    """Take from disk those of these files that nobody can open any more; their rows stay. Returns how many."""
    ids = {bytes(id) for id in seal_ids}
    gone = queries.known_files(list(ids)) - queries.subjects_of(ids).keys()
    for id in gone:
        transaction.on_commit(partial(_path(id).unlink, missing_ok=True))
    return len(gone)


def sweep(older_than: float = 24 * 3600) -> int:
    """Delete files on disk that no row knows (a transaction failed, a machine died); returns how many."""
    before = time.time() - older_than
    root = Path(settings.FILES_ROOT)
    old = [path for path in root.glob("??/*") if path.stat().st_mtime < before] if root.exists() else []
    ids = {path: _seal_id(path) for path in old}
    known = queries.known_files([id for id in ids.values() if id])
    gone = [path for path, id in ids.items() if id not in known]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _write(stream: Readable, key: bytes, seal_id: bytes, limit: int | None) -> tuple[int, bytes]:
    path = _path(seal_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    cipher, mark, size = AESGCM(key), hmac.new(queries.derived_key("file"), digestmod="sha256"), 0
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix="new-")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(_MARK)
            index, chunk = 0, _fill(stream)
            while True:
                following = _fill(stream) if len(chunk) == CHUNK else b""
                size += len(chunk)
                if limit is not None and size > limit:
                    raise Invalid("This file is too large.")
                mark.update(chunk)
                nonce = secrets.token_bytes(_NONCE)
                target.write(nonce + cipher.encrypt(nonce, chunk, _bound(seal_id, index, not following)))
                if not following:
                    break
                index, chunk = index + 1, following
            target.flush()
            os.fsync(target.fileno())
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size, mark.digest()[:16]


def _read(source: BinaryIO, key: bytes, seal_id: bytes) -> Iterator[bytes]:
    cipher = AESGCM(key)
    with source:
        if source.read(len(_MARK)) != _MARK:
            raise SealError("This file was not written by us.")
        index, piece = 0, source.read(_ON_DISK)
        while True:
            following = source.read(_ON_DISK)
            try:
                yield cipher.decrypt(piece[:_NONCE], piece[_NONCE:], _bound(seal_id, index, not following))
            except (InvalidTag, ValueError):
                raise SealError("This file was changed or cut short.") from None
            if not following:
                return
            index, piece = index + 1, following


def _key(file: SealedFile) -> bytes:
    seal_id = bytes(file.seal_id)
    item = queries.open_by_id([seal_id]).get(seal_id)
    if item is None:
        raise NotFound("This file was erased.")
    return item.key


def _fill(stream: Readable) -> bytes:
    """A full chunk, or what is left: streams may give less than they are asked for."""
    parts, wanted = [], CHUNK
    while wanted and (part := stream.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _bound(seal_id: bytes, index: int, is_last: bool) -> bytes:
    return b"file" + seal_id + struct.pack(">Q?", index, is_last)


def _path(seal_id: bytes) -> Path:
    name = seal_id.hex()
    return Path(settings.FILES_ROOT) / name[:2] / name


def _seal_id(path: Path) -> bytes | None:
    try:
        return bytes.fromhex(path.name)
    except ValueError:
        return None
