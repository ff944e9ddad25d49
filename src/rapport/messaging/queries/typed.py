"""The fields of the composer as plain values: typed, kept in a draft, or read from a mail that has not left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone

from rapport.accounts.models import Audience
from rapport.accounts.queries import Viewer
from rapport.channels.email import html as mail_html
from rapport.messaging import queries
from rapport.messaging.models import Delivery, Draft, Message
from rapport.messaging.queries.facts import SCHEDULED_AFTER
from rapport.tasks.models import Task
from rapport.timeline import services as timeline
from rapport.timeline.models import Attachment
from rapport.vault import queries as vault

ONE = ("to", "to_other", "subject", "html", "job", "audience", "reply_to", "edits", "send_at", "remind_days")
MANY = ("cc", "bcc", "see_people", "see_roles")
NEVER_ALONE = frozenset({"to", "job", "reply_to", "edits", "cc", "audience", "remind_days"})  # choices, no work lost

Fields = dict[str, Any]


def typed(form: QueryDict, file_ids: list[int] | None = None) -> Fields:
    """What somebody has typed so far."""
    found: Fields = {name: str(form.get(name, "")) for name in ONE}
    found |= {name: [str(value) for value in form.getlist(name) if value] for name in MANY}
    return found | {"files": list(file_ids or [])}


def is_blank(viewer: Viewer, fields: Mapping[str, Any]) -> bool:
    """Whether nothing was written yet: a signature and preset choices are no words."""
    if fields.get("files") or str(fields.get("edits") or ""):
        return False
    subject = str(fields.get("subject", "")).strip()
    return (not subject or bool(fields.get("reply_to"))) and not says_something(viewer, str(fields.get("html", "")))


def says_something(viewer: Viewer, html: str) -> bool:
    """Whether there is more than white space and the writer's own signature."""
    words = " ".join(mail_html.to_text(html).split())
    return bool(words) and words != " ".join(viewer.user.signature.split())


def signature(viewer: Viewer) -> str:
    """The writer's signature as HTML, with an empty line above it to write in; "" when they have none."""
    words = viewer.user.signature.strip()
    return f"<p></p>{mail_html.from_text(words)}" if words else ""


def of_draft(draft: Draft) -> Fields:
    """What a draft keeps; empty once its key is gone."""
    item = vault.open_by_id([bytes(draft.seal_id)]).get(bytes(draft.seal_id))
    found: Fields = json.loads(item.text("messaging_draft", "words", draft.words)) if item else {}
    return found


def of_message(viewer: Viewer, message: Message) -> Fields:
    """Everything with which a mail was queued, as its composer had it."""
    line, item = message.interaction, queries.opened([message]).get(message.pk)
    if item is None:
        return {}
    rows = list(Delivery.objects.filter(message=message).order_by("id"))
    lead = next((row for row in rows if row.part == "to"), None)
    circle = timeline.visibility_of(line.audience_id)
    chosen = [str(id) for id in circle.member_ids]
    here = ZoneInfo(viewer.user.time_zone)
    reminder = Task.objects.filter(until_answer_to=line.pk, code="no_answer", done_at=None, dropped_at=None).first()
    files = Attachment.objects.filter(interaction=line, is_inline=False).values_list("file_id", flat=True)
    return {
        "to": _value(lead) if lead else "",
        "cc": [_value(row) for row in rows if row.part == "cc"],
        "bcc": [_value(row) for row in rows if row.part == "bcc"],
        "subject": item.text("timeline_interaction", "subject", line.subject),
        "html": item.text("messaging_message", "html", message.html),
        "job": str(line.job_id or ""),
        "audience": circle.kind,
        "see_people": [f"u{id}" for id in chosen] if circle.kind == Audience.Kind.PEOPLE else [],
        "see_roles": chosen if circle.kind == Audience.Kind.ROLES else [],
        "reply_to": str(message.in_reply_to.interaction_id) if message.in_reply_to else "",
        "send_at": lead.due_at.astimezone(here).strftime("%Y-%m-%dT%H:%M")
        if lead and lead.due_at > timezone.now() and lead.due_at - line.recorded_at > SCHEDULED_AFTER
        else "",
        "remind_days": str(reminder.params.get("days", "")) if reminder else "",
        "files": list(files),
    }


def _value(row: Delivery) -> str:
    return f"u{row.user_id}" if row.user_id else f"p{row.contact_point_id}" if row.contact_point_id else ""
