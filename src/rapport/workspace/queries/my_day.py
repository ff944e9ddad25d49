"""What needs this member of staff now, gathered in few queries and only as far as they may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timesince import timesince

from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs
from rapport.jobs.models import Application, BoardSeen, Job
from rapport.messaging import queries as messaging
from rapport.messaging.models import Conversation, Delivery
from rapport.people import queries as people
from rapport.tasks import domain
from rapport.tasks import queries as tasks
from rapport.tasks.domain import Bucket
from rapport.tasks.queries import Line
from rapport.tasks.sentences import TROUBLE_CODES
from rapport.timeline import queries as timeline
from rapport.timeline.models import About
from rapport.timeline.queries.mentions import MentionLine
from rapport.vault import domain as subjects
from rapport.vault import queries as vault

SHOWN = 12
FEW = 6
NEW_FOR = timedelta(days=14)
NEAR = timedelta(days=7)
TABLE = "timeline_interaction"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for an answer: their newest words that the reader may see."""

    conversation_id: int
    person_id: int
    person_name: str
    interaction_id: int
    subject: str
    preview: str
    since: datetime
    job_title: str
    waits_for: timedelta
    is_late: bool  # a business day has gone by, or the task about it is overdue
    task: Line | None = None

    @property
    def waiting(self) -> str:
        """How long, in one unit: nobody needs the hours beside the days."""
        return timesince(self.since, self.since + self.waits_for, depth=1)

    @property
    def url(self) -> str:
        return f"/people/{self.person_id}/?compose=email&reply={self.interaction_id}#compose"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A mail of the reader's that has not left yet."""

    message_id: int
    interaction_id: int
    person_id: int
    person_name: str
    subject: str
    at: datetime
    is_held: bool


@dataclass(frozen=True, slots=True)
class NewPeople:
    """Who applied for one of the reader's jobs since they last looked at its board."""

    job: Job
    names: list[tuple[int, str]]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.names)


@dataclass(frozen=True, slots=True)
class Deadline:
    job: Job
    on: date
    days: int


@dataclass(frozen=True, slots=True)
class MyDay:
    now: datetime
    replies: list[Waiting] = field(default_factory=list)
    tasks: list[Line] = field(default_factory=list)
    troubles: list[Line] = field(default_factory=list)
    mentions: list[MentionLine] = field(default_factory=list)
    scheduled: list[Scheduled] = field(default_factory=list)
    applications: list[NewPeople] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    triage: int = 0

    @property
    def needs(self) -> int:
        """How many things wait for the reader; what is merely to come does not count."""
        return len(self.replies) + len(self.tasks) + len(self.troubles) + len(self.mentions) + bool(self.triage)

    @property
    def is_calm(self) -> bool:
        return not self.needs and not self.applications

    @property
    def late(self) -> int:
        return sum(line.bucket is Bucket.OVERDUE for line in self.tasks) + sum(r.is_late for r in self.replies)


def my_day(viewer: Viewer) -> MyDay:
    now = timezone.now()
    mine_to_do = tasks.pressing(viewer, also=("reply_waiting", *TROUBLE_CODES))
    by_conversation = {
        line.task.params.get("conversation_id"): line for line in mine_to_do if line.task.code == "reply_waiting"
    }
    replies = _replies(viewer, by_conversation, now)
    shown = {reply.conversation_id for reply in replies}
    mine = _own_jobs(viewer)
    return MyDay(
        now=now,
        replies=replies,
        # What stands among the replies or the troubles is not said twice.
        tasks=[
            line
            for line in mine_to_do
            if line.bucket in {Bucket.OVERDUE, Bucket.TODAY}
            and line.task.code not in TROUBLE_CODES
            and line.task.params.get("conversation_id") not in shown
        ],
        troubles=[line for line in mine_to_do if line.task.code in TROUBLE_CODES],
        mentions=timeline.mentions_of(viewer, unread=True, limit=FEW),
        scheduled=_scheduled(viewer),
        applications=_applications(viewer, mine, now),
        deadlines=_deadlines(mine, now, viewer.user.time_zone),
        triage=messaging.triage_count() if viewer.can("messaging:triage") else 0,
    )


def waiting(viewer: Viewer) -> QuerySet[Conversation]:
    """The conversations in which somebody waits for this viewer: given to them, or about people they own."""
    mine = Q(assignee_id=viewer.user_id) | Q(assignee__isnull=True) & (
        Q(person__owner_id=viewer.user_id) | Q(person__merged_into__owner_id=viewer.user_id)
    )
    unanswered = About.objects.filter(
        person_id=OuterRef("person_id"),
        audience_id__in=viewer.audience_ids,
        is_removed=False,
        interaction__message__conversation_id=OuterRef("pk"),
        interaction__direction="in",
        interaction__answered_at__isnull=True,
    ).order_by("-occurred_at", "-interaction_id")
    return (
        Conversation.objects.filter(mine, waiting_since__isnull=False, state=Conversation.State.OPEN)
        .filter(person__in=people.visible_to(viewer))
        .annotate(about_id=Subquery(unanswered.values("pk")[:1]))
        .filter(about_id__isnull=False)
        .order_by("waiting_since", "pk")
    )


