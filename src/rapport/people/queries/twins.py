"""People who may be one, shown only to whoever may see both."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from rapport.accounts.queries import Viewer
from rapport.lib import words
from rapport.lib.errors import Invalid, NotFound
from rapport.people import domain
from rapport.people.models import ContactPoint, MergeRecord, Person, Twins
from rapport.people.queries.persons import get, visible_to
from rapport.search import queries as search
from rapport.search.domain import Query, Sight


def twins_of(viewer: Viewer) -> QuerySet[Twins]:
    """Open pairs of which the viewer may see both, and that are not one person already."""
    seen = visible_to(viewer).values("pk")
    return (
        Twins.objects.filter(dismissed_at__isnull=True, a__in=seen, b__in=seen)
        .annotate(root_a=Coalesce("a__merged_into_id", "a_id"), root_b=Coalesce("b__merged_into_id", "b_id"))
        .exclude(root_a=F("root_b"))
        .select_related("a__owner", "b__owner")
        .order_by("-pk")
    )


def twin_page(viewer: Viewer, before: int | None, size: int) -> list[Twins]:
    rows = twins_of(viewer).prefetch_related("a__contact_points", "b__contact_points")
    return list((rows.filter(pk__lt=before) if before else rows)[: size + 1])


def twins_of_person(viewer: Viewer, person_ids: list[int]) -> list[Twins]:
    """Open pairs that these people belong to."""
    return list(twins_of(viewer).filter(Q(a_id__in=person_ids) | Q(b_id__in=person_ids))[:5])


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody on file who may be the one being added, and why."""

    person: Person
    reason: str


def alike(viewer: Viewer, *, name: str = "", email: str = "", phone: str = "", country: str = "") -> list[Likeness]:
    """People the viewer may see with this address, this number or nearly this name, the surest first."""
    found: dict[int, Likeness] = {}
    for channel, value, reason in (("email", email, "address"), ("phone", phone, "phone")):
        try:
            canonical = domain.canonical(channel, value, country) if value.strip() else ""
        except Invalid:
            continue
        if canonical:
            same = ContactPoint.objects.filter(channel=channel, canonical=canonical).values("person_id")
            for person in visible_to(viewer).filter(pk__in=same).select_related("merged_into")[:5]:
                found.setdefault(person.pk, Likeness(person, reason))
    parts = words.normalise(name).split()[:4]
    if len(parts) > 1:
        # A letter may be wrong in one word, so the others alone have to find them.
        tries = [" ".join(parts), *(" ".join(parts[:n] + parts[n + 1 :]) for n in range(len(parts)))]
        sight = Sight(viewer.audience_ids)
        ids = {
            hit.person_id
            for text in tries
            for hit in search.find(Query(text, kinds=["person"], limit=50), sight).hits
            if hit.person_id
        }
        for person in visible_to(viewer).filter(pk__in=ids).order_by("pk"):
            if domain.is_similar_name(person.full_name, name):
                found.setdefault(person.pk, Likeness(person, "name"))
    return list(found.values())[:5]


def pair(viewer: Viewer, one_id: int, other_id: int) -> tuple[Person, Person]:
    """Two different people the viewer may see, each as their group is shown."""
    one, other = get(viewer, one_id), get(viewer, other_id)
    if one.pk == other.pk:
        raise NotFound("These two are one person already.")
    return one, other


def merges_of(viewer: Viewer, person: Person) -> list[MergeRecord]:
    """What was merged into this person and can be taken apart again, as far as the viewer may see it."""
    root = person.merged_into_id or person.pk
    group = Person.objects.filter(Q(pk=root) | Q(merged_into_id=root)).values("pk")
    return list(
        MergeRecord.objects.filter(
            undone_at__isnull=True, survivor__in=group, merged__in=visible_to(viewer).values("pk")
        )
        .select_related("merged", "survivor", "by")
        .order_by("pk")
    )
