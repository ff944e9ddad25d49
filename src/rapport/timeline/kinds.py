"""What each kind of item looks like and says: one file per kind in `<room>/timeline_kinds/`.

A file declares `KIND`, `ICON` and `LABEL`, and where they apply `TONE` (the colour of its dot), `FILTER` (the chip that
finds it), `IS_LINE` (a quiet line instead of a card), `FOLDS` (it folds among its like) and `sentence(line)`, which
tells code and parameters in the reader's language. It imports nothing from here, so that any room may bring one.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from rapport.lib.registry import Registry, load_folder

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Look:
    """How items of one kind are shown."""

    kind: str
    icon: str
    label: Text
    tone: str = ""
    filter: Text = ""
    order: int = 99
    is_line: bool = False
    folds: bool = False
    sentence: Callable[[Any], Any] | None = None


KINDS: Registry[Look] = Registry("timeline kind")
UNKNOWN = Look("", "circle-dot", "")


def load() -> None:
    """Read the folders of all rooms, once."""
    if len(KINDS):
        return
    for room in apps.get_app_configs():
        package = f"{room.name}.timeline_kinds"
        if room.name.startswith("rapport.") and importlib.util.find_spec(package):
            for module in load_folder(package):
                KINDS.add(module.KIND, _look(module))


def look(kind: str) -> Look:
    return KINDS.get(kind) if kind in KINDS else UNKNOWN


def filters() -> list[tuple[Text, list[str]]]:
    """The chips of the filter bar with the kinds they find, in the order the kinds wish."""
    chips: dict[Text, list[str]] = {}
    for _, one in sorted(KINDS.items(), key=lambda pair: (pair[1].order, pair[0])):
        if one.filter:
            chips.setdefault(one.filter, []).append(one.kind)
    return list(chips.items())


def _look(module: ModuleType) -> Look:
    return Look(
        kind=module.KIND,
        icon=module.ICON,
        label=module.LABEL,
        tone=getattr(module, "TONE", ""),
        filter=getattr(module, "FILTER", ""),
        order=getattr(module, "ORDER", 99),
        is_line=getattr(module, "IS_LINE", False),
        folds=getattr(module, "FOLDS", False),
        sentence=getattr(module, "sentence", None),
    )
