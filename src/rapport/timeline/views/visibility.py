"""Who will see what is being written, told before it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.lib.errors import Invalid
from rapport.people import queries as people
from rapport.timeline import queries, services
from rapport.timeline.forms import Ids, VisibilityForm


@require_safe
def will_see(request: HttpRequest, person_id: int) -> HttpResponse:
    """The colleagues behind a choice of visibility, by name; what is still missing when it is not complete."""
    viewer = request.viewer  # type: ignore[attr-defined]
    person = people.get(viewer, person_id)
    named = Ids("p").to_python(request.GET.getlist("sent_to"))
    others = sorted(people.visible_ids(viewer, named) - {person.pk})
    form, job = VisibilityForm(request.GET, roles=queries.role_choices()), request.GET.get("job", "")
    if not form.is_valid():
        return render(request, "timeline/_will_see.html", {"problem": _("Choose who may see it.")})
    try:
        members = services.will_see(
            request.actor,  # type: ignore[attr-defined]
            form.seen_by(),
            person_ids=[person.pk, *others],
            job_id=int(job) if job.isdecimal() and len(job) < 19 else None,
        )
    except Invalid as error:
        problem = " ".join(str(text) for text in error.fields.values())
        return render(request, "timeline/_will_see.html", {"problem": problem})
    return render(request, "timeline/_will_see.html", {"members": members})
