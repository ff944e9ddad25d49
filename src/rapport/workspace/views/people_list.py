"""The doors of the candidate list: the list, its filters, saved views, bulk acts and exports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rapport.lib.errors import Invalid
from rapport.messaging.services import many
from rapport.people import queries as people_queries
from rapport.people import services as people
from rapport.workspace import sheets, stepping
from rapport.workspace.queries import people_choices, people_export, people_list, saved_views
from rapport.workspace.queries.people_filters import Filters, read
from rapport.workspace.services import saved_views as view_services

Request = Any  # with viewer, actor and can, which the gate adds


def index(request: Request) -> HttpResponse:
    """The page, or its rows alone for htmx."""
    filters = people_list.sortable(request.viewer, read(request.GET.dict()))
    listing = people_list.listing(
        request.viewer, filters, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    for row in listing.rows:
        row.step = urlencode(
            {stepping.PARAMETER: stepping.token(filters, row.position, listing.total, listing.is_capped)}
        )
    context = {
        "filters": filters,
        "chips": people_choices.chips(request.viewer, filters),
        "listing": listing,
        "views": list(saved_views.views_for(request.viewer)[:20]),
        "heads": _heads(filters),
        "may_sort_by_contact": people_list.may_sort_by_contact(request.viewer),
        "unanswered": Filters(unanswered="1").query,
        "newer_url": _page(filters, before=listing.newer) if listing.newer else "",
        "older_url": _page(filters, after=listing.older) if listing.older else "",
        "may_edit": request.can("people:edit"),
        "may_export": request.can("people:export"),
        "may_write": request.can("messaging:send"),
        "may_merge": request.can("people:merge"),
        "may_share": request.can("views:share"),
        "max_chosen": people_list.MOST,
    }
    if context["may_edit"]:
        context["bulk"] = people_choices.for_bulk(request.viewer)
    return render(request, "workspace/_people_list.html" if request.htmx else "workspace/people.html", context)


def _page(filters: Filters, **cursor: str) -> str:
    extra = urlencode(cursor)
    return f"{reverse('people')}?{filters.query}{'&' if filters.query else ''}{extra}"


def _heads(filters: Filters) -> dict[str, dict[str, str]]:
    """For each column that sorts: where a click leads and how it is sorted now."""
    turns = {"name": ("name", "-name"), "added": ("-added", "added"), "touch": ("touch", "touch")}
    heads = {}
    for column, (first, second) in turns.items():
        wish = second if filters.sort == first else first
        state = {first: "ascending", second: "descending"}.get(filters.sort, "")
        if column != "name" and state:
            state = "descending" if filters.sort == first else "ascending"
        heads[column] = {"query": filters.sorted_by(wish).query or "sort=-added", "state": state}
    return heads


def filters(request: Request) -> HttpResponse:
    """The drawer of filters; a page of its own without script."""
    now = read(request.GET.dict())
    context = {"filters": now, "choices": people_choices.choices(request.viewer), "custom": dict(now.custom)}
    return render(
        request, "workspace/_people_filters.html" if request.htmx else "workspace/people_filters.html", context
    )


def _chosen(request: Request, limit: int = people_list.MOST) -> list[int]:
    """The people a form is about: those ticked, or everybody the list's filters leave."""
    if request.POST.get("all") == "1":
        given = read(dict(parse_qsl(request.POST.get("query", ""))))
        return people_list.chosen_ids(request.viewer, given, limit)
    return [int(pk) for pk in request.POST.getlist("person") if pk.isdecimal()][:limit]


def _back(request: Request) -> HttpResponse:
    query = read(dict(parse_qsl(request.POST.get("query", "")))).query
    return redirect(f"{reverse('people')}{'?' + query if query else ''}")


