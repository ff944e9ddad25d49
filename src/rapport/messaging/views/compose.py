"""Writing to a candidate."""

from __future__ import annotations

import math
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts.request import StaffRequest
from rapport.lib.errors import Conflict, Invalid, RapportError, Refused
from rapport.messaging import queries, services
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.forms import CircleForm, MailForm, circle, number, uploads
from rapport.messaging.models import Message
from rapport.messaging.queries import composer
from rapport.messaging.queries.typed import says_something, typed
from rapport.messaging.reasons import reasons
from rapport.messaging.services import recipients
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.web import notice

UNDO_FOR = 10  # seconds in which a mail can be taken back before it leaves


@require_GET
def form(request: StaffRequest, person_id: int) -> HttpResponse:
    """The composer by itself: for htmx, and as a page of its own."""
    person = people.get(request.viewer, person_id)
    reply, edits = number(request.GET.get("reply")), number(request.GET.get("edit"))
    shown = composer.for_person(request.viewer, person, reply_to_id=reply, edits_id=edits)
    return _answer(request, shown, {"form": MailForm()})


@require_POST
def send(request: StaffRequest, person_id: int) -> HttpResponse:
    """Send, or show every reason why not with nothing that was typed lost."""
    person = people.get(request.viewer, person_id)
    errors: dict[str, Any] = {}
    try:
        before = _as_posted(request, person)
    except Conflict as error:
        errors[""] = [str(error)]
        before = _as_posted(request, person, editing=False)
    mail = MailForm(request.POST, zone=request.viewer.user.time_zone)
    going, problems = _files(request, person, before)
    fields = typed(request.POST, [file.id for file in going])
    unknown: recipients.Unknown | None = None
    if problems:
        errors[""] = [*errors.get("", ()), *problems]
    if not mail.is_valid():
        errors = {field: list(texts) for field, texts in mail.errors.items()} | errors
    if not errors:
        try:
            return _sent(request, person, _send(request, before, mail, fields["files"]))
        except recipients.Unknown as found:
            unknown = found
        except Refused as refused:
            errors = {"": reasons(refused.decision)}
        except Invalid as invalid:
            errors = {field: [text] for field, text in invalid.fields.items()}
        except RapportError as error:
            errors = {"": [str(error)]}
    reply, edits = before.reply_to, before.edits
    fields["edits"] = str(edits.pk) if edits else ""
    services.save_draft(request.actor, person.pk, fields)
    shown = composer.for_person(
        request.viewer,
        person,
        reply_to_id=reply.interaction_id if reply else None,
        edits_id=edits.pk if edits else None,
        given=fields,
    )
    return _answer(request, shown, {"form": mail, "errors": errors, "unknown": unknown}, status=422)


def _as_posted(request: StaffRequest, person: Person, *, editing: bool = True) -> composer.Composer:
    """The composer this form was, to know what it may take along."""
    edits = number(request.POST.get("edits")) if editing else None
    return composer.for_person(request.viewer, person, reply_to_id=number(request.POST.get("reply_to")), edits_id=edits)


def _files(
    request: StaffRequest, person: Person, before: composer.Composer
) -> tuple[list[composer.KeptFile], list[str]]:
    """The files that go along: those kept that are still wanted, and those that came now, which are kept too."""
    wanted = {number(value) for value in request.POST.getlist("kept")}
    kept = [file for file in before.files if file.id in wanted]
    found = uploads(request, beside=sum(file.size for file in kept))
    new = composer.kept_files(recipients.keep_files(person, found.files))
    return [*kept, *new], list(found.problems)


def _send(request: StaffRequest, before: composer.Composer, mail: MailForm, file_ids: list[int]) -> Message:
    given, person = mail.cleaned_data, before.person
    typed_to = request.POST.get("to_other", "").strip() or request.POST.get("to", "")
    if not says_something(request.viewer, given["html"]):
        raise Invalid({"html": _("Write something first.")})
    to = recipients.resolve(request.actor, person, typed_to, "to", learn=given["confirm_address"])
    copies: list[Recipient] = []
    for part in ("cc", "bcc"):
        for value in request.POST.getlist(part):
            copies.append(recipients.resolve(request.actor, person, value, part))
    wanted = SendRequest(
        person_id=person.pk,
        to=to,
        copies=copies,
        subject=given["subject"],
        html=given["html"],
        job_id=given["job"],
        in_reply_to_id=recipients.message_id_of(request.viewer, given["reply_to"]),
        audience_id=recipients.audience(request.actor, person, circle(given), given["job"]),
        send_at=given["send_at"],
        remind_days=given["remind_days"] or 0,
        file_ids=file_ids,
        undo_for=UNDO_FOR,
    )
    if before.edits is not None:
        sent = services.send_instead(request.actor, before.edits, wanted)
    else:
        sent = services.send(request.actor, wanted)
    services.discard_draft(request.actor, person, reply=before.reply_to, edits=before.edits, keep=file_ids)
    return sent


