from __future__ import annotations

from rapport.consent import views
from rapport.web.routes import route

urlpatterns = [
    route("people/<int:person_id>/consent/", views.person, "consent:read", "person_consent"),
    route("people/<int:person_id>/consent/stop/", views.stop, "consent:edit", "do_not_contact"),
    route("people/<int:person_id>/consent/lift/", views.lift, "consent:edit", "lift_do_not_contact"),
    route("people/<int:person_id>/consent/opt-out/", views.opt_out, "consent:edit", "opt_out"),
]
