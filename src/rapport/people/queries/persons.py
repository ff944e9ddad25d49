"""Persons and their addresses; what you may not see is not there.

A merged group is shown through the members the viewer may see: whoever sees the survivor sees one person
and, of the others, only those they could see before; whoever sees only a merged member goes on seeing
that member with its own fields, and is never told that there is a survivor.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from rapport.accounts.models import AudienceUser
from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.people.models import ContactPoint, Follower, Person, PersonAudience

# Somebody who sees fewer people than this is served from their own short list instead of everybody's.
FEW = 500


def visible_to(viewer: Viewer) -> QuerySet[Person]:
    """The people this viewer may see: through any audience they hold, never their own record."""
    held = AudienceUser.objects.filter(user_id=viewer.user_id).values("audience_id")
    own = _own_roots(viewer)
    return (
        Person.objects.filter(
            Exists(PersonAudience.objects.filter(person_id=OuterRef("pk"), audience_id__in=held)),
            removed_at__isnull=True,
        )
        .exclude(pk__in=own)
        .exclude(merged_into_id__in=own)
    )


def listed(viewer: Viewer) -> QuerySet[Person]:
    """The people a list shows this viewer: everybody visible, a merged group once."""
    survivor = visible_to(viewer).filter(pk=OuterRef("merged_into_id"))
    return visible_to(viewer).filter(Q(merged_into__isnull=True) | ~Exists(survivor))


def few_visible_ids(viewer: Viewer) -> list[int] | None:
    """All ids the viewer's audiences reach when they are few; None when there are many.

    A list for somebody who may see three of 200,000 people starts from the three.
    """
    held = AudienceUser.objects.filter(user_id=viewer.user_id).values("audience_id")
    ids = PersonAudience.objects.filter(audience_id__in=held).values_list("person_id", flat=True)[: FEW + 1]
    found = list(ids)
    return None if len(found) > FEW else sorted(set(found))


def _own_roots(viewer: Viewer) -> QuerySet[Person, int]:
    mine = Person.objects.filter(user_id=viewer.user_id)
    return mine.annotate(root=Coalesce("merged_into_id", "pk")).values_list("root", flat=True)


def get(viewer: Viewer, person_id: int) -> Person:
    """The person, or their survivor when merged and visible too; `NotFound` for whoever may not see them."""
    related = ("owner", "agency", "submitted_by__agency", "merged_into")
    person = visible_to(viewer).select_related(*related).filter(pk=person_id).first()
    if person is None:
        raise NotFound("There is no such person here.")
    if person.merged_into_id:
        survivor = visible_to(viewer).select_related(*related).filter(pk=person.merged_into_id).first()
        return survivor or person
    return person


def removed(viewer: Viewer, person_id: int) -> Person:
    """A removed person, for whoever could see them and may bring them back."""
    held = AudienceUser.objects.filter(user_id=viewer.user_id).values("audience_id")
    person = Person.objects.filter(
        pk=person_id, removed_at__isnull=False, erased_at__isnull=True, audiences__audience_id__in=held
    ).exclude(user_id=viewer.user_id)
    found = person.first()
    if found is None:
        raise NotFound("There is no such person here.")
    return found


def visible_ids(viewer: Viewer, person_ids: Iterable[int]) -> set[int]:
    """Which of these people the viewer may see."""
    wanted = set(person_ids)
    return set(visible_to(viewer).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def ids_of(person: Person) -> list[int]:
    """The ids of everybody merged into this person, the person first (DESIGN 16: merging is an alias)."""
    root = person.merged_into_id or person.pk
    return [root, *Person.objects.filter(merged_into_id=root).order_by("pk").values_list("pk", flat=True)]


def visible_ids_of(viewer: Viewer, person: Person) -> list[int]:
    """The members of this person's group that the viewer may see, the one shown first."""
    seen = visible_ids(viewer, ids_of(person))
    return [person.pk, *sorted(seen - {person.pk})]


