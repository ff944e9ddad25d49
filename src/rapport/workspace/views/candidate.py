"""The candidate page: header, tabs, timeline, and what stands beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from rapport.accounts.queries import Viewer
from rapport.people.views.profile import overview_context
from rapport.timeline import kinds
from rapport.timeline import queries as timeline
from rapport.timeline import services as timeline_services
from rapport.timeline.domain import days
from rapport.timeline.items import Detail
from rapport.timeline.queries import Filters
from rapport.timeline.views import blanks
from rapport.workspace import panels, pulse, queries, stepping
from rapport.workspace.queries import Candidate

TABS = ("overview", "communications", "timeline", "notes", "files")
LISTED = {"communications": "communications", "timeline": "all", "notes": "notes"}
PLACES = {"newest": "timeline/_newest.html", "history": "timeline/_history.html"}


def page(request: HttpRequest, person_id: int) -> HttpResponse:
    """One URL: the page to a browser, and to htmx the part that it asks for."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    candidate = queries.candidate(viewer, person_id)
    person = candidate.person
    if person.pk != person_id:
        return redirect(f"{reverse('person', args=[person.pk])}?{request.GET.urlencode()}")
    item_id = _number(request.GET.get("item"))
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = "timeline" if item_id else "communications"
    context: dict[str, Any] = {"candidate": candidate, "person": person, "tab": tab}
    context["may_send"] = viewer.can("messaging:send")
    if _is_part(request) and request.GET.get("beside"):
        context |= panels.beside(viewer, candidate) | {"is_part": True}
        return render(request, "workspace/candidate_beside.html", context)
    if _is_part(request) and tab in LISTED:
        part = "timeline/_rows.html" if request.GET.get("cursor") else PLACES.get(_target(request), PLACES["history"])
        return render(request, part, context | history(request, candidate, tab, item_id))
    # Read before the items: what comes in between is then news to the pulse, not taken for shown.
    top = timeline.top(viewer, candidate.group_ids)
    if tab in LISTED:
        context |= history(request, candidate, tab, item_id)
    elif tab == "files":
        context["files"] = timeline.files_of(viewer, candidate.group_ids)
    else:
        context |= overview_context(request, person_id)
    context |= {
        "counts": top.counts,
        "v": pulse.token(candidate.versions, top.fingerprint),
        "links": panels.links(viewer, person),
    }
    context |= _writing(request, candidate) | {"stepper": stepping.of(request, person_id), "carried": _carried(request)}
    if request.GET.get("beside"):
        context |= panels.beside(viewer, candidate) | {"shows_beside": True}
    response = render(request, "workspace/candidate.html", context)
    timeline_services.seen(viewer.actor, person.pk)
    return response


def poll(request: HttpRequest, person_id: int) -> HttpResponse:
    """204 while nothing changed that the viewer may see, else what to refresh."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    answer = pulse.answer(viewer, queries.group_of(viewer, person_id), request.GET.get("v", ""))
    return HttpResponse(status=204) if answer is None else JsonResponse(answer)


def history(request: HttpRequest, candidate: Candidate, tab: str, item_id: int | None) -> dict[str, Any]:
    """The items of a tab: filtered, found by words, or around one of them."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    ids, here, text = candidate.group_ids, LISTED[tab], request.GET.get("q", "").strip()
    filters, chosen = _filters(request, candidate)
    context: dict[str, Any] = {"q": text, "chips": _chips(request, chosen, here), "filters": filters, "opened": None}
    if text:
        return context | {"finding": timeline.find(viewer, ids, text)}
    cursor, down_to = request.GET.get("cursor", ""), request.GET.get("down_to", "")
    if item_id:
        shown = timeline.around(viewer, ids, item_id, here)
        context["opened"] = _opened(viewer, item_id, ids)
    elif down_to:
        shown = timeline.down_to(viewer, ids, here, filters, down_to)
    else:
        shown = timeline.page(viewer, ids, here, filters, cursor)
    zone = timezone.get_current_timezone()
    return context | {
        "page": shown,
        "days": days(shown.items, zone),
        "cursor_day": timeline.key_of(cursor)[0].astimezone(zone).date() if cursor else None,
        "older_url": _with(request, cursor=shown.next_cursor) if shown.next_cursor else None,
        "again_url": _with(request, down_to=shown.down_to),
    }


def _opened(viewer: Viewer, interaction_id: int, ids: list[int]) -> Detail:
    """The item a link points to, opened; for a comment, the item it hangs on."""
    found = timeline.detail(viewer, interaction_id, ids)
    return timeline.detail(viewer, found.item.parent_id, ids) if found.item.parent_id else found


def _writing(request: HttpRequest, candidate: Candidate) -> dict[str, Any]:
    """The composer: nothing open until somebody chooses, by tab or by an address that says which."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    person, wanted = candidate.person, request.GET.get("compose", "")
    if "log" in request.GET:
        wanted = "log"
    if "write" in request.GET:
        wanted = request.GET["write"]
    ways = panels.composers(request, person)
    chosen = wanted if wanted in {way.name for way in ways if not way.is_dialog} else ""
    context: dict[str, Any] = {"composers": ways, "compose": chosen, "can_note": viewer.can("timeline:note")}
    if chosen == "email":
        reply, edits = _number(request.GET.get("reply")), _number(request.GET.get("edit"))
        return context | panels.letter(viewer, person, reply, edits)
    if chosen:
        blank = blanks.blank(viewer, person, candidate.job_choices)
        if chosen == "note":
            return context | blank.note()
        task = queries.task_to_log(viewer, _number(request.GET.get("task")), candidate.group_ids)
        return context | blank.log(task.id if task else None) | {"task_title": task.title if task else ""}
    return context


def _carried(request: HttpRequest) -> str:
    """What every address within the page takes along: the list it was opened from."""
    given = request.GET.get(stepping.PARAMETER, "")
    return "&" + urlencode({stepping.PARAMETER: given}) if given else ""


def _is_part(request: HttpRequest) -> bool:
    return bool(request.htmx and not request.htmx.boosted)  # type: ignore[attr-defined]


def _target(request: HttpRequest) -> str:
    return request.htmx.target or ""  # type: ignore[attr-defined]


def _filters(request: HttpRequest, candidate: Candidate) -> tuple[Filters, str]:
    chosen, job_id = request.GET.get("kind", ""), _number(request.GET.get("job"))
    known = {some[0]: tuple(some) for _, some in kinds.filters()}
    filters = Filters(
        kinds=known.get(chosen, ()),
        job_id=job_id if job_id in dict(candidate.job_choices) else None,
        unanswered=bool(request.GET.get("unanswered")),
        mine=bool(request.GET.get("mine")),
    )
    return filters, chosen if chosen in known else ""


def _chips(request: HttpRequest, chosen: str, here: str) -> list[tuple[Any, str, bool]]:
    """The chips of the filter bar: label, address, whether it is the chosen one."""
    shown = timeline.TABS[here]
    return [
        (label, _with(request, kind=some[0], q=None), chosen == some[0])
        for label, some in kinds.filters()
        if shown is None or set(some) & set(shown)
    ]


def _with(request: HttpRequest, **changes: str | None) -> str:
    """This page's address with some of its parameters changed; what only led here once is left out."""
    once = {"cursor", "down_to", "item", "compose", "reply", "edit", "log", "write", "task", "beside"}
    kept = {name: value for name, value in request.GET.items() if name not in changes and name not in once}
    return f"{request.path}?{urlencode(kept | {name: value for name, value in changes.items() if value})}"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
