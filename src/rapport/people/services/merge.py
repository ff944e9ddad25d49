"""Merging is an alias, never a move (DESIGN 16): rows keep the person they were written with.

Each merge is an edge from the merged to the survivor of that moment (`MergeRecord`). `Person.merged_into`
is the flat shadow of the edges: for everybody in a group it points straight to the one with no way on.
Un-merging takes one edge away and works the shadows out anew, so it is exact however much came later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.people import domain
from rapport.people.events import PeopleMerged, PeopleUnmerged
from rapport.people.models import MergeRecord, Person
from rapport.people.services.add import index
from rapport.people.services.sight import require_sight
from rapport.people.services.twins import dismiss_pair

TAKEABLE = (
    "full_name", "call_name", "pronouns", "headline", "location", "country", "language", "time_zone",
    "source", "source_note", "owner_id", "submitted_by_id",
)  # fmt: skip
CUSTOM = "custom."


def merge(actor: Actor, survivor_id: int, merged_id: int, *, take: Iterable[str] = ()) -> MergeRecord:
    """Make two people one: the merged becomes an alias of the survivor.

    `take` names the profile fields ("headline", "custom.notice") whose values the survivor takes over
    from the merged; what stood there before is kept in the record, so that un-merging restores it.
    """
    require_sight(actor, "people:merge", [survivor_id, merged_id])
    with transaction.atomic():
        survivor, merged = _locked_roots(survivor_id, merged_id)
        if survivor.pk == merged.pk:
            raise Conflict(_("These two have been merged already."))
        if survivor.erased_at or merged.erased_at or survivor.removed_at or merged.removed_at:
            raise Invalid(_("Somebody who was removed cannot be merged."))
        before, after = _take(survivor, merged, take)
        record = MergeRecord.objects.create(
            survivor=survivor, merged=merged, before=before, after=after, by_id=actor.id if actor.is_user else None
        )
        _point(_group_of(survivor.pk) | _group_of(merged.pk))
        index(survivor)
        events.publish(actor, PeopleMerged(person_id=survivor.pk, merged_id=merged.pk))
        events.tick(f"person:{survivor.pk}", f"person:{merged.pk}", "people")
    return record


def unmerge(actor: Actor, merged_id: int) -> MergeRecord:
    """Take apart what `merge` made one, exactly: the merged stands alone again with all that was filed under it.

    Fields the survivor took over go back to what they were, but for those somebody has edited since.
    """
    record = MergeRecord.objects.filter(merged_id=merged_id, undone_at__isnull=True).first()
    accounts.require(actor, "people:merge")
    if record is None:
        raise NotFound("These two are not merged.")
    require_sight(actor, "people:merge", [record.survivor_id, record.merged_id])
    with transaction.atomic():
        _locked_roots(record.survivor_id, record.merged_id)
        record = MergeRecord.objects.select_for_update().get(pk=record.pk)
        if record.undone_at is not None:
            raise Conflict(_("These two have been taken apart already."))
        group = _group_of(record.merged_id)
        record.undone_at = timezone.now()
        record.undone_by_id = actor.id if actor.is_user else None
        record.save(update_fields=["undone_at", "undone_by"])
        _point(group)
        survivor = Person.objects.get(pk=record.survivor_id)
        _give_back(survivor, record)
        dismiss_pair(actor, record.survivor_id, record.merged_id)
        events.publish(actor, PeopleUnmerged(person_id=record.survivor_id, merged_id=record.merged_id))
        events.tick(*(f"person:{pk}" for pk in group), "people")
    return record


def _locked_roots(one_id: int, other_id: int) -> tuple[Person, Person]:
    """The survivors of both groups, locked with everybody in them, always in the same order."""
    ids = _group_of(one_id) | _group_of(other_id)
    rows = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if one_id not in rows or other_id not in rows:
        raise NotFound("There is no such person here.")
    roots = [rows[pk].merged_into_id or pk for pk in (one_id, other_id)]
    if not set(roots) <= set(rows) or (_group_of(one_id) | _group_of(other_id)) - set(rows):
        # Somebody merged one of them into a third meanwhile; the picture on the screen is out of date.
        raise Conflict(_("Somebody else has merged one of them meanwhile."))
    return rows[roots[0]], rows[roots[1]]


def _group_of(person_id: int) -> set[int]:
    root = Person.objects.filter(pk=person_id).values_list("merged_into_id", flat=True).first() or person_id
    return {root, *Person.objects.filter(merged_into_id=root).values_list("pk", flat=True)}


def _point(ids: set[int]) -> None:
    """Make `merged_into` of these people the flat shadow of the edges between them."""
    living = MergeRecord.objects.filter(Q(merged_id__in=ids) | Q(survivor_id__in=ids), undone_at__isnull=True)
    onward = dict(living.values_list("merged_id", "survivor_id"))
    for person in Person.objects.filter(pk__in=ids).only("pk", "merged_into_id"):
        root = person.pk
        while root in onward:
            root = onward[root]
        wanted = root if root != person.pk else None
        if person.merged_into_id != wanted:
            Person.objects.filter(pk=person.pk).update(merged_into_id=wanted)


def _take(survivor: Person, merged: Person, take: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    custom = dict(survivor.custom)
    for name in dict.fromkeys(take):
        if name.startswith(CUSTOM):
            key = name.removeprefix(CUSTOM)
            before[name], after[name] = custom.get(key), merged.custom.get(key)
            _put(custom, key, after[name])
        elif name in TAKEABLE:
            before[name], after[name] = getattr(survivor, name), getattr(merged, name)
            setattr(survivor, name, after[name])
        else:
            raise Invalid(_("This field cannot be taken over."))
    if after:
        survivor.custom = custom
        _save(survivor, after)
    return before, after


def _give_back(survivor: Person, record: MergeRecord) -> None:
    custom = dict(survivor.custom)
    restored = []
    for name, value in record.before.items():
        if name.startswith(CUSTOM):
            key = name.removeprefix(CUSTOM)
            if custom.get(key) == record.after[name]:
                _put(custom, key, value)
                restored.append(name)
        elif getattr(survivor, name) == record.after[name]:
            setattr(survivor, name, value)
            restored.append(name)
    if restored:
        survivor.custom = custom
        _save(survivor, restored)
        index(survivor)


def _save(person: Person, names: Iterable[str]) -> None:
    person.sort_name = domain.sort_name(person.full_name)
    person.revision += 1
    plain = {name for name in names if not name.startswith(CUSTOM)}
    person.save(update_fields=[*plain, "custom", "sort_name", "revision"])


def _put(custom: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        custom.pop(key, None)
    else:
        custom[key] = value
