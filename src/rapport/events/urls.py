from __future__ import annotations

from django.urls import URLPattern

from rapport.events import views
from rapport.web.routes import route

urlpatterns: list[URLPattern] = [
    route("settings/audit/", views.audit, "audit:read", "audit"),
    route("settings/access-log/", views.access_log, "audit:read", "access_log"),
    route("settings/reactions/", views.reactions, "settings:edit", "reactions"),
    route("settings/reactions/<int:reaction_id>/retry/", views.retry, "settings:edit", "retry_reaction"),
]
