"""Finding people who may be one; only people decide that they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from django.db import models, transaction
from django.db.models import Count
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import SYSTEM, Actor
from rapport.lib.errors import NotFound
from rapport.people.events import TwinsDismissed, TwinsFound
from rapport.people.models import ContactPoint, Person, Twins
from rapport.people.services.sight import require_sight

# The surer reason is kept when a pair has several.
RANK = {"address": 0, "phone": 1, "name": 2}
# What more people than this share is an agency's box or a very common name, no sign of a twin.
MOST = 12
AT_ONCE = 200

Pair = tuple[int, int]


def look(actor: Actor, person: Person) -> None:
    """Note whoever has the same address, number or name as this person; called where one of these changed."""
    if person.kind == Person.Kind.CONTACT:
        return
    found: dict[Pair, str] = {}
    points = ContactPoint.objects.filter(person=person, channel__in=["email", "phone"])
    for channel, canonical in points.values_list("channel", "canonical"):
        owners = _living_owners(channel, canonical)
        _note(found, [person.pk], owners, "address" if channel == "email" else "phone")
    namesakes = list(_living().filter(sort_name=person.sort_name).values_list("pk", "country")[: MOST + 1])
    others = [pk for pk, country in namesakes if _same_place(person.country, country)]
    _note(found, [person.pk], others, "name")
    _keep(actor, found)


def sweep() -> int:
    """Look at everybody; returns how many new pairs were found."""
    found: dict[Pair, str] = {}
    shared = (
        ContactPoint.objects.filter(channel__in=["email", "phone"])
        .values_list("channel", "canonical")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .order_by()
    )
    for channel, canonical, _n in shared.iterator():
        owners = _living_owners(channel, canonical)
        _note(found, owners, owners, "address" if channel == "email" else "phone")
    names = _living().exclude(sort_name="").values_list("sort_name").annotate(n=Count("pk")).filter(n__gt=1)
    for name, n in names.order_by().iterator():
        if n <= MOST:
            people = list(_living().filter(sort_name=name).values_list("pk", "country"))
            for (a, there), (b, here) in combinations(people, 2):
                if _same_place(there, here):
                    _note(found, [a], [b], "name")
    return _keep(SYSTEM, found)


def dismiss(actor: Actor, twins_id: int) -> None:
    """Remember that these two are not one person."""
    accounts.require(actor, "people:merge")
    with transaction.atomic():
        pair = Twins.objects.select_for_update().filter(pk=twins_id).first()
        if pair is None:
            raise NotFound("There is no such pair here.")
        require_sight(actor, "people:merge", [pair.a_id, pair.b_id])
        if pair.dismissed_at is None:
            close(actor, pair)


def close(actor: Actor, pair: Twins) -> None:
    pair.dismissed_at = timezone.now()
    pair.dismissed_by_id = actor.id if actor.is_user else None
    pair.save(update_fields=["dismissed_at", "dismissed_by"])
    events.publish(actor, TwinsDismissed(person_id=pair.a_id, other_id=pair.b_id))
    events.tick(f"person:{pair.a_id}", f"person:{pair.b_id}")


def dismiss_pair(actor: Actor, one_id: int, other_id: int) -> None:
    """Remember a "no" for two people, found before or not; whoever took them apart has said so."""
    low, high = sorted((one_id, other_id))
    pair, _made = Twins.objects.get_or_create(a_id=low, b_id=high, defaults={"reason": "name"})
    if pair.dismissed_at is None:
        close(actor, pair)


def _living() -> models.QuerySet[Person]:
    return Person.objects.filter(removed_at__isnull=True, erased_at__isnull=True).exclude(kind=Person.Kind.CONTACT)


def _living_owners(channel: str, canonical: str) -> list[int]:
    points = ContactPoint.objects.filter(channel=channel, canonical=canonical, person__in=_living())
    return list(points.values_list("person_id", flat=True)[: MOST + 1])


def _same_place(one: str, other: str) -> bool:
    return not one or not other or one == other


def _note(found: dict[Pair, str], some: Iterable[int], others: Iterable[int], reason: str) -> None:
    many = list(others)
    if len(many) > MOST:
        return
    for a in some:
        for b in many:
            if a != b:
                pair = (min(a, b), max(a, b))
                if pair not in found or RANK[reason] < RANK[found[pair]]:
                    found[pair] = reason


def _keep(actor: Actor, found: dict[Pair, str]) -> int:
    """Write the pairs that are new; a pair known for a weaker reason is known for the surer one from now on."""
    if not found:
        return 0
    known: dict[Pair, Twins] = {}
    by_a: dict[int, set[int]] = defaultdict(set)
    for a, b in found:
        by_a[a].add(b)
    lows = sorted(by_a)
    for at in range(0, len(lows), 500):
        for row in Twins.objects.filter(a_id__in=lows[at : at + 500]):
            known[row.a_id, row.b_id] = row
    for pair, reason in found.items():
        old = known.get(pair)
        if old and old.dismissed_at is None and RANK[reason] < RANK.get(old.reason, 9):
            Twins.objects.filter(pk=old.pk).update(reason=reason)
    new = [(a, b, reason) for (a, b), reason in found.items() if (a, b) not in known]
    for at in range(0, len(new), AT_ONCE):
        with transaction.atomic():
            for a, b, reason in new[at : at + AT_ONCE]:
                twins, made = Twins.objects.get_or_create(a_id=a, b_id=b, defaults={"reason": reason})
                if made:
                    events.publish(actor, TwinsFound(person_id=a, other_id=b, twins_id=twins.pk))
    return len(new)
