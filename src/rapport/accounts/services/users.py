"""Users and what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from rapport.accounts import queries
from rapport.accounts.events import SettingChanged, UserAccessChanged, UserJoined
from rapport.accounts.models import Role, Setting, Team, TeamMember, User, UserRole
from rapport.accounts.services.audiences import regrant_house
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid


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
    address = email.strip().lower()
    if User.objects.filter(email__iexact=address).exists():
        raise Invalid({"email": "There is already an account with this address."})
    with transaction.atomic():
        user = User(email=address, name=name.strip(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save()
        UserRole.objects.bulk_create([UserRole(user=user, role=r) for r in Role.objects.filter(key__in=list(roles))])
        TeamMember.objects.bulk_create([TeamMember(user=user, team=team) for team in teams])
        events.publish(actor, UserJoined(user_id=user.pk))
        _access_changed(actor, user.pk)
    return user


def set_roles(actor: Actor, user_id: int, role_keys: Iterable[str]) -> None:
    """Give a user exactly these roles; what they see follows at once."""
    queries.require(actor, "accounts:manage")
    with transaction.atomic():
        wanted = set(Role.objects.filter(key__in=list(role_keys)).values_list("pk", flat=True))
        UserRole.objects.filter(user_id=user_id).exclude(role_id__in=wanted).delete()
        UserRole.objects.bulk_create(
            [UserRole(user_id=user_id, role_id=role_id) for role_id in wanted], ignore_conflicts=True
        )
        _access_changed(actor, user_id)


def _access_changed(actor: Actor, user_id: int) -> None:
    regrant_house([user_id])
    events.publish(actor, UserAccessChanged(user_id=user_id))


def change_setting(actor: Actor, key: str, value: Any) -> None:
    """Store a settings value; the fact names the key only."""
    queries.require(actor, "settings:edit")
    with transaction.atomic():
        Setting.objects.update_or_create(pk=key, defaults={"value": value})
        events.publish(actor, SettingChanged(key=key))
