"""Erasing a person: identity overwritten, addresses, tokens, search words, keys and files gone; ids stay (DESIGN 16).

Not undone by anything: a backup restored later hears of it from the list that is kept with the keys.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rapport.db import locks
from rapport.events import services as events
from rapport.lib.actor import SYSTEM, Actor
from rapport.lib.errors import NotFound
from rapport.people import queries
from rapport.people.events import PersonErased
from rapport.people.models import AgencyLink, ContactPoint, Follower, MergeRecord, Person, PersonTag, Twins
from rapport.people.services.sight import require_sight
from rapport.search import services as search
from rapport.vault import domain as subjects
from rapport.vault import files
from rapport.vault import queries as vault
from rapport.vault import services as vault_services

# Of whom, and the addresses they had: called in the same transaction, before the identity is overwritten.
Eraser = Callable[[Sequence[int], Sequence[str]], None]
_erasers: list[Eraser] = []
_TABLES = (Person, ContactPoint, MergeRecord)
_BLANK: dict[str, Any] = {
    "full_name": "", "call_name": "", "sort_name": "", "pronouns": "", "headline": "", "location": "", "country": "",
    "time_zone": "", "source_note": "", "custom": {}, "user": None,
}  # fmt: skip


def connect(erasers: Sequence[Eraser]) -> None:
    """Let rooms above take away what they keep in the clear or under another key."""
    _erasers[:] = erasers


def erase_person(actor: Actor, person_id: int) -> list[int]:
    """Make a person, with everybody merged into them, unreadable for good; returns their ids.

    Call `scrub` after the transaction has ended.
    """
    require_sight(actor, "people:delete", [person_id])
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound("There is no such person here.")
    ids = queries.group_ids(person_id)
    _erase(actor, ids)
    return ids


def erase_again(person_ids: Sequence[int]) -> list[int]:
    """Erase those of these people that a restored copy brought back; returns whom it had brought back."""
    back = sorted(Person.objects.filter(pk__in=list(person_ids)).values_list("pk", flat=True))
    for id in back:
        _erase(SYSTEM, [id])
    return back


def scrub() -> None:
    """Leave nothing of the erased in freed pages or the write-ahead log; not inside a transaction."""
    vault_services.scrub()
    for model in _TABLES:
        locks.scrub(model)


def _erase(actor: Actor, ids: Sequence[int]) -> None:
    now = timezone.now()
    whose = [subjects.person(id) for id in ids]
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
        points = ContactPoint.objects.filter(person_id__in=ids)
        for eraser in _erasers:
            eraser(ids, list(points.filter(channel=ContactPoint.Channel.EMAIL).values_list("canonical", flat=True)))
        for person in Person.objects.filter(pk__in=ids):
            Person.objects.filter(pk=person.pk).update(
                **_BLANK,
                token=secrets.token_urlsafe(16),
                removed_at=person.removed_at or now,
                erased_at=person.erased_at or now,
                revision=person.revision + 1,
            )
        points.delete()
        for model in (Follower, PersonTag):
            model._default_manager.filter(person_id__in=ids).delete()
        AgencyLink.objects.filter(contact_id__in=ids).delete()
        Twins.objects.filter(Q(a_id__in=ids) | Q(b_id__in=ids)).delete()
        MergeRecord.objects.filter(Q(survivor_id__in=ids) | Q(merged_id__in=ids)).update(before={}, after={})
        items = {seal_id for one in whose for seal_id in vault.items_of(one)}
        vault_services.destroy(whose)
        vault_services.remember_erased((one.kind, one.ref, now) for one in whose)
        files.shred(items)
        for id in ids:
            search.forget_person(id)
            events.publish(actor, PersonErased(person_id=id))
        events.tick("people", *(f"person:{id}" for id in ids))
