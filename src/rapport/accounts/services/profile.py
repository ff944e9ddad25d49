"""What a member of staff says about themselves: name, language, look, quiet hours."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rapport.accounts.events import UserEdited
from rapport.accounts.models import User
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid, NotFound
from rapport.lib.text import one_line, storable

THEMES = ("light", "dark", "auto")
OWN_FIELDS = frozenset({"name", "title", "language", "time_zone", "theme", "signature", "quiet_from", "quiet_until"})


def edit_own(actor: Actor, **fields: Any) -> User:
    """Change what only oneself decides about one's account; the fact names the fields that changed."""
    user = User.objects.filter(pk=actor.id).first() if actor.is_user else None
    if user is None:
        raise NotFound("Only members of staff have a profile.")
    wanted = _checked(fields)
    changed = sorted(name for name, value in wanted.items() if getattr(user, name) != value)
    if not changed:
        return user
    for name in changed:
        setattr(user, name, wanted[name])
    with transaction.atomic():
        user.save(update_fields=changed)
        events.publish(actor, UserEdited(user_id=user.pk, fields=changed))
        events.tick(f"user:{user.pk}")
    return user


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if not fields.keys() <= OWN_FIELDS:
        raise ValueError(f"Not one's own to change: {sorted(fields.keys() - OWN_FIELDS)}.")
    wanted = {name: one_line(v) if name in {"name", "title"} else v for name, v in fields.items()}
    problems = {}
    if "name" in wanted and not wanted["name"]:
        problems["name"] = _("Please tell us your name.")
    if "signature" in wanted:
        wanted["signature"] = storable(wanted["signature"])
    if "language" in wanted and wanted["language"] not in dict(settings.LANGUAGES):
        problems["language"] = _("This language is not offered.")
    if "theme" in wanted and wanted["theme"] not in THEMES:
        problems["theme"] = _("Choose light, dark or as the system.")
    if "time_zone" in wanted and wanted["time_zone"] not in zoneinfo.available_timezones():
        problems["time_zone"] = _("We do not know this time zone.")
    if ("quiet_from" in wanted or "quiet_until" in wanted) and (
        (wanted.get("quiet_from") is None) != (wanted.get("quiet_until") is None)
    ):
        problems["quiet_until"] = _("Quiet hours need a beginning and an end.")
    if problems:
        raise Invalid(problems)
    return wanted
