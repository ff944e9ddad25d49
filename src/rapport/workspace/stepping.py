"""Stepping through a list from page to page: "12 of 87", the one before, the one after.

A link from the list carries the list itself: its filters, the position and the total, signed. Neighbours are
looked up with the viewer's own rights when the page opens, so a link shows nobody more than the list would.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from rapport.workspace.queries.people_filters import Filters, read
from rapport.workspace.queries.stepping import neighbours

SALT = "rapport.workspace.stepping"
PARAMETER = "list"


@dataclass(frozen=True, slots=True)
class Stepper:
    position: int
    total: int
    is_capped: bool
    back_url: str
    previous_url: str
    next_url: str


def token(filters: Filters, position: int, total: int, is_capped: bool) -> str:
    """What a link from the list carries."""
    return signing.dumps([filters.query, position, total, is_capped], salt=SALT, compress=True)


def of(request: HttpRequest, person_id: int | None = None) -> Stepper | None:
    """Where the person on this page stands in the list they were opened from; None when opened otherwise."""
    given = request.GET.get(PARAMETER, "")
    if person_id is None:
        match = request.resolver_match
        person_id = int(match.kwargs.get("person_id") or 0) if match else 0
    try:
        query, position, total, is_capped = signing.loads(given, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    filters = read(dict(parse_qsl(query)))
    before, after = neighbours(request.viewer, filters, person_id)  # type: ignore[attr-defined]

    def leads_to(other: int | None, place: int) -> str:
        if other is None or place < 1:
            return ""
        carried = {PARAMETER: token(filters, place, max(total, place) if not is_capped else total, is_capped)}
        if tab := request.GET.get("tab"):
            carried["tab"] = tab
        # The tab one reads stays the same from person to person.
        path = (request.path or "").replace(f"/{person_id}/", f"/{other}/", 1)
        if f"/{other}/" not in path:
            path = reverse("person", args=[other])
        return f"{path}?{urlencode(carried)}"

    back = reverse("people") + (f"?{filters.query}" if filters.query else "")
    return Stepper(position, total, is_capped, back, leads_to(before, position - 1), leads_to(after, position + 1))


__all__ = ["PARAMETER", "Stepper", "of", "token"]
