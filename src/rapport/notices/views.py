"""The bell, what stands behind it, and how one wants to hear of things."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.events import queries as events
from rapport.notices import queries, services
from rapport.notices.kinds import KINDS
from rapport.notices.models import Wish

AT_ONCE = 30


def index(request: HttpRequest) -> HttpResponse:
    """All notices on a page, or the newest in the drawer behind the bell."""
    viewer = request.viewer  # type: ignore[attr-defined]
    before = request.GET.get("before", "")
    rows = queries.newest(viewer, int(before) if before.isdecimal() else None, AT_ONCE + 1)
    context = {
        "told": queries.tell(rows[:AT_ONCE]),
        "older_url": f"?before={rows[AT_ONCE - 1].pk}" if len(rows) > AT_ONCE else None,
        "unread": queries.unread_count(viewer),
    }
    is_drawer = request.htmx and request.htmx.target == "drawer"  # type: ignore[attr-defined]
    return render(request, "notices/_drawer.html" if is_drawer else "notices/index.html", context)


def follow(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go where a notice leads; it is read by that. One that is no longer ours leads back to the list."""
    notice = queries.one(request.viewer, notice_id)  # type: ignore[attr-defined]
    if notice is None:
        return redirect("notices")
    services.mark_read(request.actor, [notice.pk])  # type: ignore[attr-defined]
    return redirect(KINDS.get(notice.kind).url(notice))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(request.actor)  # type: ignore[attr-defined]
    return index(request) if request.htmx else redirect("notices")  # type: ignore[attr-defined]


def pulse(request: HttpRequest) -> HttpResponse:
    """The bell's number when anything changed for this reader, else 204."""
    viewer = request.viewer  # type: ignore[attr-defined]
    topic = f"user:{viewer.user_id}"
    version = str(events.versions([topic])[topic])
    if request.GET.get("v") == version:
        return HttpResponse(status=204)
    return JsonResponse({"v": version, "changed": ["bell"], "counts": {"bell": queries.unread_count(viewer)}})


def wishes(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        wanted = {name: way for name in KINDS if (way := request.POST.get(name, ""))}
        services.set_wishes(request.actor, wanted)  # type: ignore[attr-defined]
        messages.success(request, _("Your wishes are saved."))
        return redirect("notice_wishes")
    now = queries.wishes(request.actor.id)  # type: ignore[attr-defined]
    ways = [
        (Wish.Way.APP, _("In the app")),
        (Wish.Way.MAIL, _("Mail at once")),
        (Wish.Way.DIGEST, _("Morning mail")),
        (Wish.Way.NEVER, _("Never")),
    ]
    rows = [(name, kind, now[name]) for name, kind in KINDS.items()]
    return render(request, "notices/wishes.html", {"rows": rows, "ways": ways})


def staff_mail(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/staff_mail.html", {"rows": queries.staff_mail()})


@require_POST
def retry_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    if services.retry_mail(request.actor, mail_id):  # type: ignore[attr-defined]
        messages.success(request, _("It is sent again now."))
    return redirect("staff_mail")
