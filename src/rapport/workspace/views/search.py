"""One box for everything: people, what was said, files and jobs; and the palette's quick answers."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts.request import StaffRequest
from rapport.jobs import queries as jobs
from rapport.lib.errors import NotFound
from rapport.people import queries as people
from rapport.tasks import domain
from rapport.web import paging
from rapport.workspace import limits
from rapport.workspace.queries import search as queries
from rapport.workspace.queries.search import GROUPS, Search

LONGEST = 300
# What the index can tell apart; nothing here happened before or after.
WITHIN = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2200, 1, 1))]


class SearchForm(forms.Form):
    q = forms.CharField(required=False, max_length=LONGEST)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *((kind, kind) for kind in GROUPS)])
    person = forms.IntegerField(required=False)
    job = forms.IntegerField(required=False)
    since = forms.DateField(required=False, validators=WITHIN)
    until = forms.DateField(required=False, validators=WITHIN)

    def asked(self, before: str) -> Search:
        """The question; a filter that makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        key = paging.decode(before)[0] if before else None
        return Search(
            text=given.get("q") or "",
            kind=given.get("kind") or "",
            person_id=given.get("person"),
            job_id=given.get("job"),
            since=given.get("since"),
            until=given.get("until"),
            before_id=key if isinstance(key, int) else None,
        )


def labels() -> dict[str, str]:
    return {"person": _("People"), "item": _("Messages, notes and logs"), "file": _("Files"), "job": _("Jobs")}


def page(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    here = domain.zone(viewer.user.time_zone)
    try:
        asked = SearchForm(request.GET).asked(request.GET.get("before", ""))
    except (paging.BadCursor, IndexError) as error:
        raise NotFound(_("This page of the results is gone.")) from error
    person = people.get(viewer, asked.person_id) if asked.person_id else None
    job = jobs.get(viewer, asked.job_id) if asked.job_id else None
    is_over = bool(asked.text) and limits.is_over(viewer.user_id, limits.SEARCHES)
    with timezone.override(here):
        results = queries.Results() if is_over else queries.search(viewer, asked, here)
        names = labels()
        context: dict[str, Any] = {
            "asked": asked,
            "results": results,
            "groups": [_shown(request, group, names[group.kind], asked) for group in results.groups],
            "kinds": [("", _("Everything"), _with(request, kind=""))]
            + [(kind, name, _with(request, kind=kind)) for kind, name in names.items()],
            "person": person,
            "job": job,
            "is_over": is_over,
            "plain_url": _with(request, kind="", person="", job="", since="", until=""),
        }
        return render(request, "workspace/search.html", context, status=429 if is_over else 200)


def palette(request: StaffRequest) -> HttpResponse:
    """Quick answers while somebody types: people, jobs, and the way to the whole search."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    if limits.is_over(request.viewer.user_id, limits.PALETTE):
        return JsonResponse({"groups": []}, status=429)
    if not text:
        return JsonResponse({"groups": _recent(request)})
    found_people, found_jobs = queries.palette(request.viewer, text)
    groups = [
        {
            "label": _("People"),
            "items": [
                {"label": f.person.full_name, "hint": f.hint, "url": f"/people/{f.person.pk}/", "icon": "user"}
                for f in found_people
            ],
        },
        {
            "label": _("Jobs"),
            "items": [
                {"label": f.job.title, "hint": f.hint, "url": f"/jobs/{f.job.pk}/", "icon": "briefcase"}
                for f in found_jobs
            ],
        },
        {
            "label": _("Search"),
            "items": [
                {
                    "label": _("All messages, notes and files with “{text}”").format(text=text),
                    "url": f"/search?{_query({'q': text})}",
                    "icon": "search",
                }
            ],
        },
    ]
    return JsonResponse({"groups": [group for group in groups if group["items"]]})


def _recent(request: StaffRequest) -> list[dict[str, Any]]:
    """Before anything is typed: the people one comes from."""
    rows = [
        {"label": person.full_name, "hint": person.headline, "url": f"/people/{person.pk}/", "icon": "history"}
        for person in queries.recent(request.viewer)
    ]
    return [{"label": _("Looked at last"), "items": rows}] if rows else []


def _shown(request: StaffRequest, group: queries.Group, label: str, asked: Search) -> dict[str, Any]:
    older = paging.encode(group.older) if group.older is not None else ""
    is_page = asked.kind == group.kind
    return {
        "kind": group.kind,
        "label": label,
        "rows": group.rows,
        "is_cut": group.is_cut,
        "older": _with(request, kind=group.kind, before=older) if older and is_page else None,
        "all": _with(request, kind=group.kind) if older and not is_page else None,
    }


def _with(request: StaffRequest, **changes: str) -> str:
    given = {name: request.GET.get(name, "") for name in ("q", "kind", "person", "job", "since", "until")}
    return f"/search?{_query({**given, **changes})}"


def _query(given: dict[str, str]) -> str:
    return urlencode({name: value for name, value in given.items() if value})