@require_POST
def bulk(request: Request) -> HttpResponse:
    """One act on many people; all of it or nothing."""
    if request.POST.get("act") == "write":
        return _write(request)
    ids = _chosen(request)
    verb, _sign, key = request.POST.get("act", "").partition(":")
    acts: dict[str, Callable[[], Any]] = {
        "tag": lambda: people.tag_people(request.actor, ids, request.POST.get("tag_name", "")),
        "untag": lambda: people.untag_people(request.actor, ids, _number(request, "tag")),
        "owner": lambda: people.set_owner(request.actor, ids, _number(request, "owner") or None),
        "field": lambda: people.set_custom(request.actor, ids, key, _field_value(request, key)),
        "follow": lambda: people.follow(request.actor, ids),
        "unfollow": lambda: people.unfollow(request.actor, ids),
    }
    act = acts.get(verb)
    if not ids or act is None:
        messages.warning(request, _("Nobody was chosen. Tick people first."))
        return _back(request)
    try:
        act()
    except Invalid as error:
        messages.error(request, " ".join(_(str(text)) for text in error.fields.values()))
        return _back(request)
    told = ngettext("Done for %(count)d person.", "Done for %(count)d people.", len(ids)) % {"count": len(ids)}
    messages.success(request, told)
    return _back(request)


def _write(request: Request) -> HttpResponse:
    """Begin a text to those chosen; the review comes before anything leaves."""
    try:
        return redirect("write_many", batch_id=many.begin(request.actor, _chosen(request, many.MOST + 1)).pk)
    except Invalid as error:
        messages.warning(request, str(error))
        return _back(request)


def _number(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() else 0


def _field_value(request: Request, key: str) -> Any:
    values = request.POST.getlist(f"value_{key}")
    field = next((f for f in people_queries.fields_for(request.viewer) if f.key == key), None)
    return values if field and field.type == "choices" else next(iter(values), "")


@require_POST
def export(request: Request) -> HttpResponse:
    """The chosen people as a file; who took what is kept."""
    is_xlsx = request.POST.get("format") == "xlsx"
    ids = people_export.visible_in_order(request.viewer, _chosen(request, people_export.MOST_EXPORTED))
    fields = people_queries.fields_for(request.viewer)
    columns = people_export.columns(fields)
    people.log_export(
        request.actor,
        ids,
        format="xlsx" if is_xlsx else "csv",
        columns=[key for key, _label in columns],
        ip=request.META.get("REMOTE_ADDR") or None,
        agent=request.headers.get("User-Agent", ""),
    )
    head, rows = [label for _key, label in columns], people_export.rows(request.viewer, ids, fields)
    name = f"candidates-{timezone.localdate():%Y-%m-%d}.{'xlsx' if is_xlsx else 'csv'}"
    body = sheets.as_xlsx(_("Candidates"), head, rows) if is_xlsx else sheets.as_csv(head, rows)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if is_xlsx else "text/csv; charset=utf-8"
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def views(request: Request) -> HttpResponse:
    """One's saved views with how many each holds; the list shows them first without the numbers."""
    kept = list(saved_views.views_for(request.viewer)[:20])
    found = people_list.totals(request.viewer, [read(dict(parse_qsl(view.query))) for view in kept])
    rows = [{"view": view, "count": count, "is_capped": more} for view, (count, more) in zip(kept, found, strict=True)]
    context = {"counted": rows, "current": request.GET.get("current", ""), "may_share": request.can("views:share")}
    return render(request, "workspace/_people_views.html" if request.htmx else "workspace/people_views.html", context)


@require_POST
def save_view(request: Request) -> HttpResponse:
    query = read(dict(parse_qsl(request.POST.get("query", "")))).query
    try:
        view = view_services.save_view(
            request.actor, name=request.POST.get("name", ""), query=query, is_shared=request.POST.get("shared") == "on"
        )
    except Invalid as error:
        messages.error(request, " ".join(_(str(text)) for text in error.fields.values()))
        return _back(request)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return _back(request)


@require_POST
def drop_view(request: Request, view_id: int) -> HttpResponse:
    view_services.drop_view(request.actor, view_id)
    messages.success(request, _("The view is gone; the people are not."))
    return redirect("people_views")
