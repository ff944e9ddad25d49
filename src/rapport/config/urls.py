from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("rapport.accounts.urls_sign_in")),
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
    path("", include("rapport.config.urls_own")),
    path("", include("rapport.workspace.urls_people")),
    path("", include("rapport.workspace.urls_inbox")),
    path("", include("rapport.workspace.urls_day")),
    path("", include("rapport.workspace.urls")),
]

handler400 = "rapport.web.errors.bad_request"
handler403 = "rapport.web.errors.permission_denied"
handler404 = "rapport.web.errors.not_found"
handler500 = "rapport.web.errors.server_error"
