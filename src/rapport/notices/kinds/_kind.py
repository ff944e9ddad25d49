"""What a kind of notice declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from rapport.lib.registry import Registry

if TYPE_CHECKING:
    from rapport.notices.models import Notice

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """Its name in the list of wishes, its icon, how it is told, where it leads, and how one hears of it unasked.

    The sentence has slots for `{person}`, for ids among the notice's params (`who_id` is `{who}`), and for
    other params; names are looked up for a whole page at once.
    """

    label: Text
    icon: str
    sentence: Text
    url: Callable[[Notice], str]
    way: Literal["app", "mail", "digest", "never"] = "digest"
    tone: str = ""


KINDS: Registry[Kind] = Registry("kind of notice")


def link(name: str, *ids: int | None) -> str:
    """The address of a page above us by its name; the list of notices where there is no such page."""
    try:
        return reverse(name, args=ids) if None not in ids else reverse("notices")
    except NoReverseMatch:
        return reverse("notices")


def to_item(notice: Notice) -> str:
    """The item on its candidate's timeline, else the candidate."""
    return link("item", notice.ref_id) if notice.ref_kind == "item" else to_person(notice)


def to_person(notice: Notice) -> str:
    return link("person", notice.person_id)


def to_task(notice: Notice) -> str:
    return link("task", notice.ref_id)
