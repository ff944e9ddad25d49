"""Roles are rows: names and rights can be changed, and whoever holds one sees the change at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rapport.accounts import domain, queries
from rapport.accounts.events import RoleChanged, RoleRemoved
from rapport.accounts.models import Role, RolePermission, UserRole
from rapport.accounts.queries import admin
from rapport.accounts.services.granting import require_may_hold
from rapport.accounts.services.users import access_changed, keep_an_administrator
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.lib.text import one_line


def make_role(actor: Actor, name: str, rights: Mapping[str, str]) -> Role:
    """Make an own role out of permissions and scopes."""
    queries.require(actor, "accounts:manage")
    name, wanted = _named(name, None), _checked(rights)
    require_may_hold(actor, wanted)
    with transaction.atomic():
        key = f"{slugify(name)[:30] or 'role'}-{secrets.token_hex(3)}"
        role = Role.objects.create(key=key, name=name)
        _write(role.pk, wanted)
        events.publish(actor, RoleChanged(role_id=role.pk))
    return role


def change_role(actor: Actor, role_id: int, name: str, rights: Mapping[str, str]) -> None:
    """Give a role exactly these rights; the grants of everybody who holds it follow."""
    queries.require(actor, "accounts:manage")
    name, wanted = _named(name, role_id), _checked(rights)
    require_may_hold(actor, admin.role(role_id).rights, wanted)
    with transaction.atomic():
        if not Role.objects.filter(pk=role_id).update(name=name):
            raise NotFound("There is no such role.")
        _write(role_id, wanted)
        keep_an_administrator()
        events.publish(actor, RoleChanged(role_id=role_id))
        for user_id in UserRole.objects.filter(role_id=role_id).order_by("user_id").values_list("user_id", flat=True):
            access_changed(actor, user_id)


def remove_role(actor: Actor, role_id: int) -> None:
    """Remove an own role that nobody holds."""
    queries.require(actor, "accounts:manage")
    with transaction.atomic():
        role = Role.objects.filter(pk=role_id).first()
        if role is None:
            raise NotFound("There is no such role.")
        require_may_hold(actor, admin.role(role_id).rights)
        if role.is_builtin:
            raise Conflict(_("Built-in roles stay; take their rights away instead."))
        if UserRole.objects.filter(role_id=role_id).exists():
            raise Conflict(_("Somebody still holds this role. Give them another one first."))
        role.delete()
        events.publish(actor, RoleRemoved(role_id=role_id))


def _write(role_id: int, rights: Mapping[str, str]) -> None:
    RolePermission.objects.filter(role_id=role_id).exclude(permission__in=list(rights)).delete()
    for permission, scope in sorted(rights.items()):
        RolePermission.objects.update_or_create(role_id=role_id, permission=permission, defaults={"scope": scope})


def _checked(rights: Mapping[str, str]) -> dict[str, str]:
    wanted = {permission: scope for permission, scope in rights.items() if scope}
    if not wanted.keys() <= domain.ALL_PERMISSIONS or not set(wanted.values()) <= set(RolePermission.Scope.values):
        raise Invalid(_("There is no such permission or scope."))
    return wanted


def _named(name: str, role_id: int | None) -> str:
    name = one_line(name)[:80]
    if not name:
        raise Invalid({"name": _("A role needs a name.")})
    if Role.objects.filter(name__iexact=name).exclude(pk=role_id or 0).exists():
        raise Invalid({"name": _("There is already a role of this name.")})
    return name
