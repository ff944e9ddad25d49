"""Areas, permissions, scopes and refusals in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rapport.lib.decision import Decision

Text = str | Promise

AREAS: dict[str, Text] = {
    "people": _("People"),
    "agencies": _("Agencies"),
    "jobs": _("Jobs"),
    "timeline": _("Timeline"),
    "messaging": _("Messages"),
    "tasks": _("Tasks"),
    "consent": _("Consent"),
    "content": _("Wording"),
    "search": _("Search"),
    "views": _("Views"),
    "tags": _("Tags"),
    "fields": _("Fields"),
    "accounts": _("Accounts"),
    "settings": _("Settings"),
    "audit": _("Audit"),
    "sandbox": _("Sandbox"),
}

PERMISSIONS: dict[str, Text] = {
    "people:read": _("See candidates and contacts"),
    "people:edit": _("Add and edit people"),
    "people:merge": _("Merge duplicates"),
    "people:export": _("Export lists of people"),
    "people:delete": _("Delete people"),
    "agencies:read": _("See agencies"),
    "agencies:edit": _("Add and edit agencies"),
    "jobs:read": _("See jobs"),
    "jobs:edit": _("Open and edit jobs"),
    "jobs:staff": _("Choose hiring teams"),
    "jobs:move": _("Move candidates between stages"),
    "jobs:export": _("Export lists of applications"),
    "jobs:confidential": _("Enter confidential jobs"),
    "timeline:read": _("Read timelines"),
    "timeline:log": _("Log calls, meetings and mails"),
    "timeline:note": _("Write notes and comments"),
    "timeline:pin": _("Pin entries"),
    "timeline:correct": _("Add corrections to entries of those who left"),
    "timeline:audit": _("Read everything, with earlier versions"),
    "messaging:send": _("Write to candidates"),
    "messaging:triage": _("Sort mail that belongs to nobody yet"),
    "messaging:outbox": _("See and stop everybody's outgoing mail"),
    "tasks:edit": _("Make and do tasks"),
    "tasks:read_all": _("See everybody's tasks"),
    "consent:read": _("See consent and do-not-contact"),
    "consent:edit": _("Record consent and do-not-contact"),
    "content:edit": _("Edit built-in wording"),
    "search:use": _("Search"),
    "views:share": _("Share saved views"),
    "tags:edit": _("Make and rename tags"),
    "fields:edit": _("Make and change fields"),
    "accounts:manage": _("Invite members, edit roles and teams"),
    "accounts:administer": _("Give any role, also one with more rights than their own"),
    "settings:edit": _("Change settings"),
    "audit:read": _("Read the audit and access logs"),
    "sandbox:use": _("Use the Sandbox"),
}

SCOPES: dict[str, Text] = {
    "": _("No"),
    "all": _("Everywhere"),
    "team": _("Own teams"),
    "job": _("Own jobs"),
    "own": _("Own only"),
}


def permission(name: str) -> Text:
    return PERMISSIONS.get(name, name)


def beyond(names: Sequence[str]) -> str:
    """Why a role cannot be given, with the first rights that its giver lacks."""
    first, more = [f"“{permission(name)}”" for name in names[:2]], len(names) - 2
    rights = ", ".join(first)
    if more > 0:
        return ngettext(
            "It includes %(rights)s and %(count)d more right that you don't hold there yourself.",
            "It includes %(rights)s and %(count)d more rights that you don't hold there yourself.",
            more,
        ) % {"rights": rights, "count": more}
    return _t("It includes %(rights)s, which you don't hold there yourself.") % {"rights": rights}


def explain(decision: Decision) -> Sequence[str]:
    """Why accounts says no, as sentences; nothing for findings of other rooms."""
    told = []
    for finding in decision.findings:
        right = str(permission(str(finding.params.get("permission", ""))))
        match finding.rule:
            case "no_permission":
                told.append(_t("Your roles do not include “%(right)s”. Ask an administrator.") % {"right": right})
            case "out_of_scope":
                told.append(_t("Your roles include “%(right)s”, but not here.") % {"right": right})
            case "beyond_own_rights":
                told.append(beyond(finding.params.get("permissions", ())))
            case "own_team":
                told.append(_t("You can't put yourself into a team. Ask an administrator."))
            case "not_active":
                told.append(_t("This account is closed."))
            case "last_administrator":
                told.append(
                    _t("Nobody would be left who can manage accounts and settings. Make somebody administrator first.")
                )
    return told
