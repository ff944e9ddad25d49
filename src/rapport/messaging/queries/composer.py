"""What the composer on a candidate's page offers (a query room)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rapport.accounts.queries import Viewer
from rapport.consent.queries import address_hash
from rapport.jobs import queries as jobs
from rapport.jobs.models import Application
from rapport.lib.decision import Decision
from rapport.messaging import policy, queries, reasons
from rapport.messaging.domain import SendFacts
from rapport.messaging.models import Draft, Message
from rapport.messaging.queries.facts import at_queueing
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person
from rapport.vault import queries as vault

MAX_FILES = 7 * 1024 * 1024  # base64 grows by a third; the whole mail stays under 10 MB (MAIL-15)


@dataclass(frozen=True)
class Composer:
    """Everything the form shows; `why_not` is filled when writing would be refused."""

    person: Person
    points: Sequence[ContactPoint]
    to: ContactPoint | None
    copies: Sequence[ContactPoint]
    applications: Sequence[Application]
    job_id: int | None
    reply_to: Message | None
    subject: str
    html: str
    decision: Decision | None
    why_not: Sequence[str] = field(default_factory=list)
    may_send: bool = False
    max_files: int = MAX_FILES


def for_person(viewer: Viewer, person: Person, *, reply_to_id: int | None = None) -> Composer:
    """The composer for a candidate: their addresses, contact in copy, jobs, draft, and whether it may be sent."""
    group = people.ids_of(person)
    points = [p for p in people.contact_points(group) if p.channel == "email"]
    living = [p for p in points if p.health != ContactPoint.Health.SUPPRESSED]
    to = next(iter(living or points), None)
    contact = person.submitted_by
    copies = [p for p in people.contact_points([contact.pk]) if p.channel == "email"][:1] if contact else []
    applications = jobs.applications_of(viewer, group)
    running = [a for a in applications if a.closed_at is None] or applications
    reply = queries.visible_message(viewer, reply_to_id) if reply_to_id else None
    words = draft_words(viewer, person)
    decision = _decision(viewer, person, to)
    return Composer(
        person=person,
        points=points,
        to=to,
        copies=copies,
        applications=applications,
        job_id=(reply.interaction.job_id if reply else None) or (running[0].job_id if running else None),
        reply_to=reply,
        subject=words.get("subject") or (_reply_subject(reply) if reply else ""),
        html=words.get("html", ""),
        decision=decision,
        why_not=reasons.reasons(decision) if decision and not decision.is_allowed else [],
        may_send=viewer.can("messaging:send", jobs.scope_of_person(viewer.actor, group)),
    )


def _decision(viewer: Viewer, person: Person, to: ContactPoint | None) -> Decision | None:
    if to is None:
        return None
    mark = address_hash(to.value)
    read: dict[bytes, SendFacts] = at_queueing(
        viewer.actor, person=person, hashes=[mark], purpose="hiring", origin="manual", unfilled=()
    )
    return policy.judge(read[mark])


def _reply_subject(message: Message) -> str:
    item = queries.opened([message]).get(message.pk)
    subject = item.text("timeline_interaction", "subject", message.interaction.subject) if item else ""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}" if subject else ""


def draft_words(viewer: Viewer, person: Person) -> dict[str, Any]:
    """What the viewer has typed for this person and not sent."""
    draft = queries.draft_of(viewer, person)
    return words_of(draft) if draft else {}


def words_of(draft: Draft) -> dict[str, Any]:
    item = vault.open_by_id([bytes(draft.seal_id)]).get(bytes(draft.seal_id))
    found: dict[str, Any] = json.loads(item.text("messaging_draft", "words", draft.words)) if item else {}
    return found
