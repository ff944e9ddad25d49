from __future__ import annotations

from django.urls import URLPattern

from rapport.web.routes import route
from rapport.workspace.views import candidate

urlpatterns: list[URLPattern] = [
    route("people/<int:person_id>/", candidate.page, "people:read", "person"),
    route("people/<int:person_id>/pulse", candidate.poll, "people:read", "person_pulse"),
]
