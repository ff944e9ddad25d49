"""What the benchmark asks of the large company that it filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapport.accounts.models import User
from rapport.accounts.queries import Viewer
from rapport.jobs.models import Stage
from rapport.messaging.models import Delivery, Message
from rapport.people.models import ContactPoint
from rapport.timeline.models import About
from rapport.timeline.services.record import TABLE
from rapport.vault import domain as subjects
from rapport.vault import queries as vault

AT_ONCE = 2_000


def member(user_id: int) -> User:
    """One of the company's staff."""
    return User.objects.get(pk=user_id)


def viewer(user_id: int) -> Viewer:
    """The eyes of one of the company's staff."""
    return Viewer(member(user_id))


def first_stages(job_id: int, count: int) -> list[Stage]:
    """The stages through which a job is entered, in order."""
    return list(Stage.objects.filter(job_id=job_id).order_by("position")[:count])


def addresses_from(person_id: int, count: int) -> list[ContactPoint]:
    """So many e-mail addresses, of this person and of those who came after."""
    return list(ContactPoint.objects.filter(person_id__gte=person_id, channel="email").order_by("pk")[:count])


def sent_to(points: Iterable[ContactPoint]) -> int:
    """How many mails have left for these addresses."""
    return Delivery.objects.filter(contact_point__in=points, state="sent").count()


def filed_from(points: Iterable[ContactPoint]) -> int:
    """How many mails from these people were filed by their address."""
    return Message.objects.filter(person_id__in=[point.person_id for point in points], matched_by="address").count()


def bodies() -> Iterator[list[tuple[int, str]]]:
    """The words of every item, opened, some thousands at a time."""
    last = 0
    columns = ("interaction_id", "person_id", "wrapped_key", "interaction__seal_id", "interaction__body")
    while True:
        following = About.objects.filter(interaction_id__gt=last).order_by("interaction_id")
        some = list(following.values_list(*columns)[:AT_ONCE])
        if not some:
            return
        seals = vault.open_items((bytes(seal), subjects.person(who), bytes(key)) for _, who, key, seal, _ in some)
        yield [(id, seals[bytes(seal)].text(TABLE, "body", body)) for id, _, _, seal, body in some]
        last = some[-1][0]