def waiting_count(viewer: Viewer) -> int:
    return waiting(viewer).count()


def _replies(viewer: Viewer, by_conversation: dict[int | None, Line], now: datetime) -> list[Waiting]:
    rows = list(waiting(viewer).select_related("person")[:SHOWN])
    abouts = {
        row.pk: row
        for row in About.objects.filter(pk__in=[r.about_id for r in rows]).select_related("interaction__job")  # type: ignore[attr-defined]
    }
    seals = vault.open_items(
        (bytes(a.interaction.seal_id), subjects.person(a.person_id), bytes(a.wrapped_key)) for a in abouts.values()
    )
    found = []
    for row in rows:
        about = abouts.get(row.about_id)  # type: ignore[attr-defined]
        if about is None or row.waiting_since is None:
            continue
        line, seal = about.interaction, seals.get(bytes(about.interaction.seal_id))
        task = by_conversation.get(row.pk)
        due = domain.next_business_day(row.waiting_since, viewer.user.time_zone)
        found.append(
            Waiting(
                conversation_id=row.pk,
                person_id=row.person_id,
                person_name=row.person.full_name,
                interaction_id=line.pk,
                subject=seal.text(TABLE, "subject", line.subject) if seal else "",
                preview=seal.text(TABLE, "preview", line.preview) if seal else "",
                since=row.waiting_since,
                job_title=line.job.title if line.job else "",
                waits_for=now - row.waiting_since,
                is_late=due < now or (task is not None and task.bucket is Bucket.OVERDUE),
                task=task,
            )
        )
    return found


def _scheduled(viewer: Viewer) -> list[Scheduled]:
    """The reader's own mails that will leave later or are held for a decision."""
    rows = list(
        Delivery.objects.filter(
            part="to",
            state__in=["queued", "deferred", "held"],
            message__interaction__actor_kind="user",
            message__interaction__actor_id=viewer.user_id,
            message__interaction__audience_id__in=viewer.audience_ids,
            message__person__in=people.visible_to(viewer),
        )
        .filter(Q(due_at__gt=timezone.now()) | Q(state="held"))
        .select_related("message__interaction", "message__person")
        .order_by("due_at", "pk")[:FEW]
    )
    seals = messaging.opened([row.message for row in rows]) if rows else {}
    return [
        Scheduled(
            message_id=row.message_id,
            interaction_id=row.message.interaction_id,
            person_id=row.message.person_id,
            person_name=row.message.person.full_name,
            subject=seals[row.message_id].text(TABLE, "subject", row.message.interaction.subject)
            if row.message_id in seals
            else "",
            at=row.due_at,
            is_held=row.state == Delivery.State.HELD,
        )
        for row in rows
    ]


def _own_jobs(viewer: Viewer) -> list[Job]:
    """The open jobs whose applications the reader handles: as owner, recruiter, hiring manager or coordinator."""
    seen = BoardSeen.objects.filter(user_id=viewer.user_id, job_id=OuterRef("pk")).values("seen_at")[:1]
    handled = Q(owner_id=viewer.user_id) | Q(
        seats__user_id=viewer.user_id, seats__part__in=["recruiter", "hiring_manager", "coordinator"]
    )
    return list(
        jobs.visible_to(viewer)
        .filter(handled, state=Job.State.OPEN)
        .annotate(seen_at=Subquery(seen))
        .distinct()
        .order_by("title", "pk")[:100]
    )


def _applications(viewer: Viewer, mine: Sequence[Job], now: datetime) -> list[NewPeople]:
    seen = BoardSeen.objects.filter(user_id=viewer.user_id, job_id=OuterRef("job_id")).values("seen_at")[:1]
    rows = (
        jobs.seen_applications(viewer)
        .filter(job_id__in=[job.pk for job in mine], closed_at__isnull=True, applied_at__gt=now - NEW_FOR)
        .annotate(since=Coalesce(Subquery(seen), F("job__created_at")))
        .filter(applied_at__gt=F("since"), person__in=people.visible_to(viewer))
        .select_related("person")
        .order_by("-applied_at")[:200]
    )
    by_job: dict[int, list[Application]] = defaultdict(list)
    for row in rows if mine else ():
        by_job[row.job_id].append(row)
    return [
        NewPeople(job, [(a.person_id, a.person.full_name) for a in by_job[job.pk][:3]], len(by_job[job.pk]))
        for job in mine
        if job.pk in by_job
    ]


def _deadlines(mine: Sequence[Job], now: datetime, zone_name: str) -> list[Deadline]:
    today = now.astimezone(domain.zone(zone_name)).date()
    near = [j for j in mine if j.deadline_on and today <= j.deadline_on <= today + NEAR]
    return sorted(
        (Deadline(j, j.deadline_on, (j.deadline_on - today).days) for j in near if j.deadline_on), key=lambda d: d.on
    )
