"""Writing to a candidate."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts import queries as accounts
from rapport.accounts.request import StaffRequest
from rapport.lib.errors import Invalid, RapportError, Refused
from rapport.messaging import services
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.forms import MailForm, Uploads, uploads
from rapport.messaging.queries import composer
from rapport.messaging.reasons import reasons
from rapport.messaging.services import recipients
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.web import notice


@require_GET
def form(request: StaffRequest, person_id: int) -> HttpResponse:
    """The composer by itself: for htmx, and as a page of its own."""
    person = people.get(request.viewer, person_id)
    reply = request.GET.get("reply", "")
    shown = composer.for_person(request.viewer, person, reply_to_id=int(reply) if reply.isdigit() else None)
    return _answer(request, shown, {"form": MailForm()})


@require_POST
def send(request: StaffRequest, person_id: int) -> HttpResponse:
    """Send, or show every reason why not with nothing that was typed lost."""
    person = people.get(request.viewer, person_id)
    mail, files = MailForm(request.POST), uploads(request)
    errors: dict[str, Any] = {"": list(files.problems)} if files.problems else {}
    unknown: recipients.Unknown | None = None
    if mail.is_valid() and not errors:
        try:
            _send(request, person, mail, files)
            return _sent(request, person, mail)
        except recipients.Unknown as found:
            unknown = found
        except Refused as refused:
            errors = {"": reasons(refused.decision)}
        except Invalid as invalid:
            errors = {field: [text] for field, text in invalid.fields.items()}
        except RapportError as error:
            errors = {"": [str(error)]}
    elif not mail.is_valid():
        errors = {field: list(texts) for field, texts in mail.errors.items()} | errors
    services.save_draft(
        request.actor, person.pk, {"subject": request.POST.get("subject", ""), "html": request.POST.get("html", "")}
    )
    reply = request.POST.get("reply_to", "")
    shown = composer.for_person(request.viewer, person, reply_to_id=int(reply) if reply.isdigit() else None)
    return _answer(request, shown, {"form": mail, "errors": errors, "unknown": unknown}, status=422)


def _send(request: StaffRequest, person: Person, mail: MailForm, files: Uploads) -> None:
    given = mail.cleaned_data
    typed = request.POST.get("to_other", "").strip() or request.POST.get("to", "")
    to = recipients.resolve(request.actor, person, typed, "to", learn=given["confirm_address"])
    copies: list[Recipient] = []
    for part in ("cc", "bcc"):
        for value in request.POST.getlist(part):
            copies.append(recipients.resolve(request.actor, person, value, part))
    services.send(
        request.actor,
        SendRequest(
            person_id=person.pk,
            to=to,
            copies=copies,
            subject=given["subject"],
            html=given["html"],
            job_id=given["job"],
            in_reply_to_id=recipients.message_id_of(request.viewer, given["reply_to"]),
            audience_id=recipients.audience(request.actor, given["audience"], given["job"]),
            send_at=mail.when(request.viewer.user.time_zone),
            remind_days=given["remind_days"] or 0,
            file_ids=recipients.keep_files(person, files.files),
        ),
    )
    services.discard_draft(request.actor, person)


def _sent(request: StaffRequest, person: Person, mail: MailForm) -> HttpResponse:
    words = _("Scheduled.") if mail.cleaned_data["send_at"] else _("On its way.")
    place = reverse("person", args=[person.pk])
    if not request.htmx:
        return redirect(place)
    if request.htmx.current_url_abs_path and request.htmx.current_url_abs_path.split("?")[0] != place:
        return HttpResponse(headers={"HX-Redirect": place})
    # On the candidate's page the form closes and the timeline looks again.
    answer = HttpResponse(headers={"HX-Reswap": "none"})
    notice.trigger(answer, "written")
    notice.trigger(answer, "timeline")
    return notice.tell(answer, words)


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
    services.save_draft(
        request.actor, person_id, {"subject": request.POST.get("subject", ""), "html": request.POST.get("html", "")}
    )
    return HttpResponse(status=204)


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
    """Who will see this: the members behind a choice of visibility."""
    people.get(request.viewer, person_id)
    job = request.GET.get("job", "")
    audience_id = recipients.audience(
        request.actor, request.GET.get("audience", "") or "everyone", int(job) if job.isdigit() else None
    )
    members = accounts.members_of(audience_id) if audience_id else []
    return render(request, "messaging/_who_sees.html", {"members": members})
