"""What other rooms bring to the candidate page: the composer, contact panel, tasks, scheduled messages, links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rapport.accounts.queries import Viewer
from rapport.consent import panel as consent
from rapport.messaging import queries as messaging
from rapport.messaging.forms import MailForm
from rapport.messaging.queries import composer as mail
from rapport.people.models import Person
from rapport.tasks import queries as tasks
from rapport.workspace.queries import Candidate

COMPOSERS: tuple[tuple[str, str | Promise, str, str, str, str], ...] = (
    ("email", _("E-mail"), "mail", "e", "messaging:send", "compose"),
    ("log", _("Log communication"), "phone", "l", "timeline:log", "log"),
    ("note", _("Note"), "note", "n", "timeline:note", "note"),
    ("task", _("Task"), "checkbox", "t", "tasks:edit", "task-new"),
)


@dataclass(frozen=True, slots=True)
class Compose:
    """One way to write, as a tab of the composer."""

    name: str
    label: Any
    icon: str
    key: str
    url: str
    is_dialog: bool = False


def composers(request: HttpRequest, person: Person) -> list[Compose]:
    """The ways to write that the reader may use."""
    found = []
    for name, label, icon, key, permission, view in COMPOSERS:
        if request.can(permission):  # type: ignore[attr-defined]
            url = f"{reverse(view)}?person={person.pk}" if name == "task" else reverse(view, args=[person.pk])
            found.append(Compose(name, label, icon, key, url, is_dialog=name == "task"))
    return found


def letter(viewer: Viewer, person: Person, reply_to: int | None, edits: int | None = None) -> dict[str, Any]:
    """The mail composer, filled: an answer, or another mail in place of one that has not left."""
    shown = mail.for_person(viewer, person, reply_to_id=reply_to, edits_id=edits)
    return {"composer": shown, "form": MailForm()}


def beside(viewer: Viewer, candidate: Candidate) -> dict[str, Any]:
    """The right column: may we write, what comes next."""
    may_ask = viewer.can("consent:read")
    return {
        "contact_panel": consent.for_person(viewer, candidate.person) if may_ask else None,
        "tasks": tasks.panel_for(viewer, candidate.group_ids),
        "scheduled": messaging.upcoming(viewer, candidate.group_ids),
    }


def links(viewer: Viewer, person: Person) -> dict[str, str | None]:
    """Pages of other rooms that the header and the tabs lead to."""
    return {
        "edit": _place("person_edit", person.pk) if viewer.can("people:edit") else None,
        "consent": _place("person_consent", person.pk) if viewer.can("consent:read") else None,
    }


def _place(name: str, *args: Any) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None
