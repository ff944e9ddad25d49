"""The audit log, the access log, and work in the background."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.events import queries, services, telling

AT_ONCE = 50


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _midnight(text: str, days: int = 0) -> datetime | None:
    try:
        day = parse_date(text) if text else None
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time())) if day else None


def _older(request: HttpRequest, rows: list[Any], chosen: dict[str, str]) -> str | None:
    if len(rows) <= AT_ONCE:
        return None
    kept = {name: value for name, value in chosen.items() if value}
    return f"{request.path}?{urlencode({**kept, 'before': rows[AT_ONCE - 1].pk})}"


def audit(request: Any) -> HttpResponse:
    """Facts as sentences, newest first; looking at them is itself remembered."""
    chosen = {name: request.GET.get(name, "") for name in ("person", "user", "area", "since", "until")}
    wanted = queries.Wanted(
        person_id=_number(chosen["person"]),
        user_id=_number(chosen["user"]),
        area=chosen["area"],
        since=_midnight(chosen["since"]),
        until=_midnight(chosen["until"], days=1),
        before_id=_number(request.GET.get("before", "")),
    )
    rows = queries.audit(wanted, telling.hidden_from(request.viewer), AT_ONCE + 1)
    if wanted.before_id is None:
        services.log_access(
            request.actor,
            "audit",
            wanted.person_id or 0,
            ip=request.META.get("REMOTE_ADDR"),
            agent=request.headers.get("User-Agent", ""),
        )
    context = {
        "told": telling.tell(rows[:AT_ONCE], request.viewer),
        "older_url": _older(request, rows, chosen),
        "chosen": chosen,
        "user_name": telling.name_of_user(wanted.user_id) if wanted.user_id else "",
        "head_to": settings.AUDIT_HEAD_TO,
        "areas": [(area, telling.area_label(area)) for area in queries.areas()],
    }
    return render(request, "events/audit.html", context)


def access_log(request: Any) -> HttpResponse:
    chosen = {name: request.GET.get(name, "") for name in ("kind", "user")}
    rows = queries.accesses(
        chosen["kind"],
        _number(chosen["user"]),
        _number(request.GET.get("before", "")),
        telling.hidden_from(request.viewer),
        AT_ONCE + 1,
    )
    context = {
        "told": telling.tell_accesses(rows[:AT_ONCE], request.viewer),
        "older_url": _older(request, rows, chosen),
        "chosen": chosen,
        "kinds": [(kind, telling.access_label(kind)) for kind in queries.access_kinds()],
    }
    return render(request, "events/access_log.html", context)


def reactions(request: HttpRequest) -> HttpResponse:
    return render(request, "events/reactions.html", {"rows": queries.open_reactions()})


@require_POST
def retry(request: HttpRequest, reaction_id: int) -> HttpResponse:
    if services.retry(request.actor, reaction_id):  # type: ignore[attr-defined]
        messages.success(request, _("It is tried again now."))
    return redirect("reactions")
