from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("rapport.web.urls")),
    path("", include("rapport.accounts.urls")),
    path("", include("rapport.events.urls")),
    path("", include("rapport.notices.urls")),
    path("", include("rapport.people.urls")),
    path("", include("rapport.jobs.urls")),
    path("", include("rapport.timeline.urls")),
    path("", include("rapport.tasks.urls")),
    path("", include("rapport.consent.urls")),
    path("", include("rapport.messaging.urls")),
    path("", include("rapport.sandbox.urls")),
    path("", include("rapport.front_door.urls")),
    path("", include("rapport.workspace.urls")),
]
