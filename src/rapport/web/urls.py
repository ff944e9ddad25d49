"""Pages of the toolkit itself."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern

from rapport.web import views
from rapport.web.routes import PUBLIC, route

urlpatterns: list[URLPattern] = [route("healthz", views.healthz, PUBLIC, "healthz")]
if settings.DEBUG or getattr(settings, "DEMO", False):
    urlpatterns.append(route("_style/", views.style, PUBLIC, "style"))
