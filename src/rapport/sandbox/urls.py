from __future__ import annotations

from django.urls import URLPattern

from rapport.sandbox import views
from rapport.web.routes import route

urlpatterns: list[URLPattern] = [
    route("sandbox/", views.index, "sandbox:use", "sandbox"),
    route("sandbox/pulse", views.pulse, "sandbox:use", "sandbox_pulse"),
    route("sandbox/empty", views.empty, "sandbox:use", "sandbox_empty"),
    route("sandbox/<int:mail_id>/", views.index, "sandbox:use", "sandbox_mail"),
    route("sandbox/<int:mail_id>/letter", views.frame, "sandbox:use", "sandbox_letter"),
    route("sandbox/<int:mail_id>/mail.eml", views.eml, "sandbox:use", "sandbox_eml"),
    route("sandbox/<int:mail_id>/file/<int:number>", views.file, "sandbox:use", "sandbox_file"),
    route("sandbox/<int:mail_id>/reply", views.reply, "sandbox:use", "sandbox_reply"),
    route("sandbox/<int:mail_id>/away", views.away, "sandbox:use", "sandbox_away"),
    route("sandbox/<int:mail_id>/bounce", views.bounce, "sandbox:use", "sandbox_bounce"),
]
