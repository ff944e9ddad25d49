"""Sizes, names and the places where errors may end."""

from __future__ import annotations

import ast

from tests.house.source import PACKAGE, Module, modules, place

MOST_LINES = 400
BANNED_NAMES = {"utils", "helpers", "common", "misc", "core", "manager", "base", "data", "info"}
# Whatever goes wrong in these ends in a row or an answer that a human or a sending server can find.
LAST_RESORTS = {
    "__main__.py",  # the mail server that pipes a mail keeps it and tries again
    "worker/loop.py",  # the sweep's row
    "config/management/listener.py",  # the sending server keeps the mail and tries again
    "events/services/reactions.py",  # the reaction's row; the next reaction must still run
    "messaging/services/filing.py",  # the mail's row; after three tries it waits for a human
}


def test_modules_stay_readable():
    long = [f"{place(m.path)}: {count} lines" for m in modules() if (count := len(m.text.splitlines())) > MOST_LINES]
    assert not long, "Split these by verb:\n" + "\n".join(long)


def test_names_say_something():
    found = [
        place(path)
        for path in [*PACKAGE.rglob("*.py"), *(p for p in PACKAGE.rglob("*") if p.is_dir())]
        if path.stem in BANNED_NAMES and "management" not in path.parts and "templates" not in path.parts
        if "static" not in path.parts and "assets" not in path.parts
    ]
    assert not found, "These names could mean anything:\n" + "\n".join(found)


def is_door_for_webhooks(module: Module) -> bool:
    return module.is_in("webhooks")


def catches_everything(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"} for kind in kinds)


def passes_it_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_only_the_last_resorts_catch_everything():
    found = [
        place(module.path, node.lineno)
        for module in modules()
        if module.name not in LAST_RESORTS and not is_door_for_webhooks(module)
        for node in module.walk()
        if isinstance(node, ast.ExceptHandler) and catches_everything(node) and not passes_it_on(node)
    ]
    assert not found, "Catch only what you can finish:\n" + "\n".join(found)
