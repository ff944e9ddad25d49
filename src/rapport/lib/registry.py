"""A registry of named things, and the folder scan that fills it: to add a thing, add a file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Things by name, in the order in which they came; a name is taken once."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        """Keep the thing under its name, or raise if the name is taken."""
        if name in self._things:
            raise LookupError(f"Two of the kind “{self.kind}” are called “{name}”.")
        self._things[name] = thing
        return thing

    def named(self, name: str) -> Callable[[T], T]:
        """Decorate a thing to add it under this name."""
        return lambda thing: self.add(name, thing)

    def get(self, name: str) -> T:
        """Return the thing of that name, or raise a LookupError that lists the names there are."""
        if name not in self._things:
            raise LookupError(f"No {self.kind} is called “{name}”; there are: {', '.join(self._things) or 'none'}.")
        return self._things[name]

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)

    def items(self) -> Iterator[tuple[str, T]]:
        return iter(self._things.items())


def load_folder(package: str) -> list[ModuleType]:
    """Import every module of the package's folder, in the order of their names, so that each can register itself.

    `base` and `tests` are the folder's own furniture, and a leading underscore hides a module.
    """
    folder = importlib.import_module(package)
    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    plugins = [name for name in names if name not in {"base", "tests"} and not name.startswith("_")]
    return [importlib.import_module(f"{package}.{name}") for name in plugins]
