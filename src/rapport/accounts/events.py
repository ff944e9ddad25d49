from __future__ import annotations

from dataclasses import dataclass

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class UserAccessChanged:
    """A user's roles, teams or standing changed; audiences follow."""

    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class RoleChanged:
    role_id: int


@fact
@dataclass(frozen=True, slots=True)
class UserJoined:
    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class UserLeft:
    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class UserEdited:
    user_id: int
    fields: list[str]


@fact
@dataclass(frozen=True, slots=True)
class UserInvited:
    invitation_id: int


@fact
@dataclass(frozen=True, slots=True)
class InvitationRevoked:
    invitation_id: int


@fact
@dataclass(frozen=True, slots=True)
class SettingChanged:
    key: str
