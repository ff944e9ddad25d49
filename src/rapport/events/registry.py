"""Who listens to which fact; filled once at start-up by `config/wiring.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rapport.lib.actor import Actor

Handler = Callable[[Actor, Any], None]

FACTS: dict[str, type] = {}
NOW: dict[type, list[Handler]] = {}
LATER: dict[type, list[str]] = {}
HANDLERS: dict[str, Handler] = {}


def fact(cls: type) -> type:
    """Register a frozen dataclass as a fact; its kind is "feature.ClassName" and must be free."""
    kind = f"{cls.__module__.split('.')[-2]}.{cls.__name__}"
    if kind in FACTS and FACTS[kind].__qualname__ != cls.__qualname__:
        raise RuntimeError(f"Two facts are called {kind}.")
    FACTS[kind] = cls
    cls.kind = kind  # type: ignore[attr-defined]
    return cls


def connect(now: dict[type, list[Handler]], later: dict[type, list[Handler]]) -> None:
    """Wire facts to handlers; a handler is named by module and function, so that rows survive a restart."""
    NOW.clear()
    NOW.update(now)
    LATER.clear()
    HANDLERS.clear()
    for kind, handlers in later.items():
        names = []
        for handler in handlers:
            name = f"{handler.__module__}.{handler.__name__}"
            HANDLERS[name] = handler
            names.append(name)
        LATER[kind] = names
