"""One archive: a compressed tar that begins with what it is and ends with the checksum of every member."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

import zstandard

from rapport.lib.errors import Invalid

FORMAT: Final = 1
ABOUT: Final = "about.json"
SUMS: Final = "sums.json"
_ALLOWED = re.compile(
    r"database\.sqlite3|(?:keys|erased)\.jsonl|tables/[a-z0-9_]+\.copy|files/[0-9a-f]{2}/[0-9a-f]{32}"
)
_BLOCK: Final = 1024 * 1024


class Writer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.sums: dict[str, str] = {}
        self.rows: dict[str, int] = {}

    def add(self, name: str, path: Path) -> int:
        """Take a file in under this name; returns its size."""
        size, seen = path.stat().st_size, hashlib.sha256()
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        with path.open("rb") as source:
            self._tar.addfile(entry, cast(IO[bytes], _Counted(source, seen, size)))
        self.sums[name] = seen.hexdigest()
        return size

    def add_json(self, name: str, value: Any) -> None:
        content = json.dumps(value, indent=1).encode()
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o600
        self._tar.addfile(entry, io.BytesIO(content))
        self.sums[name] = hashlib.sha256(content).hexdigest()


class _Counted:
    """A file as it goes into the archive, hashed on its way; one that grew meanwhile is cut at the announced size."""

    def __init__(self, source: IO[bytes], seen: Any, size: int) -> None:
        self._source, self._seen, self._left = source, seen, size

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        self._seen.update(piece)
        return piece


@contextmanager
def write(path: Path, about: dict[str, Any]) -> Iterator[Writer]:
    """An archive that appears under its name only once it is whole and on disk."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f".{path.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            packer = zstandard.ZstdCompressor(level=3, write_checksum=True)
            with (
                packer.stream_writer(target, closefd=False) as stream,
                tarfile.open(fileobj=cast(Any, stream), mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                writer = Writer(tar)
                writer.add_json(ABOUT, {"format": FORMAT, **about})
                yield writer
                writer.add_json(SUMS, {"sums": dict(writer.sums), "rows": writer.rows})
            target.flush()
            os.fsync(target.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def about(path: Path) -> dict[str, Any]:
    """What an archive says of itself, without reading the rest."""
    with _members(path) as tar:
        return _about(path, tar)


def unpack(path: Path, into: Path) -> dict[str, int]:
    """Write all members below a folder, and return the rows each table should have, once every checksum holds."""
    sums: dict[str, str] = {}
    expected: dict[str, Any] | None = None
    with _members(path) as tar:
        _about(path, tar, sums)
        while (entry := tar.next()) is not None:
            source = tar.extractfile(entry)
            if source is None or expected is not None:
                raise _broken(path)
            if entry.name == SUMS:
                expected = json.loads(source.read())
            elif _ALLOWED.fullmatch(entry.name):
                sums[entry.name] = _save(source, into / entry.name)
            else:
                raise Invalid(f"{path.name} holds {entry.name!r}, which no backup of ours does.")
    if expected is None or expected["sums"] != sums:
        raise _broken(path)
    rows: dict[str, int] = expected["rows"]
    return rows


@contextmanager
def _members(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with (
            path.open("rb") as source,
            zstandard.ZstdDecompressor().stream_reader(source) as stream,
            tarfile.open(fileobj=cast(Any, stream), mode="r|") as tar,
        ):
            yield tar
    except FileNotFoundError:
        raise Invalid(f"There is no file {path}.") from None
    except (zstandard.ZstdError, tarfile.TarError, EOFError, ValueError) as error:
        raise _broken(path) from error


def _about(path: Path, tar: tarfile.TarFile, sums: dict[str, str] | None = None) -> dict[str, Any]:
    entry = tar.next()
    source = tar.extractfile(entry) if entry is not None and entry.name == ABOUT else None
    if source is None:
        raise Invalid(f"{path.name} is no backup of Rapport.")
    content = source.read()
    described: dict[str, Any] = json.loads(content)
    if described.get("format") != FORMAT:
        raise Invalid(f"{path.name} has a form that this version does not know.")
    if sums is not None:
        sums[ABOUT] = hashlib.sha256(content).hexdigest()
    return described


def _save(source: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seen = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := source.read(_BLOCK):
            seen.update(piece)
            file.write(piece)
    return seen.hexdigest()


def _broken(path: Path) -> Invalid:
    return Invalid(f"{path.name} is damaged or cut short; nothing was changed. Take another copy.")
