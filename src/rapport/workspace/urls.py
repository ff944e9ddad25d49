from __future__ import annotations

from django.urls import URLPattern

from rapport.web.routes import route
from rapport.workspace.views import candidate, job_views, update_request

urlpatterns: list[URLPattern] = [
    route("people/<int:person_id>/", candidate.page, "people:read", "person"),
    route("people/<int:person_id>/pulse", candidate.poll, "people:read", "person_pulse"),
    route("jobs/views/", job_views.index, "jobs:read", "job_views"),
    route("jobs/views/save/", job_views.save, "jobs:read", "job_view_save"),
    route("jobs/views/<int:view_id>/drop/", job_views.drop, "jobs:read", "job_view_drop"),
    route("applications/<int:application_id>/ask/", update_request.ask, "messaging:send", "application-ask"),
]
