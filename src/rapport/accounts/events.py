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


@fact
@dataclass(frozen=True, slots=True)
class UserReturned:
    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class SessionsEnded:
    """Somebody ended all open sessions of a user."""

    user_id: int
    count: int


@fact
@dataclass(frozen=True, slots=True)
class SignedIn:
    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class SignInFailed:
    """A wrong password for an account we know; attempts on unknown addresses leave no fact."""

    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class InvitationAccepted:
    invitation_id: int
    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class InvitationSentAgain:
    invitation_id: int


@fact
@dataclass(frozen=True, slots=True)
class RoleRemoved:
    role_id: int


@fact
@dataclass(frozen=True, slots=True)
class TeamChanged:
    team_id: int
    user_ids: list[int]


@fact
@dataclass(frozen=True, slots=True)
class TeamRemoved:
    team_id: int


@fact
@dataclass(frozen=True, slots=True)
class BrandChanged:
    brand_id: int


@fact
@dataclass(frozen=True, slots=True)
class LegalEntityChanged:
    legal_entity_id: int
