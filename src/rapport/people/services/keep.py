"""Following, removing, bringing back, and leaving the house in an export."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.events.models import AccessLog
from rapport.lib.actor import Actor
from rapport.people import queries
from rapport.people.events import (
    PeopleExported,
    PersonFollowed,
    PersonRemoved,
    PersonRestored,
    PersonUnfollowed,
)
from rapport.people.models import Follower, Person
from rapport.people.services.add import index
from rapport.people.services.sight import require_sight
from rapport.search import services as search


def follow(actor: Actor, person_ids: Iterable[int]) -> None:
    """The actor is told from now on what happens around these people, as far as they may see it."""
    ids = list(dict.fromkeys(person_ids))
    require_sight(actor, "people:read", ids)
    with transaction.atomic():
        has = set(Follower.objects.filter(user_id=actor.id, person_id__in=ids).values_list("person_id", flat=True))
        new = [pk for pk in ids if pk not in has]
        Follower.objects.bulk_create([Follower(user_id=actor.id, person_id=pk) for pk in new], ignore_conflicts=True)
        for pk in new:
            events.publish(actor, PersonFollowed(person_id=pk, user_id=actor.id))
        events.tick(*(f"person:{pk}" for pk in new))


def unfollow(actor: Actor, person_ids: Iterable[int]) -> None:
    accounts.require(actor, "people:read")
    with transaction.atomic():
        rows = Follower.objects.filter(user_id=actor.id, person_id__in=list(person_ids))
        had = list(rows.values_list("person_id", flat=True))
        rows.delete()
        for pk in had:
            events.publish(actor, PersonUnfollowed(person_id=pk, user_id=actor.id))
        events.tick(*(f"person:{pk}" for pk in had))


def remove_person(actor: Actor, person_id: int) -> None:
    """Take a person with everybody merged into them off every list; undo brings them back, erasing is another verb."""
    require_sight(actor, "people:delete", [person_id])
    with transaction.atomic():
        ids = queries.group_ids(person_id)
        people = Person.objects.select_for_update().filter(pk__in=ids, removed_at__isnull=True).order_by("pk")
        for person in people:
            person.removed_at = timezone.now()
            person.removed_by_id = actor.id if actor.is_user else None
            person.save(update_fields=["removed_at", "removed_by"])
            search.remove("person", person.audiences.values_list("pk", flat=True))
            events.publish(actor, PersonRemoved(person_id=person.pk))
        events.tick("people", *(f"person:{pk}" for pk in ids))


def restore_person(actor: Actor, person_id: int) -> Person:
    """Bring a removed person back, as they were."""
    accounts.require(actor, "people:delete")
    person = (
        queries.removed(accounts.viewer_of(actor), person_id) if actor.is_user else Person.objects.get(pk=person_id)
    )
    with transaction.atomic():
        ids = queries.group_ids(person_id)
        for one in Person.objects.select_for_update().filter(pk__in=ids, removed_at__isnull=False).order_by("pk"):
            one.removed_at, one.removed_by = None, None
            one.save(update_fields=["removed_at", "removed_by"])
            index(one)
            events.publish(actor, PersonRestored(person_id=one.pk))
        events.tick("people", *(f"person:{pk}" for pk in ids))
    return person


def log_export(
    actor: Actor,
    person_ids: Iterable[int],
    *,
    format: str,
    columns: Iterable[str],
    ip: str | None = None,
    agent: str = "",
) -> None:
    """Remember that these people's rows left the house: one event, and one line in the access log for each of them."""
    ids = list(person_ids)
    require_sight(actor, "people:export", ids)
    with transaction.atomic():
        events.publish(actor, PeopleExported(count=len(ids), format=format, columns=list(columns)))
        AccessLog.objects.bulk_create(
            [
                AccessLog(
                    actor_kind=str(actor.kind),
                    actor_id=actor.id,
                    kind="person",
                    ref=pk,
                    why=f"export {format}",
                    ip=ip,
                    agent=agent[:200],
                )
                for pk in ids
            ],
            batch_size=500,
        )
