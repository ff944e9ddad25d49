"""One change for the jobs ticked in the list, or the people ticked in a job."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.jobs import queries, services
from rapport.jobs.forms.bulk import ManyApplicationsForm, ManyJobsForm
from rapport.jobs.forms.moves import picked
from rapport.jobs.views.frame import Request, next_of
from rapport.lib.errors import Conflict, Invalid
from rapport.people import queries as people


def blank(request: Request, given: Any = None) -> ManyJobsForm:
    """The form under the list, with what the reader may give."""
    return ManyJobsForm(
        given,
        owners=[(user.pk, user.name) for user in accounts.active_users()],
        tags=[(tag.pk, tag.name) for tag in people.tags()],
        custom=people.fields_for(request.viewer, "job"),
    )


def blank_for_people(viewer: Viewer, given: Any = None) -> ManyApplicationsForm:
    """The part of the bar under board and table that gives tags and fields."""
    return ManyApplicationsForm(
        given,
        tags=[(tag.pk, tag.name) for tag in people.tags()],
        custom=people.fields_for(viewer, "application"),
    )


@require_POST
def people_of(request: Request, job_id: int) -> HttpResponse:
    """All of it or nothing, for the people of one job."""
    back = redirect(next_of(request, reverse("job-board", args=[job_id])))
    found = queries.several(request.viewer, [id for id, _revision in picked(",".join(request.POST.getlist("pick")))])
    ids = [id for id, row in found.items() if row.job_id == job_id]
    if not ids:
        messages.warning(request, _("Nobody was chosen. Tick people first."))
        return back
    change = blank_for_people(request.viewer, request.POST).change(request.POST.get("act", ""))
    if change is None:
        messages.warning(request, _("Choose what they should be given."))
        return back
    try:
        count = services.edit_applications(request.actor, ids, **change)
    except (Invalid, Conflict) as error:
        messages.error(request, str(error))
        return back
    messages.success(request, ngettext("Done for %(n)d person.", "Done for %(n)d people.", count) % {"n": count})
    return back


@require_POST
def bulk(request: Request) -> HttpResponse:
    """All of it or nothing; back to the list as it was filtered."""
    back = redirect(next_of(request, reverse("jobs")))
    ids = [int(pk) for pk in request.POST.getlist("job") if pk.isdecimal() and len(pk) < 19]
    if not ids:
        messages.warning(request, _("No job was chosen. Tick jobs first."))
        return back
    change = blank(request, request.POST).change(request.POST.get("act", ""))
    if change is None:
        messages.warning(request, _("Choose what the jobs should be given."))
        return back
    try:
        count = services.edit_jobs(request.actor, ids, **change)
    except (Invalid, Conflict) as error:
        messages.error(request, str(error))
        return back
    messages.success(request, ngettext("Done for %(n)d job.", "Done for %(n)d jobs.", count) % {"n": count})
    return back
