"""The candidate list."""

from __future__ import annotations

from django.urls import URLPattern

from rapport.web.routes import route
from rapport.workspace.views import people_list as views

urlpatterns: list[URLPattern] = [
    route("people/", views.index, "people:read", "people"),
    route("people/filters/", views.filters, "people:read", "people_filters"),
    route("people/bulk/", views.bulk, "people:read", "people_bulk"),
    route("people/export/", views.export, "people:export", "people_export"),
    route("people/views/", views.views, "people:read", "people_views"),
    route("people/views/save/", views.save_view, "people:read", "people_view_save"),
    route("people/views/<int:view_id>/drop/", views.drop_view, "people:read", "people_view_drop"),
]