def survivor_id(person_id: int) -> int:
    row = Person.objects.filter(pk=person_id).values_list("merged_into_id", flat=True).first()
    return row or person_id


def group_ids(person_id: int) -> list[int]:
    root = survivor_id(person_id)
    return [root, *Person.objects.filter(merged_into_id=root).order_by("pk").values_list("pk", flat=True)]


def groups_of(people: Iterable[Person]) -> dict[int, list[int]]:
    """For each of these people, everybody merged with them, the survivor first; one query for all."""
    roots = {person.pk: person.merged_into_id or person.pk for person in people}
    members: dict[int, list[int]] = {root: [root] for root in roots.values()}
    merged = Person.objects.filter(merged_into_id__in=members).order_by("pk").values_list("merged_into_id", "pk")
    for root, id in merged:
        members[root].append(id)
    return {id: members[root] for id, root in roots.items()}


def own_rows(viewer: Viewer) -> QuerySet[Person, int]:
    """The viewer's own candidate records with all that was merged with them, as ids within another query."""
    roots = _own_roots(viewer)
    return Person.objects.filter(Q(pk__in=roots) | Q(merged_into_id__in=roots)).values_list("pk", flat=True)


def own_ids(viewer: Viewer) -> tuple[int, ...]:
    """The viewer's own candidate records with all that was merged with them, which they never see."""
    roots = list(_own_roots(viewer))
    if not roots:
        return ()
    return tuple(Person.objects.filter(Q(pk__in=roots) | Q(merged_into_id__in=roots)).values_list("pk", flat=True))


def contact_points(person_ids: Iterable[int]) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(person_id__in=list(person_ids)).order_by("-is_primary", "id"))


def contact_point(viewer: Viewer, point_id: int) -> ContactPoint:
    """One address, with its person; only for whoever may see the person."""
    point = ContactPoint.objects.select_related("person").filter(pk=point_id).first()
    if point is None or not visible_ids(viewer, [point.person_id]):
        raise NotFound("There is no such address here.")
    return point


def owners_of_address(channel: str, canonical: str) -> list[ContactPoint]:
    """Every living contact point with this address; two owners mean that a person must decide."""
    return list(
        ContactPoint.objects.filter(channel=channel, canonical=canonical, person__removed_at__isnull=True)
        .select_related("person")
        .order_by("id")
    )


def by_ids(person_ids: Iterable[int]) -> dict[int, Person]:
    return {p.pk: p for p in Person.objects.filter(pk__in=set(person_ids)).select_related("agency")}


def contacts_among(person_ids: Iterable[int]) -> set[int]:
    """Which of these people act for an agency."""
    wanted = set(person_ids)
    if not wanted:
        return set()
    return set(Person.objects.filter(pk__in=wanted, kind=Person.Kind.CONTACT).values_list("pk", flat=True))


def audience_ids_of(person_id: int) -> list[int]:
    return list(PersonAudience.objects.filter(person_id=person_id).values_list("audience_id", flat=True))


def audiences_of(person_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Each of these people with each circle that may see them."""
    return list(PersonAudience.objects.filter(person_id__in=set(person_ids)).values_list("person_id", "audience_id"))


def is_following(user_id: int, person_ids: Iterable[int]) -> bool:
    return Follower.objects.filter(user_id=user_id, person_id__in=list(person_ids)).exists()


def follows(viewer: Viewer) -> Exists:
    """Whether the viewer follows each person of a queryset, to annotate it with."""
    return Exists(Follower.objects.filter(user_id=viewer.user_id, person_id=OuterRef("pk")))


def followers_of(person_ids: Iterable[int]) -> list[Follower]:
    """Who follows these people, each user once, by name."""
    rows = Follower.objects.filter(person_id__in=list(person_ids), user__is_active=True).select_related("user")
    return list({row.user_id: row for row in rows.order_by("user__name", "-pk")}.values())
