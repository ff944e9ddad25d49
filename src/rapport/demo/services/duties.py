"""Tasks and the consent ledger with their lines, notices, and what the house asks for by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from rapport.accounts import queries as accounts
from rapport.consent.events import ConsentChanged
from rapport.consent.models import Consent
from rapport.demo.cast.company import JOB_BY_KEY
from rapport.demo.domain import Line, Todo, Word
from rapport.demo.services.entries import Writer
from rapport.demo.services.house import House
from rapport.demo.services.sheet import Sheet
from rapport.jobs.models import BoardSeen
from rapport.lib.actor import SYSTEM, Actor, ActorKind
from rapport.messaging.events import DeliveryChanged, MessageReceived
from rapport.messaging.models import Conversation, ConversationSeen, Delivery, Message
from rapport.notices.models import Notice
from rapport.people.models import Person
from rapport.tasks.events import TaskAdded, TaskAssigned, TaskDone
from rapport.tasks.models import Task
from rapport.tasks.queries.reading import TABLE
from rapport.timeline.models import Interaction, Kind, LastSeen, Mention
from rapport.timeline.services import Entry, Part
from rapport.vault import domain as subjects
from rapport.vault import services as vault
from rapport.workspace.services import follow_ups


def write_tasks(house: House, todos: Iterable[Todo]) -> None:
    """Tasks as `tasks.services.add` writes them, those that are done as `finish` leaves them."""
    rows = sorted(todos, key=lambda todo: todo.made_at)
    items = vault.new_items(
        [[subjects.person(house.people[t.person].pk) if t.person else subjects.HOUSE] for t in rows]
    )
    sheet, writer = Sheet(), Writer()
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
        if person_id:
            _task_line(writer, task, actor, "added", todo.made_at, todo.title)
            if todo.done_at:
                _task_line(writer, task, house.actor(todo.to), "done", todo.done_at, todo.title)
    sheet.write(Task)
    vault.keep_wraps(*items)
    writer.write()


def _task_line(writer: Writer, task: Task, actor: Actor, code: str, at: datetime, title: str) -> None:
    """As `workspace.services.task_lines` writes it."""
    assert task.person_id is not None and task.audience_id is not None
    writer.put(
        vault.new_item([subjects.person(task.person_id)]),
        actor,
        Entry(
            kind=Kind.TASK, occurred_at=at, audience_id=task.audience_id, person_ids=[task.person_id],
            job_id=task.job_id, parts=[Part("from", user_id=actor.id)], subject=title, is_system=True, code=code,
            params={"task_id": task.pk}, is_demo=True,
        ),
    )  # fmt: skip


def write_consents(house: House, words: Iterable[Word]) -> None:
    """Acts of the ledger as `consent.services` writes them."""
    sheet, writer, entity = Sheet(), Writer(), accounts.default_legal_entity()
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
        writer.put(
            vault.new_item([subjects.person(person_id)]),
            actor,
            Entry(
                kind=Kind.CONSENT, occurred_at=word.at, person_ids=[person_id], is_system=True, code=word.act,
                audience_id=house.audience("everyone", "", "", house.personas[word.person].only_job),
                parts=[Part("from", user_id=actor.id)] if actor.is_user else [],
                params={"channel": word.channel, "purpose": word.purpose}, is_demo=True,
            ),
        )  # fmt: skip
    sheet.write(Consent)
    writer.write()


def ask_to_look(house: House) -> None:
    """Let the house ask for what it asks for by itself: answers that members owe, mails that did not arrive."""
    waiting = Message.objects.filter(direction="in", is_automatic=False, is_demo=True, interaction__answered_at=None)
    answers = waiting.filter(conversation__waiting_since__isnull=False).order_by("at")
    follow_ups.on_messages_received(
        SYSTEM,
        [
            MessageReceived(
                person_id=row.person_id, message_id=row.pk, interaction_id=row.interaction_id,
                conversation_id=row.conversation_id, is_automatic=False,
            )
            for row in answers
        ],
    )  # fmt: skip
    lost = Q(state__in=[Delivery.State.FAILED, Delivery.State.UNCERTAIN]) | Q(outcome=Delivery.Outcome.BOUNCED)
    follow_ups.on_delivery_changed(
        SYSTEM,
        [
            DeliveryChanged(
                person_id=row.message.person_id, message_id=row.message_id, delivery_id=row.pk, state=row.state,
                outcome=row.outcome,
            )
            for row in Delivery.objects.filter(lost, is_demo=True).select_related("message").order_by("pk")
        ],
    )  # fmt: skip
    asked = Task.objects.filter(is_demo=True).exclude(code="")
    lines = Interaction.objects.in_bulk([task.params["interaction_id"] for task in asked])
    for task in asked:
        # Asked for when it happened; nobody is reminded today of what was due last week.
        task.created_at = lines[task.params["interaction_id"]].occurred_at
        task.remind_at = task.remind_at if task.remind_at and task.remind_at > house.now else None
    Task.objects.bulk_update(asked, ["created_at", "remind_at"])


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


def use_inbox(house: House) -> None:
    """An inbox as it looks in use: older answers read and done, the newest unread, some with nobody, some set aside."""
    heard = Conversation.objects.filter(is_demo=True, state=Conversation.State.OPEN, last_in_at__isnull=False)
    read = list(heard.filter(assignee__isnull=False, last_at__lt=house.now - timedelta(hours=20)).order_by("-last_at"))
    ConversationSeen.objects.bulk_create(
        ConversationSeen(conversation=talk, user_id=talk.assignee_id, at=talk.last_at + timedelta(minutes=5))
        for talk in read
        if talk.assignee_id is not None
    )
    answered = [talk for talk in read if talk.waiting_since is None]
    for place, talk in enumerate(answered):
        if talk.last_at < house.now - timedelta(days=2):
            talk.state, talk.done_at = Conversation.State.DONE, talk.last_at + timedelta(hours=2)
        elif place % 4 == 1:
            talk.snoozed_until = house.now + timedelta(days=2)
        elif place % 4 == 3:
            talk.sleeps_until_reply = True
    for talk in answered[2::4]:
        talk.assignee = None
    Conversation.objects.bulk_update(read, ["state", "done_at", "snoozed_until", "sleeps_until_reply", "assignee"])


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
