"""The list of jobs, and one job's details, form, stages, team and state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries, services, sheets
from rapport.jobs.forms import JobFilterForm, JobForm, differing, seat_lines, stage_lines
from rapport.jobs.forms.jobs import job_initial
from rapport.jobs.forms.moves import WHY_NO_MAIL
from rapport.jobs.models import Job, Seat, Stage, StageMove
from rapport.jobs.queries import lists
from rapport.jobs.services import StageLine
from rapport.jobs.views import many
from rapport.jobs.views.frame import Request, after, job_frame, refused
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.people import queries as people
from rapport.web.paging import BadCursor

KINDS = ("applied", "screen", "interview", "offer", "hired")


def _filters(request: Request) -> JobFilterForm:
    viewer = request.viewer
    return JobFilterForm(
        request.GET,
        choices=lists.choices(viewer),
        tags=[(tag.pk, tag.name) for tag in people.tags()],
        custom=people.fields_for(viewer, "job"),
    )


def index(request: Request) -> HttpResponse:
    viewer = request.viewer
    form = _filters(request)
    wanted = form.wanted()
    try:
        page = lists.page(viewer, wanted, request.GET.get("after", ""))
    except (BadCursor, ValueError) as error:
        raise NotFound(_("This page of the list is gone.")) from error
    ids = [job.pk for job in page.items]
    counts, tags = lists.counts_by_kind(viewer, ids), queries.tags_of_jobs(ids)
    query = request.GET.copy()
    query.pop("after", None)
    plain = query.urlencode()
    query["after"] = page.older or ""
    kinds = [(kind, Stage.Kind(kind).label) for kind in KINDS]
    rows = [
        {"job": job, "counts": [(label, counts.get(job.pk, {}).get(kind, 0)) for kind, label in kinds],
         "tags": tags.get(job.pk, [])}
        for job in page.items
    ]  # fmt: skip
    context: dict[str, Any] = {
        "form": form,
        "rows": rows,
        "kinds": kinds,
        "count": lists.count(viewer, wanted),
        "is_narrow": bool(form.narrowed_by or wanted.text or wanted.state),
        "older": f"?{query.urlencode()}" if page.older else None,
        "query": plain,
        "sort": wanted.sort,
        "many": many.blank(request) if rows and request.viewer.can("jobs:edit") else None,
        "may_share": request.viewer.can("views:share"),
        "views_query": _narrowing(query),
        "states": [("", _("Not yet over")), *Job.State.choices, ("all", _("All"))],
    }
    return render(request, "jobs/index.html", context)


def _narrowing(query: Any) -> str:
    """What a saved view keeps of an address: filters and order, without where one has paged to."""
    kept = [(name, value) for name, values in query.lists() for value in values if value and name != "after"]
    return urlencode(kept)


def export(request: Request, format: str) -> HttpResponse:
    if format not in sheets.FORMATS:
        raise NotFound(_("There is no such format."))
    viewer = request.viewer
    jobs = lists.exported(viewer, _filters(request).wanted())
    counts = lists.counts_by_kind(viewer, [job.pk for job in jobs])
    custom = people.fields_for(viewer, "job")
    head = [
        _("Title"), _("Reference"), _("State"), _("Confidential"), _("Department"), _("Role family"), _("Level"),
        _("Place"), _("Country"), _("Legal entity"), _("Employment"), _("Priority"), _("Owner"), _("Openings"),
        _("Opened"), _("Deadline"), _("Closed"), *(Stage.Kind(kind).label for kind in KINDS),
        *(queries.name_in(field.label, field.key) for field in custom),
    ]  # fmt: skip
    rows = [
        [
            job.title, job.reference, job.get_state_display(), _("Yes") if job.confidential else _("No"),
            job.department, job.role_family, job.level, job.city, job.country, job.legal_entity.name,
            job.get_employment_display(), job.get_priority_display(), job.owner.name if job.owner else "", job.openings,
            *(day.isoformat() if day else "" for day in (job.opened_on, job.deadline_on, job.closed_on)),
            *(counts.get(job.pk, {}).get(kind, 0) for kind in KINDS),
            *(_cell(job.custom.get(field.key)) for field in custom),
        ]
        for job in jobs
    ]  # fmt: skip
    events.log_access(request.actor, "export", 0, why=f"jobs {format} {len(rows)}")
    return sheets.sheet("jobs", format, [str(cell) for cell in head], rows)


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


def suggest(request: Request) -> HttpResponse:
    jobs = queries.suggested(request.viewer, request.GET.get("q", ""))
    rows = [{"id": j.pk, "label": j.title, "hint": " · ".join(filter(None, (j.department, j.city)))} for j in jobs]
    return JsonResponse(rows, safe=False)


def show(request: Request, job_id: int) -> HttpResponse:
    queries.get(request.viewer, job_id)
    return redirect("job-board", job_id)


def details(request: Request, job_id: int) -> HttpResponse:
    viewer = request.viewer
    job = queries.get(viewer, job_id)
    custom = [
        (queries.name_in(field.label, field.key), _cell(job.custom[field.key]))
        for field in people.fields_for(viewer, "job")
        if field.key in job.custom
    ]
    context = {
        **job_frame(request, job, "details"),
        "custom": custom,
        "tags": queries.tags_of_job(job_id),
        "stages": queries.stages(job_id),
        "mail_counts": [
            {
                "label": StageMove.Mail(row.mail).label,
                "why": dict(WHY_NO_MAIL).get(row.reason, "") if row.reason else "",
                "count": row.count,
            }
            for row in queries.mail_counts(job)
        ],
        "states": Job.State.choices,
    }
    return render(request, "jobs/details.html", context)


def _places() -> dict[str, Sequence[tuple[Any, Any]]]:
    return {
        "owner_id": [(user.pk, user.name) for user in accounts.active_users()],
        "team_id": [(team.pk, team.name) for team in accounts.teams()],
        "legal_entity_id": [(entity.pk, entity.name) for entity in queries.legal_entities()],
        "brand_id": [(brand.pk, brand.name) for brand in queries.brands()],
    }


def _form(request: Request, form: JobForm, job: Job | None, **more: Any) -> HttpResponse:
    known = lists.choices(request.viewer)
    context = {"form": form, "job": job, "known": known, **more}
    status = 422 if form.is_bound and (form.errors or more) else 200
    return render(request, "jobs/edit.html", context, status=status)


def new(request: Request) -> HttpResponse:
    viewer = request.viewer
    custom = people.fields_for(viewer, "job")
    if request.method != "POST":
        initial = {
            "owner_id": viewer.user_id,
            "team_id": next(iter(sorted(viewer.facts.team_ids)), None),
            "legal_entity_id": accounts.default_legal_entity().pk,
            "brand_id": accounts.default_brand().pk,
            "priority": Job.Priority.NORMAL,
        }
        return _form(request, JobForm(places=_places(), custom=custom, initial=initial), None)
    form = JobForm(request.POST, places=_places(), custom=custom)
    if form.is_valid():
        try:
            job = services.open_job(request.actor, tags=form.tag_list, **form.changes())
            return after(request, reverse("job-team", args=[job.pk]), _("The job is open. Who is on its hiring team?"))
        except Invalid as error:
            refused(form, error)
    return _form(request, form, None)


def edit(request: Request, job_id: int) -> HttpResponse:
    viewer = request.viewer
    job = queries.get(viewer, job_id)
    accounts.require(request.actor, "jobs:edit", queries.scope_of(request.actor, job))
    custom = people.fields_for(viewer, "job")
    if request.method != "POST":
        return _form(
            request, JobForm(places=_places(), custom=custom, values=job.custom, initial=job_initial(job)), job
        )
    form = JobForm(request.POST, places=_places(), custom=custom)
    if form.is_valid():
        try:
            services.edit_job(
                request.actor,
                job_id,
                revision=form.cleaned_data["revision"] or 0,
                changes=form.changes(),
                tags=form.tag_list,
            )
            return after(request, reverse("job-details", args=[job_id]), _("Saved."))
        except Invalid as error:
            refused(form, error)
        except Conflict:
            return _both(request, form, queries.get(viewer, job_id), custom)
    return _form(request, form, job)


def _both(request: Request, form: JobForm, stored: Job, custom: Any) -> HttpResponse:
    """Shows what was stored meanwhile beside what was typed; saving again keeps what is in the form."""
    theirs = JobForm(places=_places(), custom=custom, values=stored.custom, initial=job_initial(stored))
    again = request.POST.copy()
    again["revision"] = str(stored.revision)
    retry = JobForm(again, places=_places(), custom=custom)
    retry.is_valid()
    return _form(request, retry, stored, differing=differing(form, theirs))


def state(request: Request, job_id: int) -> HttpResponse:
    job = services.set_state(request.actor, job_id, state=request.POST.get("state", ""))
    text = _("The job is now: %(state)s.") % {"state": job.get_state_display()}
    return after(request, reverse("job-details", args=[job_id]), text)


def team(request: Request, job_id: int) -> HttpResponse:
    job = queries.get(request.viewer, job_id)
    frame = job_frame(request, job, "team")
    error = ""
    if request.method == "POST":
        try:
            services.seat(request.actor, job_id, seat_lines(request.POST))
            return after(request, reverse("job-team", args=[job_id]), _("The hiring team is saved."))
        except Invalid as told:
            error = str(told)
    seats = {seat.user_id: seat for seat in queries.hiring_team(job_id)}
    users = accounts.active_users()
    context = {
        **frame,
        "error": error,
        "seats": sorted(seats.values(), key=lambda seat: seat.user.name),
        "others": [user for user in users if user.pk not in seats],
        "parts": Seat.Part.choices,
    }
    return render(request, "jobs/team.html", context, status=422 if error else 200)


def stages(request: Request, job_id: int) -> HttpResponse:
    job = queries.get(request.viewer, job_id)
    accounts.require(request.actor, "jobs:edit", queries.scope_of(request.actor, job))
    error, lines = "", None
    if request.method == "POST":
        lines = stage_lines(request.POST)
        try:
            revision = int(request.POST.get("revision") or 0)
            services.save_stages(request.actor, job_id, revision=revision, lines=lines)
            return after(request, reverse("job-stages", args=[job_id]), _("The stages are saved."))
        except (Invalid, Conflict) as told:
            error = str(told)
    stored = [StageLine(s.kind, s.name, s.pk, s.is_sensitive, s.mails_on_entry) for s in queries.stages(job_id)]
    context = {
        **job_frame(request, job, "details"),
        "error": error,
        "lines": stored if lines is None else lines,
        "people": queries.people_in_stages(job_id),
        "kinds": Stage.Kind.choices,
        "languages": settings.LANGUAGES,
    }
    return render(request, "jobs/stages.html", context, status=422 if error else 200)
