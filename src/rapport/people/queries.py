"""Persons and their addresses; what you may not see is not there."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.accounts.models import AudienceUser
from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.people.models import ContactPoint, Person, PersonAudience


def visible_to(viewer: Viewer) -> QuerySet[Person]:
    """The people this viewer may see: through any audience they hold, never their own record."""
    held = AudienceUser.objects.filter(user_id=viewer.user_id).values("audience_id")
    return (
        Person.objects.filter(
            Exists(PersonAudience.objects.filter(person_id=OuterRef("pk"), audience_id__in=held)),
            removed_at__isnull=True,
        )
        .exclude(user_id=viewer.user_id)
    )


def get(viewer: Viewer, person_id: int) -> Person:
    """The person, or their survivor when merged; `NotFound` for whoever may not see them."""
    person = visible_to(viewer).select_related("owner", "agency", "submitted_by__agency", "merged_into").filter(
        pk=person_id
    ).first()
    if person is None:
        raise NotFound("There is no such person here.")
    return person


def visible_ids(viewer: Viewer, person_ids: Iterable[int]) -> set[int]:
    """Which of these people the viewer may see."""
    wanted = set(person_ids)
    return set(visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def ids_of(person: Person) -> list[int]:
    """The ids of everybody merged into this person, the person first (DESIGN 16: merging is an alias)."""
    root = person.merged_into_id or person.pk
    return [root, *Person.objects.filter(merged_into_id=root).order_by("pk").values_list("pk", flat=True)]


def survivor_id(person_id: int) -> int:
    row = Person.objects.filter(pk=person_id).values_list("merged_into_id", flat=True).first()
    return row or person_id


def group_ids(person_id: int) -> list[int]:
    root = survivor_id(person_id)
    return [root, *Person.objects.filter(merged_into_id=root).order_by("pk").values_list("pk", flat=True)]


def own_ids(viewer: Viewer) -> tuple[int, ...]:
    """The viewer's own candidate records, which they never see."""
    return tuple(
        Person.objects.filter(Q(user_id=viewer.user_id) | Q(merged_into__user_id=viewer.user_id)).values_list(
            "pk", flat=True
        )
    )


def contact_points(person_ids: Iterable[int]) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(person_id__in=list(person_ids)).order_by("-is_primary", "id"))


def owners_of_address(channel: str, canonical: str) -> list[ContactPoint]:
    """Every living contact point with this address; two owners mean that a person must decide."""
    return list(
        ContactPoint.objects.filter(channel=channel, canonical=canonical, person__removed_at__isnull=True)
        .select_related("person")
        .order_by("id")
    )


def by_ids(person_ids: Iterable[int]) -> dict[int, Person]:
    return {p.pk: p for p in Person.objects.filter(pk__in=set(person_ids)).select_related("agency")}


def audience_ids_of(person_id: int) -> list[int]:
    return list(PersonAudience.objects.filter(person_id=person_id).values_list("audience_id", flat=True))
