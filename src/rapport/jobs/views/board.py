"""The board of a job, and its people as a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rapport.events import queries as events
from rapport.events import services as event_services
from rapport.jobs import moves, queries, services, sheets
from rapport.jobs.forms import PeopleFilterForm
from rapport.jobs.forms.applications import SOURCES
from rapport.jobs.forms.moves import stage_options
from rapport.jobs.models import Job
from rapport.jobs.queries import applications as rows_of
from rapport.jobs.views import many
from rapport.jobs.views.frame import Request, job_frame
from rapport.lib.errors import NotFound
from rapport.people import queries as people
from rapport.web.paging import BadCursor


def _filters(request: Request, job: Job) -> PeopleFilterForm:
    viewer = request.viewer
    return PeopleFilterForm(
        request.GET,
        choices={
            "owner": queries.owners_of(viewer, job.pk),
            "agency": queries.agencies_of(viewer, job.pk),
            "submitter": queries.submitters_of(viewer, job.pk),
            "tag": [(tag.pk, tag.name) for tag in people.tags()],
            "stage": stage_options(queries.stages(job.pk)),
        },
        custom=people.fields_for(viewer, "application"),
    )


def _query(request: Request, *without: str) -> str:
    query = request.GET.copy()
    for name in without:
        query.pop(name, None)
    return query.urlencode()


def _shown(request: Request) -> dict[int, int]:
    """How far each column was unrolled: "12.100" is a hundred cards of stage 12."""
    found = {}
    for text in request.GET.getlist("shown"):
        stage, _dot, count = text.partition(".")
        if stage.isdecimal() and count.isdecimal():
            found[int(stage)] = int(count)
    return found


def board(request: Request, job_id: int) -> HttpResponse:
    viewer = request.viewer
    job = queries.get(viewer, job_id)
    form = _filters(request, job)
    wanted = form.wanted()
    version = events.versions([f"job:{job_id}"])[f"job:{job_id}"]
    unfolded = {int(id) for id in request.GET.getlist("open") if id.isdecimal()}
    shown = queries.board(viewer, job, wanted, unfolded=unfolded, shown=_shown(request))
    if not request.htmx:
        services.look_at(viewer, job)
    context = {
        **job_frame(request, job, "board"),
        "form": form,
        "wanted": wanted,
        "board": shown,
        "waiting": moves.waiting_of(viewer, shown.person_ids),
        "version": version,
        "query": _query(request, "shown"),
        "unfolded": unfolded,
        "topic": f"job:{job_id}",
        "many": many.blank_for_people(viewer),
    }
    template = "jobs/_board.html" if request.htmx else "jobs/board.html"
    return render(request, template, context)


def pulse(request: Request, job_id: int) -> HttpResponse:
    """204 while nothing happened on the board, else what to refresh."""
    job = queries.get(request.viewer, job_id)
    topic = f"job:{job.pk}"
    version = str(events.versions([topic])[topic])
    if request.GET.get("v") == version:
        return HttpResponse(status=204)
    return JsonResponse({"v": version, "changed": [topic]})


def more(request: Request, job_id: int, stage_id: int) -> HttpResponse:
    """The next cards of one column; as a page of its own for whoever has no script."""
    viewer = request.viewer
    job = queries.get(viewer, job_id)
    stage = queries.stage_by_id(job_id, stage_id)
    if stage is None:
        raise NotFound(_("There is no such stage."))
    wanted = _filters(request, job).wanted()
    try:
        seen_at = queries.seen_before(viewer, job)
        page = queries.column_page(viewer, job, stage, wanted, after=request.GET.get("after", ""), seen_at=seen_at)
    except (BadCursor, ValueError, TypeError) as error:
        raise NotFound(_("This page of the column is gone.")) from error
    before = request.GET.get("n", "0")
    context = {
        **job_frame(request, job, "board"),
        "stage": stage,
        "cards": page.items,
        "older": page.older,
        "shown": (int(before) if before.isdecimal() else 0) + len(page),
        "query": _query(request, "after", "n", "shown"),
        "waiting": moves.waiting_of(viewer, [card.person_id for card in page.items]),
    }
    template = "jobs/_cards.html" if request.htmx else "jobs/more.html"
    return render(request, template, context)


def candidates(request: Request, job_id: int) -> HttpResponse:
    viewer = request.viewer
    job = queries.get(viewer, job_id)
    form = _filters(request, job)
    wanted = form.wanted()
    try:
        page = queries.table(viewer, job, wanted, request.GET.get("after", ""))
    except (BadCursor, ValueError, TypeError) as error:
        raise NotFound(_("This page of the list is gone.")) from error
    query = request.GET.copy()
    query["after"] = page.older or ""
    context: dict[str, Any] = {
        **job_frame(request, job, "candidates"),
        "form": form,
        "wanted": wanted,
        "rows": page.items,
        "count": queries.table_count(viewer, job, wanted),
        "older": f"?{query.urlencode()}" if page.older else None,
        "query": _query(request, "after"),
        "stages": queries.stages(job_id),
        "seen_at": queries.seen_before(viewer, job),
        "many": many.blank_for_people(viewer),
    }
    return render(request, "jobs/candidates.html", context)


def export(request: Request, job_id: int, format: str) -> HttpResponse:
    if format not in sheets.FORMATS:
        raise NotFound(_("There is no such format."))
    viewer = request.viewer
    job = queries.get(viewer, job_id)
    rows = rows_of.exported(viewer, job, _filters(request, job).wanted())
    head = [
        _("Name"), _("Stage"), _("In stage since"), _("Applied"), _("Source"), _("Agency"), _("Owner"), _("Closed"),
        _("Reason"),
    ]  # fmt: skip
    sources = dict(SOURCES)
    lines = [
        [
            row.person.full_name,
            queries.name_in(row.stage.name, row.stage.kind),
            row.stage_since.date().isoformat(),
            row.applied_at.date().isoformat(),
            str(sources.get(row.source, row.source)),
            row.submitted_by.agency.name if row.submitted_by and row.submitted_by.agency else "",
            row.person.owner.name if row.person.owner else "",
            row.closed_at.date().isoformat() if row.closed_at else "",
            queries.name_in(row.reason.label) if row.reason else "",
        ]
        for row in rows
    ]
    event_services.log_access(request.actor, "export", job_id, why=f"job candidates {format} {len(lines)}")
    return sheets.sheet(f"job-{job_id}-candidates", format, [str(cell) for cell in head], lines)
