"""The inbox."""

from __future__ import annotations

from django.urls import URLPattern

from rapport.web.routes import route
from rapport.workspace.views import inbox

urlpatterns: list[URLPattern] = [
    route("inbox/", inbox.page, "timeline:read", "inbox"),
    route("inbox/pulse", inbox.pulse, "timeline:read", "inbox_pulse"),
    route("inbox/many/", inbox.many, "messaging:send", "inbox_many"),
    route("inbox/<int:conversation_id>/who/", inbox.who, "timeline:read", "inbox_who"),
    route("inbox/<int:conversation_id>/unread/", inbox.unread, "timeline:read", "inbox_unread"),
    route("inbox/<int:conversation_id>/act/<slug:verb>/", inbox.act, "messaging:send", "inbox_act"),
]
