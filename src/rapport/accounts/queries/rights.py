"""Who may do what, and what a viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, QuerySet, Value, When

from rapport.accounts import domain
from rapport.accounts.models import (
    Audience,
    AudienceUser,
    Brand,
    LegalEntity,
    Setting,
    Team,
    TeamMember,
    User,
    UserRole,
)
from rapport.lib.actor import Actor, ActorKind
from rapport.lib.decision import ALLOWED, Decision, refuse
from rapport.lib.errors import NotAllowed, NotFound

_NOTHING = Value(None, output_field=CharField())


def user_facts(user_ids: Iterable[int] | None = None) -> dict[int, domain.UserFacts]:
    """The facts of users (all when None) that rights are computed from, in one statement."""
    return _facts_from(_rights_of(user_ids))


def _rights_of(user_ids: Iterable[int] | None) -> QuerySet[Any, Any]:
    """Rows of (what, user, role or team, permission, scope): who they are, each right of each role, each team."""
    users, grants, seats = User.objects.order_by(), UserRole.objects.all(), TeamMember.objects.all()
    if user_ids is not None:
        ids = list(user_ids)
        users, grants, seats = users.filter(pk__in=ids), grants.filter(user_id__in=ids), seats.filter(user_id__in=ids)
    right = "role__permissions__"
    return users.values_list(
        Case(When(is_active=True, then=Value("active")), default=Value("left")),
        "pk",
        Value(None, output_field=BigIntegerField()),
        _NOTHING,
        _NOTHING,
    ).union(
        grants.values_list(Value("role"), "user_id", "role_id", f"{right}permission", f"{right}scope"),
        seats.values_list(Value("team"), "user_id", "team_id", _NOTHING, _NOTHING),
        all=True,
    )


def _facts_from(rows: Iterable[Sequence[Any]]) -> dict[int, domain.UserFacts]:
    active: dict[int, bool] = {}
    roles: dict[int, set[int]] = defaultdict(set)
    teams: dict[int, set[int]] = defaultdict(set)
    grants: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for what, user_id, id, permission, scope in rows:
        if what == "role":
            roles[user_id].add(id)
            if permission:
                grants[user_id][permission].add(scope)
        elif what == "team":
            teams[user_id].add(id)
        else:
            active[user_id] = what == "active"
    return {
        user_id: domain.UserFacts(
            user_id,
            is_active,
            frozenset(roles[user_id]),
            frozenset(teams[user_id]),
            {name: frozenset(scopes) for name, scopes in grants[user_id].items()} if is_active else {},
        )
        for user_id, is_active in active.items()
    }


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
        return self._read[0]

    @cached_property
    def audience_ids(self) -> tuple[int, ...]:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[domain.UserFacts, tuple[int, ...]]:
        """Rights and audiences in one statement: nearly every page asks for both."""
        id = self.user.pk
        audiences: list[int] = []
        rows: list[tuple[str, int, int | None, str | None, str | None]] = []
        held = AudienceUser.objects.filter(user_id=id).values_list(
            Value("audience"), Value(id), "audience_id", _NOTHING, _NOTHING
        )
        for row in _rights_of([id]).union(held, all=True):
            if row[0] == "audience":
                audiences.append(row[2])
            else:
                rows.append(row)
        return _facts_from(rows)[id], tuple(sorted(audiences))

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


def user_with_address(addresses: Iterable[str]) -> User | None:
    """The member of staff, present or past, who owns one of these addresses, if exactly that is so."""
    found = User.objects.filter(email__in=[a.lower() for a in addresses])[:2]
    return found[0] if len(found) == 1 else None


def organisation() -> dict[str, Any]:
    """What the company says of itself: name, website, language and time_zone for new members."""
    return {"name": "", "website": "", "language": "en", "time_zone": "UTC", **setting("organisation", {})}
