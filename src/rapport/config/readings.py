"""What is read is remembered (SEC-14): for each page, whether opening it is a reading, and of what.

Part of the wiring, because it names the pages of every room. A page that stands in no list fails the tests, so that a
new one cannot forget it. Words are never kept, not even those searched for; what was read and from where is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from rapport.events import services as events


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page shows: its kind, the part of its address that says which, and a field without which it shows none."""

    kind: str
    slot: str = ""
    only_with: str = ""
    every_time: bool = False


READINGS: dict[str, Reading] = {
    "person": Reading("person", "person_id"),
    "person_overview": Reading("person", "person_id"),
    "person_consent": Reading("person", "person_id"),
    "person_edit": Reading("person", "person_id"),
    "compose": Reading("person", "person_id"),
    "people_merge": Reading("person", "one_id"),
    "application": Reading("application", "application_id"),
    "item": Reading("item", "interaction_id"),
    "item_edit": Reading("item", "interaction_id"),
    "item_rewrite": Reading("item", "interaction_id"),
    "message": Reading("message", "interaction_id"),
    "message_frame": Reading("message", "interaction_id"),
    "message_source": Reading("source", "interaction_id", every_time=True),
    "triage_frame": Reading("mail", "mail_id"),
    "sandbox_mail": Reading("sandbox", "mail_id"),
    "sandbox_letter": Reading("sandbox", "mail_id"),
    "sandbox_eml": Reading("sandbox", "mail_id"),
    "sandbox_file": Reading("sandbox", "mail_id"),
    "access_log": Reading("access_log"),
    "inbox": Reading("person", only_with="c"),
    "search": Reading("search", only_with="q", every_time=True),
    "palette": Reading("search", only_with="q"),
}

# Pages that know more of what is read than their address does, and write it down themselves.
BY_THEMSELVES = {"audit", "file", "jobs-export", "job-candidates-export", "people_export"}


class ReadingsMiddleware:
    """Writes the reading down once the page is there; a page that was refused, or was not there, was not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        reading = READINGS.get(match.url_name or "") if match else None
        if reading and match and request.method == "GET" and response.status_code == 200:
            self._note(request, reading, match.kwargs)
        return response

    def _note(self, request: HttpRequest, reading: Reading, slots: dict[str, object]) -> None:
        actor, viewer = getattr(request, "actor", None), getattr(request, "viewer", None)
        if (
            actor is None
            or viewer is None
            or (reading.only_with and not request.GET.get(reading.only_with, "").strip())
        ):
            return
        ref = slots.get(reading.slot) or getattr(request, "read_id", 0)
        events.note_reading(
            actor,
            reading.kind,
            ref if isinstance(ref, int) else 0,
            why="audit" if viewer.can("timeline:audit") else "",
            ip=get_adapter().get_client_ip(request),
            agent=request.headers.get("User-Agent", ""),
            every_time=reading.every_time,
        )
