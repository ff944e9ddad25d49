"""One text to many: write, review, send, and see what becomes of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts.request import StaffRequest
from rapport.lib.errors import Conflict, Invalid
from rapport.messaging.forms import ManyForm, number
from rapport.messaging.models import Batch
from rapport.messaging.queries import batches, typed
from rapport.messaging.services import many


@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    """Begin with the applications ticked on a board or a job's list ("7.2" is application 7)."""
    picked = [number(value.partition(".")[0]) for value in request.POST.getlist("pick")]
    job_id = number(request.POST.get("job"))
    try:
        batch = many.begin(request.actor, many.people_of(request.actor, [id for id in picked if id]), job_id=job_id)
    except Invalid as error:
        messages.warning(request, str(error))
        return redirect(reverse("job", args=[job_id]) if job_id else reverse("people"))
    return redirect("write_many", batch_id=batch.pk)


def write(request: StaffRequest, batch_id: int) -> HttpResponse:
    """The text, the same for all, with fields that are filled for each."""
    batch = batches.get(request.viewer, batch_id)
    if batch.state != Batch.State.DRAFT:
        return redirect("progress_of_many", batch_id=batch.pk)
    kept = batches.words(batch) or {"html": typed.signature(request.viewer)}
    form = ManyForm(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        if typed.says_something(request.viewer, form.cleaned_data["html"]):
            many.write(request.actor, batch.pk, form.cleaned_data)
            return redirect("review_many", batch_id=batch.pk)
        form.add_error("html", _("Write something first."))
    values = {"batch": batch, "form": form, "fields": many.FIELDS}
    return render(request, "messaging/many.html", values, status=422 if form.errors else 200)


@require_GET
def review(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Who would get what, and who is left out and why: exactly what sending does."""
    batch = batches.get(request.viewer, batch_id)
    if batch.state != Batch.State.DRAFT:
        return redirect("progress_of_many", batch_id=batch.pk)
    rows = many.plan(request.actor, batch)
    going = [row for row in rows if row.request is not None]
    return render(
        request,
        "messaging/many_review.html",
        {"batch": batch, "rows": rows, "going": going, "left_out": len(rows) - len(going)},
    )


@require_POST
def send(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Queue them, or go on where queueing was interrupted."""
    many.send(request.actor, batch_id)
    return redirect("progress_of_many", batch_id=batch_id)


@require_POST
def stop(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Take back what has not left."""
    try:
        count = many.stop(request.actor, batch_id)
        told = ngettext("%(count)d mail was taken back.", "%(count)d mails were taken back.", count) % {"count": count}
        messages.success(request, told)
    except Conflict as error:
        messages.warning(request, str(error))
    return redirect("progress_of_many", batch_id=batch_id)


@require_GET
def progress(request: StaffRequest, batch_id: int) -> HttpResponse:
    """How many stand where; the numbers add up to those who were chosen."""
    batch = batches.get(request.viewer, batch_id)
    if batch.state == Batch.State.DRAFT:
        return redirect("write_many", batch_id=batch.pk)
    context: dict[str, Any] = {"batch": batch, "figures": batches.figures(batch)}
    if request.htmx:
        return render(request, "messaging/_many_figures.html", context)
    context |= {"subject": batches.words(batch).get("subject", ""), "left_out": batches.left_out(request.viewer, batch)}
    return render(request, "messaging/many_progress.html", context)
