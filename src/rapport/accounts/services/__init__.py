"""The only writes of accounts: users, invitations, roles, teams, audiences and their grants, settings."""

from __future__ import annotations

from rapport.accounts.services.audiences import intern_audience, regrant_house, regrant_jobs, regrant_user
from rapport.accounts.services.invitations import Invited, accept_invited, invite
from rapport.accounts.services.invitations import accept as accept_invitation
from rapport.accounts.services.invitations import resend as resend_invitation
from rapport.accounts.services.invitations import revoke as revoke_invitation
from rapport.accounts.services.organisation import (
    demand_second_factor,
    remove_team,
    save_brand,
    save_legal_entity,
    save_organisation,
    save_team,
)
from rapport.accounts.services.profile import edit_own
from rapport.accounts.services.roles import change_role, make_role, remove_role
from rapport.accounts.services.users import (
    change_setting,
    create_user,
    deactivate,
    end_sessions,
    reactivate,
    set_access,
    set_roles,
    set_teams,
)

__all__ = [
    "Invited",
    "accept_invitation",
    "accept_invited",
    "change_role",
    "change_setting",
    "create_user",
    "deactivate",
    "demand_second_factor",
    "edit_own",
    "end_sessions",
    "intern_audience",
    "invite",
    "make_role",
    "reactivate",
    "regrant_house",
    "regrant_jobs",
    "regrant_user",
    "remove_role",
    "remove_team",
    "resend_invitation",
    "revoke_invitation",
    "save_brand",
    "save_legal_entity",
    "save_organisation",
    "save_team",
    "set_access",
    "set_roles",
    "set_teams",
]
