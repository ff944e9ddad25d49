"""Whom an item is meant for: the choice a form offers, and the audience it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.models import Audience, User
from rapport.jobs import queries as jobs_read
from rapport.jobs import services as jobs
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid
from rapport.people import queries as people


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who may see: everyone, hiring_team, roles, people or only_me; members are role or user ids."""

    kind: str = "everyone"
    member_ids: Sequence[int] = ()


def audience_of(actor: Actor, visibility: Visibility, *, person_ids: Sequence[int], job_id: int | None) -> int:
    """The audience of this choice; who chooses always stays within it, so that nobody loses their own words."""
    if job_id is not None:
        jobs_read.get(accounts.viewer_of(actor), job_id)
    kind, members = visibility.kind, list(visibility.member_ids)
    if kind == "only_me":
        return jobs.audience_for("only_me", member_ids=[actor.id])
    if kind == "people":
        if not members:
            raise Invalid({"members": _("Choose who may see it.")})
        return jobs.audience_for("people", job_id=job_id, member_ids=[*members, actor.id])
    if kind == "roles":
        if not members:
            raise Invalid({"members": _("Choose the roles that may see it.")})
        audience = jobs.audience_for("roles", job_id=job_id, member_ids=members)
    elif kind == "hiring_team":
        if job_id is None:
            raise Invalid({"job": _("Choose a job: a hiring team belongs to a job.")})
        audience = jobs.audience_for("hiring_team", job_id=job_id)
    elif kind == "everyone":
        audience = jobs.audience_for("everyone", job_id=job_id) if job_id else of_people(person_ids)
    else:
        raise Invalid({"visibility": _("Choose who may see it.")})
    if not accounts.holds(actor.id, audience):
        if kind == "everyone" and job_id is None:
            raise Invalid({"job": _("Choose a job: you see this person only through one.")})
        raise Invalid({"visibility": _("You would not see it yourself. Choose a wider circle.")})
    return audience


def will_see(
    actor: Actor, visibility: Visibility, *, person_ids: Sequence[int], job_id: int | None = None
) -> list[User]:
    """The colleagues who would see an item of this circle, by name."""
    return accounts.members_of(audience_of(actor, visibility, person_ids=person_ids, job_id=job_id))


def of_people(person_ids: Sequence[int]) -> int:
    """Everyone who may see one of these people: the whole house, or a job's circle for those known only from there.

    An entry stands with everybody it names, and a reader who may not see one of them reads it without that name.
    """
    house = jobs.audience_for("everyone")
    circles = [set(people.audience_ids_of(id)) for id in person_ids]
    if any(not circle or house in circle for circle in circles):
        return house
    shared = set.intersection(*circles) if circles else {house}
    if not shared:
        raise Invalid({"job": _("Choose a job: no colleague may see all of these people without one.")})
    return min(shared)


def visibility_of(audience_id: int) -> Visibility:
    """The choice that an audience stands for, as a form shows it again."""
    audience = accounts.audience(audience_id)
    return Visibility(Audience.Kind(audience.kind).value, tuple(audience.member_ids))
