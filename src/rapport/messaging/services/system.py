"""Mails that log themselves: application received, status changed, an application to be completed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.content import services as content
from rapport.content.wording import BUILTIN
from rapport.jobs import queries as jobs
from rapport.jobs.events import ApplicationReceived, StageChanged
from rapport.jobs.models import Application, Stage
from rapport.jobs.moves import MailPreview
from rapport.jobs.services import audience_for
from rapport.lib.actor import SYSTEM, Actor
from rapport.lib.errors import Invalid, RenderError
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.models import Message
from rapport.messaging.queries import wire
from rapport.messaging.queries.typed import of_draft as words_of
from rapport.messaging.services.drafts import discard_personal, take_personal
from rapport.messaging.services.send import send
from rapport.people import queries as people
from rapport.people.models import Agency, ContactPoint
from rapport.timeline.models import Direction, Kind
from rapport.timeline.services import Entry, record

LANES = {"interview": "urgent"}  # whoever is invited must not wait behind anything


def on_application_received(actor: Actor, fact: ApplicationReceived) -> None:
    """Tell the candidate that their application has arrived, in the transaction that took it in."""
    if fact.source in {"sourced", "import"}:
        return  # they did not apply themselves
    _send(actor, _application(fact.application_id), "application_received", cause=f"application:{fact.application_id}")


def on_stage_changed(actor: Actor, fact: StageChanged) -> None:
    """Send the status mail that whoever moved the application decided on."""
    application = _application(fact.application_id)
    if fact.mail == "personal" and fact.personal_ref:
        _send_personal(actor, application, fact.personal_ref)
    elif fact.mail in {"sent", "scheduled"}:
        send_at = datetime.fromisoformat(fact.send_at) if fact.send_at else None
        cause = f"move:{fact.move_id}" if fact.move_id else ""
        _send(actor, application, f"status_{application.stage.kind}", send_at=send_at, cause=cause)


def _send_personal(actor: Actor, application: Application, reference: str) -> None:
    """Send the words that whoever moved the application wrote themselves, in their name."""
    draft = take_personal(reference)
    words = words_of(draft)
    mails = _mails(application)
    if not mails:
        _note_not_sent(actor, application, f"status_{application.stage.kind}")
        return
    for to, copies in mails:
        send(
            actor,
            SendRequest(
                person_id=application.person_id,
                to=to,
                copies=copies,
                subject=words.get("subject", ""),
                html=words.get("html", ""),
                job_id=application.job_id,
                application_id=application.pk,
                audience_id=audience_for("everyone", job_id=application.job_id),
                purpose=BUILTIN[f"status_{application.stage.kind}"].purpose,
            ),
        )
    discard_personal(draft)


def request_update(actor: Actor, application_id: int, request: str) -> Message | None:
    """Ask the candidate to complete their application; the request is quoted in the mail."""
    application = jobs.application(accounts.viewer_of(actor), application_id)
    accounts.require(actor, "messaging:send", jobs.scope_of(actor, application.job))
    if not request.strip():
        raise Invalid({"request": _("Say what is missing.")})
    return _send(actor, _application(application_id), "update_requested", {"request": request.strip()})


def preview(viewer: Viewer, application: Application, stage: Stage) -> MailPreview | None:
    """The status mail that moving to this stage would send; None when the stage sends none."""
    key = f"status_{stage.kind}"
    full = _application(application.pk)
    recipients = [one for to, copies in _mails(full) for one in (to, *copies)]
    if not stage.mails_on_entry or key not in BUILTIN or not recipients:
        return None
    try:
        words = content.render(key, full.person.language, context_of(full))
    except RenderError:
        return None
    points = ContactPoint.objects.in_bulk([r.contact_point_id for r in recipients if r.contact_point_id])
    to_line = ", ".join(p.value for p in points.values())
    return MailPreview(words.subject, words.html, to_line, wire.page(words.html, full.person.language))


def context_of(application: Application) -> dict[str, Any]:
    """What a mail about an application may name, as plain values."""
    person, job = application.person, application.job
    return {
        "person": {"full_name": person.full_name, "call_name": person.call_name or person.full_name},
        "job": {"title": job.title, "city": job.city, "reference": job.reference},
        "brand": {"name": job.brand.name},
    }


def _application(id: int) -> Application:
    return Application.objects.select_related(
        "person", "job__brand", "job__owner", "stage", "submitted_by__agency"
    ).get(pk=id)


def _send(
    actor: Actor,
    application: Application,
    key: str,
    extra: Mapping[str, Any] | None = None,
    *,
    send_at: datetime | None = None,
    cause: str = "",
) -> Message | None:
    """Send a built-in mail; the same cause never sends one recipient the same mail twice."""
    if key not in BUILTIN:
        return None
    mails = _mails(application)
    set_off_by = actor.id if actor.is_user else None
    if not mails:
        _note_not_sent(actor, application, key)
        return None
    try:
        words = content.render(key, application.person.language, {**context_of(application), **(extra or {})})
    except RenderError:
        # Better no mail, and a line that says so, than "Dear ,": and no reason to undo what set it off.
        _note_not_sent(actor, application, key, "unfilled")
        return None
    sent = [
        send(
            SYSTEM,
            SendRequest(
                person_id=application.person_id,
                to=to,
                copies=copies,
                subject=words.subject,
                html=words.html,
                text=words.text,
                job_id=application.job_id,
                application_id=application.pk,
                audience_id=audience_for("everyone", job_id=application.job_id),
                send_at=send_at,
                origin="system",
                lane=LANES.get(BUILTIN[key].purpose, "normal"),
                once=f"{key}:{cause}:{to.contact_point_id}" if cause else "",
                purpose=BUILTIN[key].purpose,
                language=words.language,
                template_key=words.key,
                template_version=words.version,
                set_off_by_id=set_off_by,
                is_demo=application.is_demo,
            ),
        )
        for to, copies in mails
    ]
    return sent[0]


def _mails(application: Application) -> list[tuple[Recipient, list[Recipient]]]:
    """Each mail's recipient and copies, the candidate's first, as the job says, or else the agency.

    To the agency's contact alone; to the candidate with the contact in copy; or one mail to each.
    """
    candidate = _to(_address_of(people.group_ids(application.person_id)))
    contact = application.submitted_by
    theirs = _to(_address_of([contact.pk])) if contact else None
    agency = contact.agency if contact else None
    wish = application.job.agency_mail_to or (agency.mail_to if agency else Agency.MailTo.CANDIDATE)
    if candidate is None or theirs is None:
        return [(one, []) for one in (candidate, theirs) if one is not None]
    if wish == Agency.MailTo.CONTACT:
        return [(theirs, [])]
    if wish == Agency.MailTo.BOTH:
        return [(candidate, []), (theirs, [])]
    return [(candidate, [replace(theirs, part="cc")])]


def _to(point: ContactPoint | None) -> Recipient | None:
    return Recipient("to", contact_point_id=point.pk) if point is not None else None


def _address_of(person_ids: list[int]) -> ContactPoint | None:
    """The address to write to: the primary one, unless it is dead and another is not."""
    points = [p for p in people.contact_points(person_ids) if p.channel == "email"]
    living = [p for p in points if p.health != ContactPoint.Health.SUPPRESSED]
    return next(iter(living or points), None)


def _note_not_sent(actor: Actor, application: Application, key: str, why: str = "no_address") -> None:
    record(
        actor,
        Entry(
            kind=Kind.NOT_SENT,
            direction=Direction.OUT,
            occurred_at=timezone.now(),
            audience_id=audience_for("everyone", job_id=application.job_id),
            person_ids=[application.person_id],
            job_id=application.job_id,
            application_id=application.pk,
            is_system=True,
            code=f"not_sent.{why}",
            params={"template": key},
        ),
    )
