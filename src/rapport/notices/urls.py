from __future__ import annotations

from django.urls import URLPattern

from rapport.notices import views
from rapport.web.routes import SIGNED_IN, route

urlpatterns: list[URLPattern] = [
    route("notices/", views.index, SIGNED_IN, "notices"),
    route("notices/pulse", views.pulse, SIGNED_IN, "notices_pulse"),
    route("notices/read/", views.read_all, SIGNED_IN, "notices_read"),
    route("notices/<int:notice_id>/", views.follow, SIGNED_IN, "notice"),
    route("me/notifications/", views.wishes, SIGNED_IN, "notice_wishes"),
    route("settings/staff-mail/", views.staff_mail, "settings:edit", "staff_mail"),
    route("settings/staff-mail/<int:mail_id>/retry/", views.retry_mail, "settings:edit", "retry_staff_mail"),
]
