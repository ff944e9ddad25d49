"""What administrators look at: members with roles, teams and last visit; invitations, roles, brands, sessions."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, Max, Prefetch, Q
from django.utils import timezone

from rapport.accounts import domain
from rapport.accounts.models import (
    Brand,
    Invitation,
    LegalEntity,
    Role,
    RolePermission,
    Team,
    TeamMember,
    User,
    UserRole,
)
from rapport.lib.errors import NotFound

AT_ONCE = 50


@dataclass(frozen=True)
class Member:
    """One row of the list of members."""

    user: User
    roles: list[Role] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    last_seen_at: datetime | None = None
    has_second_factor: bool = False


def members(text: str = "", role: str = "", team: int | None = None, status: str = "active") -> list[Member]:
    """The members of staff that match, by name, in six queries however many there are."""
    found = User.objects.order_by("name", "id")
    if text := text.strip():
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(title__icontains=text))
    if role:
        found = found.filter(role_grants__role__key=role)
    if team is not None:
        found = found.filter(team_seats__team_id=team)
    if status in {"active", "left"}:
        found = found.filter(is_active=status == "active")
    return _with_rows(list(found))


def member(user_id: int) -> Member:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such member of staff.")
    return _with_rows([user])[0]


def _with_rows(users: list[User]) -> list[Member]:
    ids = [user.pk for user in users]
    roles: dict[int, list[Role]] = defaultdict(list)
    for grant in UserRole.objects.filter(user_id__in=ids).select_related("role").order_by("role_id"):
        roles[grant.user_id].append(grant.role)
    teams: dict[int, list[Team]] = defaultdict(list)
    for seat in TeamMember.objects.filter(user_id__in=ids).select_related("team").order_by("team__name"):
        teams[seat.user_id].append(seat.team)
    seen = dict(
        UserSession.objects.filter(user_id__in=ids)
        .values("user_id")
        .annotate(at=Max("last_seen_at"))
        .values_list("user_id", "at")
    )
    strong = set(
        Authenticator.objects.filter(user_id__in=ids)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    return [
        Member(user, roles[user.pk], teams[user.pk], seen.get(user.pk) or user.last_login, user.pk in strong)
        for user in users
    ]


def sessions_of(user_id: int) -> list[UserSession]:
    """The open sessions of a user, the latest first."""
    return list(UserSession.objects.filter(user_id=user_id).order_by("-last_seen_at"))


def invitations() -> list[Invitation]:
    """Invitations nobody has taken up or taken back, the newest first; expired ones stay until then."""
    return list(
        Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
        .select_related("invited_by")
        .prefetch_related("roles", "teams")
        .order_by("-created_at")
    )


def invitation(invitation_id: int) -> Invitation:
    found = Invitation.objects.filter(pk=invitation_id).first()
    if found is None:
        raise NotFound("There is no such invitation.")
    return found


def token_hash(token: str) -> bytes:
    """What is kept of a link's token (SEC-04): enough to know it again, useless to whoever reads the table."""
    return hashlib.sha256(token.encode()).digest()


def open_invitation(token: str) -> Invitation:
    """The invitation behind a link while it can still be taken up."""
    found = Invitation.objects.filter(
        token_hash=token_hash(token),
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).first()
    if found is None:
        raise NotFound("This invitation has been used, taken back, or is too old.")
    return found


def invitation_for(addresses: Iterable[str]) -> Invitation | None:
    """The invitation that waits for one of these addresses."""
    return Invitation.objects.filter(
        email__in=[address.lower() for address in addresses],
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).first()


@dataclass(frozen=True)
class RoleRow:
    role: Role
    people: int
    rights: dict[str, str]


def roles() -> list[RoleRow]:
    """All roles with their rights and how many active members hold each."""
    rows = Role.objects.annotate(
        people=Count("grants", filter=Q(grants__user__is_active=True), distinct=True)
    ).prefetch_related(Prefetch("permissions", RolePermission.objects.order_by("permission")))
    return [
        RoleRow(row, row.people, {r.permission: r.scope for r in row.permissions.all()}) for row in rows.order_by("id")
    ]


def role(role_id: int) -> RoleRow:
    for row in roles():
        if row.role.pk == role_id:
            return row
    raise NotFound("There is no such role.")


def role_names() -> list[tuple[str, str]]:
    return [(role.key, role.label) for role in Role.objects.order_by("id")]


def rights_of(role_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The rights of each of these roles, permission to scope."""
    found: dict[int, dict[str, str]] = {id: {} for id in role_ids}
    for row in RolePermission.objects.filter(role_id__in=list(found)):
        found[row.role_id][row.permission] = row.scope
    return found


@dataclass(frozen=True)
class TeamRow:
    team: Team
    users: list[User]


def team_rows() -> list[TeamRow]:
    seats: dict[int, list[User]] = defaultdict(list)
    for seat in TeamMember.objects.select_related("user").order_by("user__name"):
        if seat.user.is_active:
            seats[seat.team_id].append(seat.user)
    return [TeamRow(team, seats[team.pk]) for team in Team.objects.order_by("name")]


def team(team_id: int) -> Team:
    found = Team.objects.filter(pk=team_id).first()
    if found is None:
        raise NotFound("There is no such team.")
    return found


def brands() -> list[Brand]:
    return list(Brand.objects.order_by("-is_default", "name"))


def brand(brand_id: int) -> Brand:
    found = Brand.objects.filter(pk=brand_id).first()
    if found is None:
        raise NotFound("There is no such brand.")
    return found


def legal_entities() -> list[LegalEntity]:
    return list(LegalEntity.objects.order_by("-is_default", "name"))


def legal_entity(legal_entity_id: int) -> LegalEntity:
    found = LegalEntity.objects.filter(pk=legal_entity_id).first()
    if found is None:
        raise NotFound("There is no such legal entity.")
    return found


def names_of(model: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of our own rows by id, for sentences of the audit log."""
    if model == "role":
        return {role.pk: role.label for role in Role.objects.filter(pk__in=list(ids))}
    models = {"user": User, "team": Team, "brand": Brand, "legal_entity": LegalEntity}
    return dict(models[model].objects.filter(pk__in=list(ids)).values_list("pk", "name"))  # type: ignore[attr-defined]


def invited_addresses(ids: Iterable[int]) -> dict[int, str]:
    return dict(Invitation.objects.filter(pk__in=list(ids)).values_list("pk", "email"))


def role_facts(role_id: int) -> dict[str, frozenset[str]]:
    """A role's rights as grants, for judging what a change would leave."""
    rows = RolePermission.objects.filter(role_id=role_id).values_list("permission", "scope")
    return {permission: frozenset({scope}) for permission, scope in rows if permission in domain.ALL_PERMISSIONS}
