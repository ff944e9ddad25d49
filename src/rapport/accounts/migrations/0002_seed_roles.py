"""The roles every company starts with, one brand and one legal entity; all can be changed afterwards."""

from __future__ import annotations

from typing import Any

from django.db import migrations

READ = {
    "people:read": "all", "jobs:read": "all", "timeline:read": "all", "agencies:read": "all",
    "consent:read": "all", "search:use": "all",
}
RECRUIT = {
    **READ, "people:edit": "all", "people:merge": "all", "agencies:edit": "all", "jobs:edit": "team", "jobs:staff": "team",
    "jobs:move": "all", "timeline:log": "all", "timeline:note": "all", "timeline:pin": "all", "messaging:send": "all",
    "messaging:triage": "all", "tasks:edit": "all", "consent:edit": "all", "tags:edit": "all", "sandbox:use": "all",
}
LEAD = {
    **RECRUIT, "jobs:edit": "all", "jobs:staff": "all", "people:export": "all", "jobs:export": "all",
    "messaging:outbox": "all", "tasks:read_all": "all", "views:share": "all",
}
ADMIN = {
    **LEAD, "people:delete": "all", "jobs:confidential": "all", "timeline:correct": "all", "content:edit": "all",
    "fields:edit": "all", "accounts:manage": "all", "settings:edit": "all", "audit:read": "all",
}
ON_JOB = {
    "people:read": "job", "jobs:read": "job", "timeline:read": "job", "timeline:note": "job", "timeline:log": "job",
    "tasks:edit": "job", "search:use": "all",
}
ROLES: dict[str, tuple[str, dict[str, str]]] = {
    "administrator": ("Administrator", ADMIN),
    "communications_administrator": (
        "Communications administrator",
        {**LEAD, "content:edit": "all", "settings:edit": "all", "timeline:correct": "all"},
    ),
    "recruiting_lead": ("Recruiting lead", LEAD),
    "recruiter": ("Recruiter", RECRUIT),
    "hiring_manager": ("Hiring manager", {**ON_JOB, "jobs:move": "job", "messaging:send": "job"}),
    "interviewer": ("Interviewer", ON_JOB),
    "hr": ("HR", {**LEAD, "jobs:confidential": "all"}),
    "legal_privacy": (
        "Legal and privacy",
        {**READ, "jobs:confidential": "all", "timeline:audit": "all", "audit:read": "all", "people:export": "all",
         "people:delete": "all", "consent:edit": "all", "timeline:note": "all"},
    ),
    "marketing": ("Marketing", {**READ, "content:edit": "all", "tags:edit": "all"}),
    "it": ("IT", {"accounts:manage": "all", "settings:edit": "all", "messaging:outbox": "all", "sandbox:use": "all"}),
    "auditor": (
        "Auditor",
        {**READ, "jobs:confidential": "all", "timeline:audit": "all", "audit:read": "all", "tasks:read_all": "all"},
    ),
}


def seed(apps: Any, schema_editor: Any) -> None:
    Role, RolePermission = apps.get_model("accounts", "Role"), apps.get_model("accounts", "RolePermission")
    for key, (name, rights) in ROLES.items():
        role = Role.objects.create(key=key, name=name, is_builtin=True)
        RolePermission.objects.bulk_create(
            [RolePermission(role=role, permission=p, scope=s) for p, s in rights.items()]
        )
    apps.get_model("accounts", "LegalEntity").objects.create(name="Our company", is_default=True)
    apps.get_model("accounts", "Brand").objects.create(name="Our company", is_default=True)


def unseed(apps: Any, schema_editor: Any) -> None:
    apps.get_model("accounts", "Role").objects.filter(is_builtin=True).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(seed, unseed)]
