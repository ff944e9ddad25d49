from __future__ import annotations

from django.urls import URLPattern

from rapport.web.routes import route
from rapport.workspace.views import candidate, update_request

urlpatterns: list[URLPattern] = [
    route("people/<int:person_id>/", candidate.page, "people:read", "person"),
    route("people/<int:person_id>/pulse", candidate.poll, "people:read", "person_pulse"),
    route("applications/<int:application_id>/ask/", update_request.ask, "messaging:send", "application-ask"),
]
