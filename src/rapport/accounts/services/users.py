"""Users, what they may do, and whether they may still come in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries
from rapport.accounts.events import (
    SessionsEnded,
    SettingChanged,
    UserAccessChanged,
    UserJoined,
    UserLeft,
    UserReturned,
)
from rapport.accounts.models import Role, Setting, Team, TeamMember, User, UserRole
from rapport.accounts.policy.last_administrator import last_administrator
from rapport.accounts.services.audiences import regrant_house
from rapport.accounts.services.granting import require_may_give, require_may_seat
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.actor import user as actor_of
from rapport.lib.decision import decide
from rapport.lib.errors import Invalid, Refused


def create_user(
    actor: Actor,
    *,
    email: str,
    name: str,
    roles: Iterable[str] = (),
    teams: Iterable[Team] = (),
    password: str | None = None,
    **fields: Any,
) -> User:
    """Add a member of staff with roles (by key) and teams."""
    queries.require(actor, "accounts:manage")
    roles = list(roles)
    require_may_give(actor, Role.objects.filter(key__in=roles).values_list("pk", flat=True))
    return add(actor, email, name, roles, [team.pk for team in teams], password, **fields)


def add(
    actor: Actor | None,
    email: str,
    name: str,
    roles: Iterable[str],
    team_ids: Iterable[int],
    password: str | None,
    **fields: Any,
) -> User:
    """Write a new member's rows; the verb that calls has checked the right. Without an actor they act themselves."""
    address = email.strip().lower()
    if User.objects.filter(email__iexact=address).exists():
        raise Invalid({"email": _("There is already an account with this address.")})
    with transaction.atomic():
        user = User(email=address, name=name.strip(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save()
        UserRole.objects.bulk_create([UserRole(user=user, role=r) for r in Role.objects.filter(key__in=list(roles))])
        TeamMember.objects.bulk_create([TeamMember(user=user, team_id=team_id) for team_id in team_ids])
        who = actor or actor_of(user.pk)
        events.publish(who, UserJoined(user_id=user.pk))
        access_changed(who, user.pk)
        events.tick("accounts")
    return user


def set_roles(actor: Actor, user_id: int, role_keys: Iterable[str]) -> None:
    """Give a user exactly these roles; what they see follows at once. New ones may not go beyond the giver's rights."""
    queries.require(actor, "accounts:manage")
    with transaction.atomic():
        wanted = set(Role.objects.filter(key__in=list(role_keys)).values_list("pk", flat=True))
        held = set(UserRole.objects.filter(user_id=user_id).values_list("role_id", flat=True))
        require_may_give(actor, wanted - held)
        UserRole.objects.filter(user_id=user_id).exclude(role_id__in=wanted).delete()
        UserRole.objects.bulk_create(
            [UserRole(user_id=user_id, role_id=role_id) for role_id in wanted], ignore_conflicts=True
        )
        keep_an_administrator()
        access_changed(actor, user_id)


def set_teams(actor: Actor, user_id: int, team_ids: Iterable[int]) -> None:
    """Put a user into exactly these teams; what they see follows at once."""
    queries.require(actor, "accounts:manage")
    with transaction.atomic():
        wanted = set(Team.objects.filter(pk__in=list(team_ids)).values_list("pk", flat=True))
        held = set(TeamMember.objects.filter(user_id=user_id).values_list("team_id", flat=True))
        require_may_seat(actor, {user_id} if wanted - held else ())
        TeamMember.objects.filter(user_id=user_id).exclude(team_id__in=wanted).delete()
        TeamMember.objects.bulk_create(
            [TeamMember(user_id=user_id, team_id=team_id) for team_id in wanted], ignore_conflicts=True
        )
        access_changed(actor, user_id)


def set_access(actor: Actor, user_id: int, role_keys: Iterable[str], team_ids: Iterable[int]) -> None:
    """Give a user exactly these roles and teams, or change nothing."""
    with transaction.atomic():
        set_roles(actor, user_id, role_keys)
        set_teams(actor, user_id, team_ids)


def deactivate(actor: Actor, user_id: int) -> None:
    """Let a user in no more: every session ends at once (SEC-03), and they hold no audience from now on."""
    queries.require(actor, "accounts:manage")
    with transaction.atomic():
        if not User.objects.filter(pk=user_id, is_active=True).update(is_active=False, left_at=timezone.now()):
            return
        keep_an_administrator()
        _end_sessions(user_id)
        events.publish(actor, UserLeft(user_id=user_id))
        access_changed(actor, user_id)


def reactivate(actor: Actor, user_id: int) -> None:
    """Let a user who left in again, with the roles and teams they had."""
    queries.require(actor, "accounts:manage")
    with transaction.atomic():
        require_may_give(actor, UserRole.objects.filter(user_id=user_id).values_list("role_id", flat=True))
        if User.objects.filter(pk=user_id, is_active=False).update(is_active=True, left_at=None):
            events.publish(actor, UserReturned(user_id=user_id))
            access_changed(actor, user_id)


def end_sessions(actor: Actor, user_id: int) -> int:
    """End every open session of a user; returns how many there were."""
    if actor != actor_of(user_id):
        queries.require(actor, "accounts:manage")
    with transaction.atomic():
        count = _end_sessions(user_id)
        events.publish(actor, SessionsEnded(user_id=user_id, count=count))
    return count


def _end_sessions(user_id: int) -> int:
    sessions = list(UserSession.objects.filter(user_id=user_id))
    for session in sessions:
        session.end()
    return len(sessions)


def keep_an_administrator() -> None:
    """Refuse the change made in this transaction if it leaves nobody who can manage accounts."""
    finding = last_administrator(queries.user_facts().values())
    if finding is not None:
        raise Refused(decide([finding]))


def access_changed(actor: Actor, user_id: int) -> None:
    """Grants follow roles, teams and standing in the same transaction."""
    regrant_house([user_id])
    events.publish(actor, UserAccessChanged(user_id=user_id))
    events.tick("accounts", f"user:{user_id}")


def change_setting(actor: Actor, key: str, value: Any) -> None:
    """Store a settings value; the fact names the key only."""
    queries.require(actor, "settings:edit")
    with transaction.atomic():
        Setting.objects.update_or_create(pk=key, defaults={"value": value})
        events.publish(actor, SettingChanged(key=key))
