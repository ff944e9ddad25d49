"""The key ring: the few keys that wrap all subject keys, and the secret behind fingerprints.

It lives outside the database: in `keyring.json` under RAPPORT_HOME (made on first run), in the
file named by RAPPORT_KEYRING_FILE, or as JSON in RAPPORT_KEYRING (then only a human changes it).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from rapport.lib import seal
from rapport.lib.seal import SealError


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Wrapping keys by id, which of them is current, and the secret that never rotates."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    stable: bytes = field(repr=False)

    def key(self, id: str) -> bytes:
        try:
            return self.keys[id]
        except KeyError:
            raise SealError(f"The key ring lacks the key {id}; restore the key ring this database was used with.")


_seen: tuple[tuple[str, int, int, int], KeyRing] | None = None


def load() -> KeyRing:
    """The key ring as it is now; read again only when its file changed."""
    global _seen
    given = os.environ.get("RAPPORT_KEYRING", "").strip()
    if given:
        return _parse(given)
    path = ring_file()
    try:
        stat = path.stat()
    except FileNotFoundError:
        _make(path)
        stat = path.stat()
    mark = (str(path), stat.st_mtime_ns, stat.st_ino, stat.st_size)
    if _seen is None or _seen[0] != mark:
        _seen = mark, _parse(path.read_text(encoding="ascii"))
    return _seen[1]


def is_writable() -> bool:
    """Whether we may rotate the ring ourselves."""
    return not os.environ.get("RAPPORT_KEYRING", "").strip()


def ring_file() -> Path:
    given = os.environ.get("RAPPORT_KEYRING_FILE", "").strip()
    return Path(given) if given else Path(settings.HOME) / "keyring.json"


def add_current() -> KeyRing:
    """Add a new key to the ring file and make it current."""
    ring = load()
    id = _new_id()
    _write(replace(ring, current=id, keys={**ring.keys, id: seal.new_key()}), ring_file())
    return load()


def forget(ids: set[str]) -> KeyRing:
    """Take keys out of the ring file; never the current one."""
    ring = load()
    kept = {id: key for id, key in ring.keys.items() if id == ring.current or id not in ids}
    if len(kept) < len(ring.keys):
        _write(replace(ring, keys=kept), ring_file())
    return load()


def derived(purpose: str) -> bytes:
    """A key for one purpose, the same for as long as the installation lives."""
    return _derive(load().stable, purpose)


@lru_cache(maxsize=32)
def _derive(stable: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), seal.KEY_BYTES, salt=None, info=b"rapport fingerprint " + purpose.encode()).derive(stable)


@lru_cache(maxsize=2)
def _parse(text: str) -> KeyRing:
    try:
        ring = json.loads(text)
        keys = {str(id): base64.b64decode(key, validate=True) for id, key in ring["keys"].items()}
        stable = base64.b64decode(ring["fingerprints"], validate=True)
        whole = ring["current"] in keys and all(len(key) == seal.KEY_BYTES for key in [*keys.values(), stable])
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise SealError("The key ring cannot be read; restore it from your copy.")
    return KeyRing(str(ring["current"]), keys, stable)


def _make(path: Path) -> None:
    id = _new_id()
    _write(KeyRing(id, {id: seal.new_key()}, seal.new_key()), path, first=True)


def _new_id() -> str:
    return secrets.token_hex(6)


def _write(ring: KeyRing, path: Path, *, first: bool = False) -> None:
    """Replace the file in one step; on first run whoever comes second keeps the other's ring."""
    shown = {
        "current": ring.current,
        "keys": {id: base64.b64encode(key).decode() for id, key in ring.keys.items()},
        "fingerprints": base64.b64encode(ring.stable).decode(),
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".keyring-")  # mkstemp makes mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(shown, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if not first:
            os.replace(temporary, path)
        else:
            try:
                os.link(temporary, path)
            except FileExistsError:
                return
        _sync_folder(path.parent)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
