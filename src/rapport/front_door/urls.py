"""Pages by signed link, and the member's way to the same service."""

from __future__ import annotations

from django.urls import URLPattern

from rapport.front_door import views
from rapport.web.routes import PUBLIC, route

urlpatterns: list[URLPattern] = [
    route("a/<str:token>/", views.submit_by_link, PUBLIC, "agency_door"),
    route("agencies/<int:agency_id>/submit/", views.submit_for_agency, "people:edit", "agency_submit"),
]