def _sent(request: StaffRequest, person: Person, sent: Message) -> HttpResponse:
    """Say so, and offer to take it back for as long as the server holds it."""
    held_for = math.ceil((sent.at - timezone.now()).total_seconds())
    words = _("Scheduled.") if held_for > UNDO_FOR else _("Sent.")
    place, undo = reverse("person", args=[person.pk]), reverse("message_act", args=[sent.pk, "undo"])
    on_page = request.htmx and (request.htmx.current_url_abs_path or place).split("?")[0] == place
    is_here = on_page or (request.htmx and request.headers.get("X-Stays"))  # the page around it looks again by itself
    if not is_here:
        offer = render_to_string("messaging/_undo.html", {"words": words, "undo": undo}, request)
        messages.success(request, mark_safe(offer))  # noqa: S308 - a template's own output
        return HttpResponse(headers={"HX-Redirect": place}) if request.htmx else redirect(place)
    # On the candidate's page the form closes and the timeline looks again.
    answer = HttpResponse(headers={"HX-Reswap": "none"})
    for event in ("sent", "written", "timeline"):
        notice.trigger(answer, event)
    return notice.tell(answer, words, undo_url=undo, undo_label=_("Undo"), undo_for=min(max(held_for, 0), UNDO_FOR))


def _answer(
    request: StaffRequest, shown: composer.Composer, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    template = "messaging/_composer.html" if request.htmx else "messaging/compose.html"
    values = {**context, "composer": shown, "person": shown.person}
    # htmx swaps only what it is told is fine; the form shows its own errors.
    return render(request, template, values, status=200 if request.htmx else status)


@require_POST
def save_draft(request: StaffRequest, person_id: int) -> HttpResponse:
    """Keep what is being typed."""
    person = people.get(request.viewer, person_id)
    try:
        before = _as_posted(request, person)
    except Conflict:
        before = _as_posted(request, person, editing=False)
    wanted = {number(value) for value in request.POST.getlist("kept")}
    kept = [file.id for file in before.files if file.id in wanted]
    fields = typed(request.POST, kept) | {"edits": str(before.edits.pk) if before.edits else ""}
    kept_now = services.save_draft(request.actor, person_id, fields)
    return render(request, "messaging/_saved.html", {"at": kept_now.saved_at if kept_now else None})


@require_GET
def suggest(request: StaffRequest, person_id: int) -> JsonResponse:
    """Who can be written to: the candidate's addresses, or colleagues and agency contacts in copy (MAIL-17)."""
    person = people.get(request.viewer, person_id)
    found = recipients.suggestions(request.viewer, person, request.GET.get("q", ""), request.GET.get("part", "to"))
    return JsonResponse(found, safe=False)


@require_GET
def pick_person(request: StaffRequest) -> JsonResponse:
    """People by name or address, as far as the viewer may see them."""
    return JsonResponse(recipients.people_like(request.viewer, request.GET.get("q", "")), safe=False)


@require_GET
def who_sees(request: StaffRequest, person_id: int) -> HttpResponse:
    """Who will see this: the members behind a choice of visibility, or what is still missing."""
    person, form = people.get(request.viewer, person_id), CircleForm(request.GET)
    problem = _("Choose who may see it.")
    if form.is_valid():
        given = form.cleaned_data
        try:
            answers = queries.visible_message(request.viewer, given["reply_to"]) if given["reply_to"] else None
            members = recipients.will_see(request.actor, person, circle(given), given["job"], answers)
            return render(request, "messaging/_who_sees.html", {"members": members})
        except Invalid as invalid:
            problem = " ".join(_(str(text)) for text in invalid.fields.values())
        except RapportError as error:
            problem = str(error)
    return render(request, "messaging/_who_sees.html", {"problem": problem})
