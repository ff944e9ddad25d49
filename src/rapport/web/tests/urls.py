from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from rapport.web.routes import PUBLIC, SIGNED_IN, route


def here(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


urlpatterns = [
    route("", here, PUBLIC, "home"),
    route("people/", here, SIGNED_IN, "people"),
    route("jobs/", here, SIGNED_IN, "jobs"),
]
