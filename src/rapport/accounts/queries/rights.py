"""Who may do what, and what a viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rapport.accounts import domain
from rapport.accounts.models import (
    Audience,
    AudienceUser,
    Brand,
    LegalEntity,
    RolePermission,
    Setting,
    Team,
    TeamMember,
    User,
    UserRole,
)
from rapport.lib.actor import Actor, ActorKind
from rapport.lib.decision import ALLOWED, Decision, refuse
from rapport.lib.errors import NotAllowed, NotFound


def user_facts(user_ids: Iterable[int] | None = None) -> dict[int, domain.UserFacts]:
    """The facts of users (all when None) that rights are computed from, in four queries."""
    users = User.objects.all() if user_ids is None else User.objects.filter(pk__in=list(user_ids))
    standing = dict(users.values_list("pk", "is_active"))
    ids = list(standing)
    roles: dict[int, set[int]] = defaultdict(set)
    for user_id, role_id in UserRole.objects.filter(user_id__in=ids).values_list("user_id", "role_id"):
        roles[user_id].add(role_id)
    teams: dict[int, set[int]] = defaultdict(set)
    for user_id, team_id in TeamMember.objects.filter(user_id__in=ids).values_list("user_id", "team_id"):
        teams[user_id].add(team_id)
    rights: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for role_id, permission, scope in RolePermission.objects.values_list("role_id", "permission", "scope"):
        rights[role_id].append((permission, scope))
    facts = {}
    for user_id, is_active in standing.items():
        grants: dict[str, set[str]] = defaultdict(set)
        for role_id in roles[user_id]:
            for permission, scope in rights[role_id]:
                grants[permission].add(scope)
        facts[user_id] = domain.UserFacts(
            user_id,
            is_active,
            frozenset(roles[user_id]),
            frozenset(teams[user_id]),
            {permission: frozenset(scopes) for permission, scopes in grants.items()} if is_active else {},
        )
    return facts


@dataclass(frozen=True)
class Viewer:
    """A member of staff looking at something: their rights and audiences, each read once and kept for the request."""

    user: User
    _extra: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def user_id(self) -> int:
        return self.user.pk

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.USER, self.user.pk)

    @cached_property
    def facts(self) -> domain.UserFacts:
        return user_facts([self.user.pk])[self.user.pk]

    @cached_property
    def audience_ids(self) -> tuple[int, ...]:
        return tuple(
            AudienceUser.objects.filter(user_id=self.user.pk)
            .order_by("audience_id")
            .values_list("audience_id", flat=True)
        )

    def can(self, permission: str, scope: domain.Scope | None = None) -> bool:
        return domain.decide(self.facts.grants, self.facts.team_ids, permission, scope).is_allowed


def viewer_of(actor: Actor) -> Viewer:
    """The viewer behind an actor; only members of staff view."""
    if actor.kind is not ActorKind.USER:
        raise NotFound("Only members of staff can look at this.")
    user = User.objects.filter(pk=actor.id, is_active=True).first()
    if user is None:
        raise NotFound("This account is not active.")
    return Viewer(user)


def can(actor: Actor, permission: str, scope: domain.Scope | None = None) -> Decision:
    """Whether the actor may do this here, with the reason if not; every surface asks this one question."""
    if actor.kind is ActorKind.SYSTEM or actor.kind is ActorKind.AUTOMATION or actor.kind is ActorKind.INTEGRATION:
        return ALLOWED
    if actor.kind is not ActorKind.USER:
        return refuse("no_permission", permission=permission)
    facts = user_facts([actor.id]).get(actor.id)
    if facts is None or not facts.is_active:
        return refuse("not_active")
    return domain.decide(facts.grants, facts.team_ids, permission, scope)


def require(actor: Actor, permission: str, scope: domain.Scope | None = None) -> None:
    """Raise `NotAllowed` with the reasons unless the actor may do this here."""
    decision = can(actor, permission, scope)
    if not decision.is_allowed:
        raise NotAllowed(decision)


def audience(audience_id: int) -> Audience:
    return Audience.objects.get(pk=audience_id)


def members_of(audience_id: int) -> list[User]:
    """The active members of staff who see what is meant for an audience, by name."""
    return list(
        User.objects.filter(
            pk__in=AudienceUser.objects.filter(audience_id=audience_id).values("user_id"), is_active=True
        ).order_by("name")
    )


def holds(user_id: int, audience_id: int) -> bool:
    return AudienceUser.objects.filter(user_id=user_id, audience_id=audience_id).exists()


def holders(audience_id: int) -> set[int]:
    return set(AudienceUser.objects.filter(audience_id=audience_id).values_list("user_id", flat=True))


def active_users() -> list[User]:
    return list(User.objects.filter(is_active=True).order_by("name", "id"))


def user(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound("There is no such member of staff.")
    return found


def users_by_id(ids: Iterable[int]) -> dict[int, User]:
    return {u.pk: u for u in User.objects.filter(pk__in=set(ids))}


def is_staff_address(address: str) -> bool:
    """Whether an address belongs to a member of staff; such mail is never filed by its address (DESIGN 16)."""
    return User.objects.filter(email__iexact=address.strip()).exists()


def staff_by_address(addresses: Iterable[str]) -> dict[str, User]:
    wanted = {a.lower() for a in addresses}
    return {u.email.lower(): u for u in User.objects.filter(email__in=wanted)} if wanted else {}


def users_with(permission: str) -> list[User]:
    """Active users whose roles carry a permission, at any scope."""
    return list(User.objects.filter(is_active=True, role_grants__role__permissions__permission=permission).distinct())


def teams() -> list[Team]:
    return list(Team.objects.order_by("name"))


def team_member_ids(team_id: int) -> list[int]:
    return list(TeamMember.objects.filter(team_id=team_id, user__is_active=True).values_list("user_id", flat=True))


def default_brand() -> Brand:
    return Brand.objects.get(is_default=True)


def default_legal_entity() -> LegalEntity:
    return LegalEntity.objects.get(is_default=True)


def setting(key: str, default: Any) -> Any:
    """A stored settings value, or the default that the feature's code gives."""
    row = Setting.objects.filter(pk=key).first()
    return default if row is None else row.value


def active_user_with_address(addresses: Iterable[str]) -> User | None:
    """The active member of staff who owns one of these addresses, if exactly that is so."""
    found = User.objects.filter(email__in=[a.lower() for a in addresses], is_active=True)[:2]
    return found[0] if len(found) == 1 else None


def organisation() -> dict[str, Any]:
    """What the company says of itself: name, website, language and time_zone for new members."""
    return {"name": "", "website": "", "language": "en", "time_zone": "UTC", **setting("organisation", {})}
