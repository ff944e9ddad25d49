from __future__ import annotations

from django.urls import URLPattern

from rapport.accounts.views import company, invitation, me, members, roles, second_factor, settings
from rapport.web.routes import PUBLIC, SIGNED_IN, route

urlpatterns: list[URLPattern] = [
    route("invite/<str:token>/", invitation.page, PUBLIC, "invitation"),
    route("me/", me.page, SIGNED_IN, "me"),
    route("me/theme", me.theme, SIGNED_IN, "me_theme"),
    route("me/language", me.language, SIGNED_IN, "me_language"),
    route("me/second-step/", second_factor.page, SIGNED_IN, "second_factor"),
    route("settings/second-step/", second_factor.demand, "settings:edit", "second_factor_demand"),
    route("settings/", settings.index, SIGNED_IN, "settings"),
    route("settings/members/", members.index, "accounts:manage", "members"),
    route("settings/members/invite/", members.invite, "accounts:manage", "invite"),
    route("settings/members/<int:user_id>/", members.one, "accounts:manage", "member"),
    route("settings/members/<int:user_id>/end-sessions/", members.end_sessions, "accounts:manage", "end_sessions"),
    route("settings/members/<int:user_id>/close/", members.deactivate, "accounts:manage", "deactivate"),
    route("settings/members/<int:user_id>/open/", members.reactivate, "accounts:manage", "reactivate"),
    route("settings/invitations/<int:invitation_id>/resend/", members.resend, "accounts:manage", "resend_invitation"),
    route("settings/invitations/<int:invitation_id>/revoke/", members.revoke, "accounts:manage", "revoke_invitation"),
    route("settings/roles/", roles.index, "accounts:manage", "roles"),
    route("settings/roles/new/", roles.make, "accounts:manage", "make_role"),
    route("settings/roles/<int:role_id>/", roles.one, "accounts:manage", "role"),
    route("settings/roles/<int:role_id>/remove/", roles.remove, "accounts:manage", "remove_role"),
    route("settings/teams/", company.teams, "accounts:manage", "teams"),
    route("settings/teams/new/", company.team, "accounts:manage", "make_team"),
    route("settings/teams/<int:team_id>/", company.team, "accounts:manage", "team"),
    route("settings/teams/<int:team_id>/remove/", company.remove_team, "accounts:manage", "remove_team"),
    route("settings/identities/", company.identities, "settings:edit", "identities"),
    route("settings/brands/new/", company.brand, "settings:edit", "make_brand"),
    route("settings/brands/<int:brand_id>/", company.brand, "settings:edit", "brand"),
    route("settings/legal-entities/new/", company.legal_entity, "settings:edit", "make_legal_entity"),
    route("settings/legal-entities/<int:legal_entity_id>/", company.legal_entity, "settings:edit", "legal_entity"),
    route("settings/organisation/", company.organisation, "settings:edit", "organisation"),
]
