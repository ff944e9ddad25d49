"""The product's own source, as the house tests read it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "rapport"


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        """The path inside the package, with forward slashes."""
        return self.path.relative_to(PACKAGE).as_posix()

    @functools.cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @property
    def rooms(self) -> tuple[str, ...]:
        """Folders and file below the feature: `messaging/services/send.py` is ("services", "send")."""
        return (*self.path.relative_to(PACKAGE).parts[1:-1], self.path.stem)

    def is_in(self, *rooms: str) -> bool:
        return bool(set(self.rooms) & set(rooms))

    def walk(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)


@functools.cache
def modules() -> tuple[Module, ...]:
    """All modules of the product, without its tests."""
    return tuple(Module(path) for path in sorted(PACKAGE.rglob("*.py")) if "tests" not in path.parts)


@functools.cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.glob("*/templates/**/*.html")))


def place(path: Path, line: int | None = None) -> str:
    """A place a terminal can jump to."""
    return f"{path.relative_to(ROOT)}{'' if line is None else f':{line}'}"
