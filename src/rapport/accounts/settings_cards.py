"""The cards of the settings page. Each feature adds its own in `AppConfig.ready`; nothing here knows a feature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

# In the order of the page; a card of an unknown group stands at the end.
GROUPS: dict[str, Text] = {
    "people": _("People and access"),
    "company": _("Company"),
    "hiring": _("Hiring"),
    "messages": _("Messages"),
    "records": _("Records and proof"),
    "system": _("System"),
}


@dataclass(frozen=True, slots=True)
class Card:
    group: str
    order: int
    label: Text
    url_name: str
    icon: str
    permission: str
    hint: Text
    alarm: Callable[[], int] | None = None  # how many things there want a look; shown in red


_cards: dict[str, Card] = {}


def add(
    group: str,
    order: int,
    label: Text,
    url_name: str,
    icon: str,
    permission: str,
    hint: Text,
    alarm: Callable[[], int] | None = None,
) -> None:
    """Put a card on the settings page; adding the same page again replaces it."""
    _cards[url_name] = Card(group, order, label, url_name, icon, permission, hint, alarm)


def cards() -> list[Card]:
    groups = list(GROUPS)
    return sorted(_cards.values(), key=lambda c: (groups.index(c.group) if c.group in groups else len(groups), c.order))
