"""Who listens to which fact; filled once at start-up by `config/wiring.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rapport.lib.actor import Actor

Handler = Callable[[Actor, Any], None]
SetHandler = Callable[[Actor, Sequence[Any]], None]

FACTS: dict[str, type] = {}
NOW: dict[type, list[Handler]] = {}
LATER: dict[type, list[str]] = {}
HANDLERS: dict[str, Handler] = {}


def set_wise(handler: SetHandler) -> Handler:
    """Mark a handler for now that takes all facts of one publication at once, so that a window costs one call."""
    handler.takes_all = True  # type: ignore[attr-defined]
    return handler


def only_when(wanted: Callable[[Any], bool]) -> Callable[[Handler], Handler]:
    """Let a handler for later hear only of such facts; for the others no work is queued at all."""

    def mark(handler: Handler) -> Handler:
        handler.wanted = wanted  # type: ignore[attr-defined]
        return handler

    return mark


def run_now(actor: Actor, facts: Sequence[Any]) -> None:
    """Run what listens for now to these facts, which are all of one kind."""
    for handler in NOW.get(type(facts[0]), ()):
        if getattr(handler, "takes_all", False):
            handler(actor, facts)
        else:
            for fact in facts:
                handler(actor, fact)


def listening_later(fact: Any) -> list[str]:
    """The names of the handlers that are to hear of this fact later."""
    names = LATER.get(type(fact), ())
    return [name for name in names if (wanted := getattr(HANDLERS[name], "wanted", None)) is None or wanted(fact)]


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
