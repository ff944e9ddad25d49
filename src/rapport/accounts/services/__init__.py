"""The only writes of accounts: audiences and their grants, users, roles, teams, settings."""

from __future__ import annotations

from rapport.accounts.services.audiences import intern_audience, regrant_house, regrant_jobs, regrant_user
from rapport.accounts.services.users import change_setting, create_user, set_roles

__all__ = [
    "change_setting",
    "create_user",
    "intern_audience",
    "regrant_house",
    "regrant_jobs",
    "regrant_user",
    "set_roles",
]
