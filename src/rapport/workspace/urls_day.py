"""My day, search, and the pulse they live by."""

from __future__ import annotations

from django.urls import URLPattern

from rapport.web.routes import SIGNED_IN, route
from rapport.workspace.views import my_day, search

urlpatterns: list[URLPattern] = [
    route("", my_day.page, SIGNED_IN, "home"),
    route("pulse", my_day.pulse, SIGNED_IN, "pulse"),
    route("day/<int:conversation_id>/no-answer", my_day.no_answer, "messaging:send", "no-answer"),
    route("search", search.page, "search:use", "search"),
    route("search/palette", search.palette, "search:use", "palette"),
]
