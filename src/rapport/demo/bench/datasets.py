"""Data sets to measure on: filled once, kept outside the repository under a key of their shape, copied for each run."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import rapport
from rapport.demo.bench.engines import PREFIX, Place, databases, drop, servers

Fill = Callable[[Place], None]
# Whatever decides which rows a data set holds; later migrations are applied to the copy, as to any other house.
_SHAPE = ("demo/scale.py", "demo/bench/prose.py", "demo/bench/rows.py")


def folder() -> Path:
    """Where data sets are kept."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "rapport-bench"


def key(size: str) -> str:
    """The size and a digest of the code that makes the rows; another shape gives another key."""
    root, digest = Path(rapport.__file__).parent, hashlib.sha256()
    for path in sorted(path for pattern in _SHAPE for path in root.glob(pattern)):
        digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return f"{size}_{digest.hexdigest()[:12]}"


@contextmanager
def copies(size: str, fill: Fill) -> Iterator[list[Place]]:
    """A copy of the data set on each engine, gone afterwards; what is not kept yet is filled first, side by side."""
    kept = [_kept(name, server, key(size)) for name, server in servers().items()]
    missing = [place for place in kept if not place.exists()]
    with ThreadPoolExecutor(len(kept)) as pool:
        list(pool.map(lambda place: _make(place, size, fill), missing))
    with TemporaryDirectory(prefix="rapport-bench-") as temporary:
        mine = [_run(place, Path(temporary)) for place in kept]
        try:
            for place, copy in zip(kept, mine, strict=True):
                place.copy_to(copy)
            yield mine
        finally:
            for copy in mine:
                copy.remove()


def forget(size: str) -> None:
    """Take away what is kept in this size."""
    for name, server in servers().items():
        _forget(name, server, size)


def _forget(name: str, server: str, size: str) -> None:
    for home in folder().glob(f"{name.lower()}-{size}_*"):
        shutil.rmtree(home)
    for database in databases(server) if server else ():
        if database.startswith(f"{PREFIX}{size}_"):
            drop(server, database)


def _kept(name: str, server: str, key: str) -> Place:
    return Place(name, folder() / f"{name.lower()}-{key}", server, f"{PREFIX}{key}" if server else "")


def _run(kept: Place, within: Path) -> Place:
    database = f"{PREFIX}run_{secrets.token_hex(4)}" if kept.server else ""
    return Place(kept.name, within / kept.name.lower(), kept.server, database)


def _make(kept: Place, size: str, fill: Fill) -> None:
    """Fill under another name and give it its own when it is whole; older ones of this size on this engine go."""
    making = _run(kept, folder() / f"making-{secrets.token_hex(4)}")
    try:
        making.begin()
        fill(making)
        _forget(kept.name, kept.server, size)
        making.move_to(kept)
    finally:
        making.remove()
        shutil.rmtree(making.home.parent, ignore_errors=True)
