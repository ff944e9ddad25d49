"""Who is to be told of a fact, and for whose eyes it is; read without a viewer, since nobody is looking yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapport.accounts import queries as accounts
from rapport.accounts.models import Audience
from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs
from rapport.jobs.models import Application, Job, Seat
from rapport.messaging.models import Message
from rapport.people import queries as people
from rapport.people.models import Agency, Person
from rapport.tasks.models import Task
from rapport.timeline.models import Interaction


@dataclass(frozen=True, slots=True)
class Line:
    """What a notice about an item on the timeline needs to know of it."""

    audience_id: int
    kind: str
    user_id: int | None  # the member who wrote it
    is_demo: bool


def line(interaction_id: int) -> Line | None:
    row = Interaction.objects.filter(pk=interaction_id, removed_at__isnull=True).first()
    if row is None:
        return None
    return Line(row.audience_id, row.kind, row.actor_id if row.actor_kind == "user" else None, row.is_demo)


def item_of_message(message_id: int) -> int | None:
    return Message.objects.filter(pk=message_id).values_list("interaction_id", flat=True).first()


def keepers(person_id: int) -> set[int]:
    """Who looks after a person: their owner, and the owners of jobs where they still stand."""
    ids = people.group_ids(person_id)
    owners = Person.objects.filter(pk__in=ids, owner__isnull=False).values_list("owner_id", flat=True)
    jobs = Application.objects.filter(person_id__in=ids, closed_at__isnull=True, job__owner__isnull=False)
    return {id for id in (*owners, *jobs.values_list("job__owner_id", flat=True)) if id is not None}


def who_may_compare(twins_id: int, person_ids: Iterable[int]) -> set[int]:
    """Of those who look after one of these people, whoever may see both and make them one."""
    ids = {id for person_id in person_ids for id in keepers(person_id)}
    viewers = [Viewer(user) for user in accounts.users_by_id(ids).values() if user.is_active]
    return {
        viewer.user_id
        for viewer in viewers
        if viewer.can("people:merge") and people.twins_of(viewer).filter(pk=twins_id).exists()
    }


def is_demo(person_id: int) -> bool:
    return Person.objects.filter(pk=person_id, is_demo=True).exists()


def followers(person_id: int) -> set[int]:
    return {row.user_id for row in people.followers_of(people.group_ids(person_id))}


def recruiters(job_id: int) -> set[int]:
    """Who wants to hear of applications for a job: its owner and the recruiters of its hiring team."""
    owners = Job.objects.filter(pk=job_id, owner__isnull=False).values_list("owner_id", flat=True)
    seats = Seat.objects.filter(job_id=job_id, part=Seat.Part.RECRUITER).values_list("user_id", flat=True)
    return {id for id in (*owners, *seats) if id is not None}


def audience_of_job(job_id: int) -> int | None:
    """The audience of whoever may enter the job."""
    rows = Audience.objects.filter(kind=Audience.Kind.EVERYONE, job_id=job_id)
    return rows.values_list("pk", flat=True).first()


def audience_of_task(task_id: int) -> int | None:
    return Task.objects.filter(pk=task_id).values_list("audience_id", flat=True).first()


def names_of_people(ids: Iterable[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=list(ids)).values_list("pk", "full_name"))


def titles_of_jobs(ids: Iterable[int]) -> dict[int, str]:
    return dict(Job.objects.filter(pk__in=list(ids)).values_list("pk", "title"))


def names_of_agencies(ids: Iterable[int]) -> dict[int, str]:
    return dict(Agency.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def people_named_to(viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """Of these people, whose name a reader of the logs may read: whoever they could also open."""
    return people.visible_ids(viewer, ids) if viewer.can("people:read") else set()


def jobs_named_to(viewer: Viewer, ids: Iterable[int]) -> set[int]:
    """Of these jobs, which a reader of the logs may know by title; a confidential one is a number to others."""
    if not viewer.can("jobs:read"):
        return set()
    return set(jobs.visible_to(viewer).filter(pk__in=list(ids)).values_list("pk", flat=True))


def jobs_held(user_id: int) -> int:
    return Job.objects.filter(owner_id=user_id, state__in=[Job.State.DRAFT, Job.State.OPEN, Job.State.ON_HOLD]).count()


def people_held(user_id: int) -> int:
    return Person.objects.filter(owner_id=user_id, removed_at__isnull=True, merged_into__isnull=True).count()


def tasks_held(user_id: int) -> int:
    return Task.objects.filter(assignee_id=user_id, done_at__isnull=True, dropped_at__isnull=True).count()
