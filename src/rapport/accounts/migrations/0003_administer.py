"""Giving roles beyond one's own rights becomes a right of its own; whoever was in charge by an own role keeps it."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Q

ADMINISTER = "accounts:administer"


def give(apps: Any, schema_editor: Any) -> None:
    Role, RolePermission = apps.get_model("accounts", "Role"), apps.get_model("accounts", "RolePermission")
    in_charge = Role.objects.filter(Q(key="administrator") | Q(is_builtin=False))
    for permission in ("accounts:manage", "settings:edit"):
        in_charge = in_charge.filter(
            pk__in=RolePermission.objects.filter(permission=permission, scope="all").values("role_id")
        )
    for role in in_charge:
        RolePermission.objects.get_or_create(role=role, permission=ADMINISTER, defaults={"scope": "all"})


def take(apps: Any, schema_editor: Any) -> None:
    apps.get_model("accounts", "RolePermission").objects.filter(permission=ADMINISTER).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_seed_roles")]
    operations = [migrations.RunPython(give, take)]
