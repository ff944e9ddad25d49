"""The context processor behind every page: `shell` with rail, menus, bell, theme and direction.

Everything is worked out when the template asks for it, so that a fragment pays for nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_bidi

from rapport.web import nav
from rapport.web.routes import PUBLIC, SIGNED_IN

logger = logging.getLogger(__name__)
THEMES = ("light", "dark", "auto")
THEME_COOKIE = "theme"
# Going from page to page, a reader sees the figures of some seconds ago; the pulse puts them right.
KEPT_FOR = 0 if settings.TESTING else 5
MOST_KEPT = 1000
_kept: dict[tuple[int, tuple[str, ...]], tuple[float, dict[str, int]]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    label: nav.Text
    url: str
    icon: str
    count: int | None = None
    hot: bool = False
    active: bool = False
    key: str = ""
    topic: str = ""
    dialog: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    label: nav.Text
    items: list[Entry]


def address(url_name: str) -> str | None:
    """Where a name leads, or None (and a line in the log) when the feature is not wired."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        logger.warning("No page is called %s.", url_name)
        return None


def may(request: HttpRequest, permission: str) -> bool:
    """Whether to show an entry: a hint for the eye, never the gate."""
    if permission == PUBLIC:
        return True
    user = getattr(request, "user", None)
    if permission == SIGNED_IN:
        return bool(user and user.is_authenticated)
    can = getattr(request, "can", None)
    return bool(can and can(permission))


class Shell:
    def __init__(self, request: HttpRequest, registry: nav.Registry = nav.registry) -> None:
        self.request = request
        self.registry = registry

    @property
    def user(self) -> Any:
        user = getattr(self.request, "user", None)
        return user if user and user.is_authenticated else None

    @property
    def name(self) -> str:
        user = self.user
        return str(getattr(user, "name", "") or getattr(user, "email", "") or user or "")

    @property
    def email(self) -> str:
        return str(getattr(self.user, "email", "") or "")

    @property
    def layout(self) -> str:
        """The layout for a page that may be met signed in or not, such as an error."""
        return "web/base.html" if self.user else "web/bare.html"

    @property
    def dir(self) -> str:
        return "rtl" if get_language_bidi() else "ltr"

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[tuple[str, str]]:
        return [(code, str(name)) for code, name in settings.LANGUAGES]

    @property
    def theme(self) -> str:
        wish = getattr(self.user, "theme", "") or self.request.COOKIES.get(THEME_COOKIE, "")
        return wish if wish in THEMES else "auto"

    @property
    def first_paint(self) -> str:
        return "dark" if self.theme == "dark" else "light"

    @property
    def search_text(self) -> str:
        return self.request.GET.get("q", "") if self.request.path.startswith("/search") else ""

    @cached_property
    def nav(self) -> list[Section]:
        """The rail, without what the reader may not open."""
        places = [(item, address(item.url_name)) for item in self.registry.nav if may(self.request, item.permission)]
        here = self._here([(item.prefix or url, url) for item, url in places if url])
        sections: dict[nav.Group, list[Entry]] = {}
        for item, url in places:
            if url is None:
                continue
            count = self._figures.get(item.url_name)
            entry = Entry(item.label, url, item.icon, count, item.hot, url == here, item.key, item.topic)
            sections.setdefault(nav.Group(item.group), []).append(entry)
        return [Section(str(group), nav.LABELS[group], items) for group, items in sections.items()]

    @cached_property
    def _figures(self) -> dict[str, int]:
        """The figures of rail and bell by the name of their page, those that are rows counted in one statement."""
        if not getattr(self.request, "can", None):
            return {}  # nobody is signed in, or nobody said who it is
        wanted = [(i.url_name, i.count) for i in self.registry.nav if i.count and may(self.request, i.permission)]
        if self.registry.bell and self.user:
            wanted.append((self.registry.bell.url_name, self.registry.bell.count))
        key, now = (getattr(self.user, "pk", 0), tuple(name for name, _ in wanted)), time.monotonic()
        at, kept = _kept.get(key, (0.0, {}))
        if now - at < KEPT_FOR:
            return kept
        asked = {name: count(self.request) for name, count in wanted}
        rows = {name: found for name, found in asked.items() if isinstance(found, QuerySet)}
        figures = {name: found for name, found in asked.items() if isinstance(found, int)} | counted(rows)
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        _kept[key] = (now, figures)
        return figures

    def _here(self, places: list[tuple[str, str]]) -> str | None:
        path = self.request.path
        under = [(len(start), url) for start, url in places if path == url or (start != "/" and path.startswith(start))]
        return max(under)[1] if under else None

    @cached_property
    def new_items(self) -> list[Entry]:
        return self._menu(self.registry.new)

    @cached_property
    def own_items(self) -> list[Entry]:
        return self._menu(self.registry.own)

    def _menu(self, items: Any) -> list[Entry]:
        shown = ((item, address(item.url_name)) for item in items if may(self.request, item.permission))
        return [Entry(i.label, url, i.icon, key=i.key, dialog=i.dialog) for i, url in shown if url is not None]

    @cached_property
    def bell(self) -> Entry | None:
        bell = self.registry.bell
        url = address(bell.url_name) if bell and self.user else None
        if bell is None or url is None:
            return None
        return Entry("", url, "bell", self._figures.get(bell.url_name), topic=bell.topic)


def forget(user_id: int) -> None:
    """Count anew on this reader's next page: they are about to change something."""
    for key in [key for key in _kept if key[0] == user_id]:
        _kept.pop(key, None)


def counted(rows: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each of these queries has, in one statement for all of them."""
    names = list(rows)
    figures = [
        rows[name]
        .order_by()
        .annotate(place=Value(place))
        .values("place")
        .annotate(n=Count("pk"))
        .values_list("place", "n")
        for place, name in enumerate(names)
    ]
    if not figures:
        return {}
    found = dict(figures[0].union(*figures[1:], all=True) if len(figures) > 1 else figures[0])
    return {name: found.get(place, 0) for place, name in enumerate(names)}


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
