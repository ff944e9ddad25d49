"""What the shell shows: entries of the rail, of "+ New" and of the person's own menu, and the bell.

Features register theirs in `AppConfig.ready`; the order of registration does not matter. Nothing here knows a feature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rapport.web.routes import SIGNED_IN

Text = str | Promise
# A figure, none, or the rows to be counted: all rows of a page's figures are counted in one statement.
Counted = int | QuerySet[Any] | None
Count = Callable[[HttpRequest], Counted]


class Group(StrEnum):
    """The rail's groups, in the order of the rail; the first and the last have no heading."""

    DAY = "day"
    HIRE = "hire"
    NURTURE = "nurture"
    MESSAGING = "messaging"
    GOVERN = "govern"
    LAST = "last"


LABELS: dict[Group, Text] = {
    Group.DAY: "",
    Group.HIRE: _("Hire"),
    Group.NURTURE: _("Nurture"),
    Group.MESSAGING: _("Messaging"),
    Group.GOVERN: _("Govern"),
    Group.LAST: "",
}


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the rail; `hot` paints its count, `key` is a shortcut such as "g i", `topic` names the count that
    a pulse may refresh, `prefix` widens where it counts as the place one is in."""

    group: Group | str
    order: int
    label: Text
    url_name: str
    icon: str
    permission: str = SIGNED_IN
    count: Count | None = None
    hot: bool = False
    key: str = ""
    topic: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of "+ New" or of the person's own menu; with `dialog` it opens over the page."""

    order: int
    label: Text
    url_name: str
    icon: str
    permission: str = SIGNED_IN
    key: str = ""
    dialog: bool = False


@dataclass(frozen=True, slots=True)
class Bell:
    url_name: str
    count: Count
    topic: str = "bell"


class Registry:
    """What has been registered so far; one for the process, a fresh one in tests."""

    def __init__(self) -> None:
        self._nav: dict[tuple[str, str], NavItem] = {}
        self._new: dict[str, MenuItem] = {}
        self._own: dict[str, MenuItem] = {}
        self.bell: Bell | None = None

    def add(self, item: NavItem) -> None:
        self._nav[(Group(item.group), item.url_name)] = item

    def add_new(self, item: MenuItem) -> None:
        self._new[item.url_name] = item

    def add_own(self, item: MenuItem) -> None:
        self._own[item.url_name] = item

    def set_bell(self, url_name: str, count: Count, topic: str = "bell") -> None:
        self.bell = Bell(url_name, count, topic)

    @property
    def nav(self) -> Iterable[NavItem]:
        groups: list[Any] = list(Group)
        return sorted(self._nav.values(), key=lambda item: (groups.index(Group(item.group)), item.order))

    @property
    def new(self) -> Iterable[MenuItem]:
        return sorted(self._new.values(), key=lambda item: item.order)

    @property
    def own(self) -> Iterable[MenuItem]:
        return sorted(self._own.values(), key=lambda item: item.order)


registry = Registry()
add = registry.add
add_new = registry.add_new
add_own = registry.add_own
set_bell = registry.set_bell
