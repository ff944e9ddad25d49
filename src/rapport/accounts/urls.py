from __future__ import annotations

from django.urls import URLPattern

from rapport.accounts.views import invitation, me
from rapport.web.routes import PUBLIC, SIGNED_IN, route

urlpatterns: list[URLPattern] = [
    route("invite/<str:token>/", invitation.page, PUBLIC, "invitation"),
    route("me/", me.page, SIGNED_IN, "me"),
    route("me/theme", me.theme, SIGNED_IN, "me_theme"),
    route("me/language", me.language, SIGNED_IN, "me_language"),
]
