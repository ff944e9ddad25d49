"""Teams, brands, legal entities and what the company says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries
from rapport.accounts.events import BrandChanged, LegalEntityChanged, SettingChanged, TeamChanged, TeamRemoved
from rapport.accounts.models import Brand, LegalEntity, Role, Setting, Team, TeamMember, User
from rapport.accounts.policy.second_factor import Who
from rapport.accounts.queries import second_factor
from rapport.accounts.services.granting import require_may_seat
from rapport.accounts.services.users import access_changed
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid, NotFound
from rapport.lib.text import one_line

M = TypeVar("M", Brand, LegalEntity)


def save_team(actor: Actor, team_id: int | None, name: str, user_ids: Iterable[int]) -> Team:
    """Make or change a team: its name and exactly these members, whose grants follow."""
    queries.require(actor, "accounts:manage")
    name = one_line(name)[:120]
    if not name:
        raise Invalid({"name": _("A team needs a name.")})
    if Team.objects.filter(name__iexact=name).exclude(pk=team_id or 0).exists():
        raise Invalid({"name": _("There is already a team of this name.")})
    with transaction.atomic():
        team = Team.objects.filter(pk=team_id).first() if team_id else Team()
        if team is None:
            raise NotFound("There is no such team.")
        team.name = name
        team.save()
        before = set(TeamMember.objects.filter(team=team).values_list("user_id", flat=True))
        wanted = set(User.objects.filter(pk__in=list(user_ids)).values_list("pk", flat=True))
        require_may_seat(actor, wanted - before)
        TeamMember.objects.filter(team=team, user_id__in=before - wanted).delete()
        TeamMember.objects.bulk_create([TeamMember(team=team, user_id=u) for u in sorted(wanted - before)])
        changed = sorted(before ^ wanted)
        events.publish(actor, TeamChanged(team_id=team.pk, user_ids=changed))
        for user_id in changed:
            access_changed(actor, user_id)
    return team


def remove_team(actor: Actor, team_id: int) -> None:
    """Dissolve a team; jobs it had belong to no team from now on."""
    queries.require(actor, "accounts:manage")
    with transaction.atomic():
        members = list(TeamMember.objects.filter(team_id=team_id).values_list("user_id", flat=True))
        if not Team.objects.filter(pk=team_id).delete()[0]:
            raise NotFound("There is no such team.")
        events.publish(actor, TeamRemoved(team_id=team_id))
        for user_id in sorted(members):
            access_changed(actor, user_id)


def save_brand(actor: Actor, brand_id: int | None, **fields: Any) -> Brand:
    """Make or change a brand; making it the default takes that from the one before."""
    queries.require(actor, "settings:edit")
    with transaction.atomic():
        brand = _saved(Brand, brand_id, fields)
        events.publish(actor, BrandChanged(brand_id=brand.pk))
    return brand


def save_legal_entity(actor: Actor, legal_entity_id: int | None, **fields: Any) -> LegalEntity:
    """Make or change a legal entity; consent and notices name it from now on as it stands then."""
    queries.require(actor, "settings:edit")
    with transaction.atomic():
        entity = _saved(LegalEntity, legal_entity_id, fields)
        events.publish(actor, LegalEntityChanged(legal_entity_id=entity.pk))
    return entity


def save_organisation(actor: Actor, **fields: Any) -> None:
    """Keep what the company says of itself: name, language and time zone of new members."""
    queries.require(actor, "settings:edit")
    with transaction.atomic():
        Setting.objects.update_or_create(pk="organisation", defaults={"value": fields})
        events.publish(actor, SettingChanged(key="organisation"))


def demand_second_factor(actor: Actor, *, who: str, roles: Iterable[str], grace_days: int) -> None:
    """Ask nobody, some roles or everyone for a second factor; the time to set it up begins anew with each demand."""
    queries.require(actor, "settings:edit")
    chosen = sorted(Role.objects.filter(key__in=list(roles)).values_list("key", flat=True))
    if who not in set(Who) or not 0 <= grace_days <= 60:
        raise Invalid({"who": _("There is no such choice.")})
    if who == Who.ROLES and not chosen:
        raise Invalid({"roles": _("Choose at least one role.")})
    before = second_factor.wish()
    asked = {"who": str(who), "roles": chosen if who == Who.ROLES else []}
    is_same = asked == {name: before[name] for name in asked}
    since = before["since"] if is_same else timezone.now().isoformat()
    with transaction.atomic():
        value = {**asked, "grace_days": grace_days, "since": since}
        Setting.objects.update_or_create(pk=second_factor.KEY, defaults={"value": value})
        events.publish(actor, SettingChanged(key=second_factor.KEY))


def _saved(model: type[M], pk: int | None, fields: dict[str, Any]) -> M:
    rows: models.Manager[M] = model.objects
    row = rows.filter(pk=pk).first() if pk else model()
    if row is None:
        raise NotFound("There is no such row.")
    make_default = fields.pop("is_default", False)
    for name, value in fields.items():
        setattr(row, name, value)
    if make_default and not row.is_default:
        rows.filter(is_default=True).update(is_default=False)
        row.is_default = True
    row.save()
    return row
