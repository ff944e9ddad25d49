"""Tasks, the consent ledger, notices, and what the house made of answers that wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from rapport.accounts import queries as accounts
from rapport.consent.events import ConsentChanged
from rapport.consent.models import Consent
from rapport.demo.cast.company import JOB_BY_KEY
from rapport.demo.domain import Line, Todo, Word
from rapport.demo.services.house import House
from rapport.demo.services.sheet import Sheet
from rapport.jobs.models import BoardSeen
from rapport.lib.actor import Actor, ActorKind
from rapport.messaging.models import Conversation
from rapport.notices.models import Notice
from rapport.people.models import Person
from rapport.tasks.events import TaskAdded, TaskAssigned, TaskDone
from rapport.tasks.models import Task
from rapport.tasks.queries.reading import TABLE
from rapport.timeline.models import LastSeen, Mention
from rapport.vault import domain as subjects
from rapport.vault import services as vault


def write_tasks(house: House, todos: Iterable[Todo]) -> None:
    """Tasks as `tasks.services.add` writes them, those that are done as `finish` leaves them."""
    rows = sorted(todos, key=lambda todo: todo.made_at)
    items = vault.new_items(
        [[subjects.person(house.people[t.person].pk) if t.person else subjects.HOUSE] for t in rows]
    )
    sheet = Sheet()
    for todo, item in zip(rows, items, strict=True):
        actor = house.actor(todo.by)
        person_id = house.people[todo.person].pk if todo.person else None
        task = Task(
            pk=sheet.id(Task),
            kind=todo.kind,
            seal_id=item.seal_id,
            title=item.seal(TABLE, "title", todo.title),
            details=item.seal(TABLE, "details", todo.details) if todo.details else b"",
            person_id=person_id,
            job_id=house.job_id(todo.job),
            audience_id=house.audience("everyone", todo.job, ""),
            assignee=house.users[todo.to],
            created_by=house.users[todo.by],
            created_at=todo.made_at,
            due_at=todo.due_at,
            done_at=todo.done_at,
            done_by=house.users[todo.to] if todo.done_at else None,
            is_demo=True,
        )
        sheet.put(task)
        sheet.fact(actor, TaskAdded(person_id=person_id, task_id=task.pk), todo.made_at)
        if todo.to != todo.by:
            fact = TaskAssigned(person_id=person_id, task_id=task.pk, assignee_id=house.users[todo.to].pk)
            sheet.fact(actor, fact, todo.made_at)
        if todo.done_at:
            sheet.fact(house.actor(todo.to), TaskDone(person_id=person_id, task_id=task.pk), todo.done_at)
    sheet.write(Task)
    vault.keep_wraps(*items)


def write_consents(house: House, words: Iterable[Word]) -> None:
    """Acts of the ledger as `consent.services` writes them."""
    sheet, entity = Sheet(), accounts.default_legal_entity()
    for word in sorted(words, key=lambda word: word.at):
        person_id = house.people[word.person].pk
        actor = house.actor(word.by) if word.by else Actor(ActorKind.PERSON, person_id)
        row = Consent(
            pk=sheet.id(Consent),
            person_id=person_id,
            legal_entity=entity,
            act=word.act,
            channel=word.channel,
            purpose=word.purpose,
            at=word.at,
            actor_kind=str(actor.kind),
            actor_id=actor.id,
            source=word.source,
            reason=word.reason,
            is_demo=True,
        )
        sheet.put(row)
        sheet.fact(
            actor,
            ConsentChanged(
                person_id=person_id, consent_id=row.pk, act=row.act, channel=row.channel, purpose=row.purpose
            ),
            word.at,
        )
    sheet.write(Consent)


def write_notices(house: House) -> None:
    """What members have not read yet: mentions, and answers that wait for them."""
    sheet = Sheet()
    unread = Mention.objects.filter(read_at__isnull=True, interaction__is_demo=True).select_related("interaction")
    about = dict(unread.values_list("pk", "interaction__abouts__person_id"))
    for mention in unread:
        line = mention.interaction
        kind = "internal_message" if line.kind == "internal" else "mentioned"
        sheet.put(
            Notice(
                user_id=mention.user_id, kind=kind, ref_kind="item", ref_id=line.pk, person_id=about[mention.pk],
                audience_id=line.audience_id, params={"who_id": line.logged_by_id}, created_at=mention.at, is_demo=True,
            )
        )  # fmt: skip
    waiting = Conversation.objects.filter(waiting_since__isnull=False, is_demo=True, assignee__isnull=False)
    for talk in waiting:
        said = talk.messages.filter(direction="in").order_by("-at").select_related("interaction").first()
        if said is None or talk.assignee_id is None:
            continue
        sheet.put(
            Notice(
                user_id=talk.assignee_id, kind="reply_received", ref_kind="item", ref_id=said.interaction_id,
                person_id=talk.person_id, audience_id=said.interaction.audience_id, created_at=said.at, is_demo=True,
            )
        )  # fmt: skip
    sheet.rows(Notice).sort(key=lambda row: row.created_at)
    sheet.write()


def touch(house: House, last: dict[str, Line]) -> None:
    """When each person was last spoken with."""
    rows = []
    for key, line in last.items():
        person = house.people[key]
        person.last_touch_at = line.at
        rows.append(person)
    Person.objects.bulk_update(rows, ["last_touch_at"], batch_size=500)


def look_back(house: House) -> None:
    """Members looked at boards and people yesterday, so that only what came since is new to them."""
    at = house.now - timedelta(hours=20)
    LastSeen.objects.bulk_create(
        [
            LastSeen(user=house.users[key], person=person, at=at)
            for key in ("isabel", "cynthia")
            for name, person in house.people.items()
            if _on(key, house.personas[name].only_job)
        ]
    )
    BoardSeen.objects.bulk_create(
        [
            BoardSeen(user=house.users[key], job=job, seen_at=at, before_at=at)
            for key in ("isabel", "cynthia")
            for name, job in house.jobs.items()
            if _on(key, name if job.confidential else "")
        ]
    )


def _on(key: str, job: str) -> bool:
    """Whether a member sits on the hiring team of this job; where there is none, everybody does."""
    return not job or key in dict(JOB_BY_KEY[job].seats)
