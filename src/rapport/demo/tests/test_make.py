from __future__ import annotations

import hashlib

import pytest
from django.apps import apps
from django.db import connection

from rapport.accounts.models import AudienceUser, User
from rapport.accounts.queries import Viewer
from rapport.demo.services import clear, make
from rapport.demo.tests.make import NOW, quiet, small, told
from rapport.events import queries as events
from rapport.lib.errors import Conflict
from rapport.messaging.models import Conversation, Delivery, RawMail
from rapport.people import queries as people
from rapport.people.models import ContactPoint, MergeRecord, Person, Twins
from rapport.search import queries as search
from rapport.search.domain import EVERYTHING, Query
from rapport.tasks.models import Task
from rapport.timeline.models import About, Interaction, Mention
from rapport.vault import domain as subjects
from rapport.vault import files as vault_files
from rapport.vault import queries as vault
from rapport.vault.models import SealedFile

pytestmark = pytest.mark.django_db
TABLE = "timeline_interaction"


def words() -> list[str]:
    """Every subject and body of the house, opened, in the order of the timeline."""
    rows = list(About.objects.select_related("interaction").order_by("occurred_at", "interaction_id", "person_id"))
    items = vault.open_items(
        (bytes(r.interaction.seal_id), subjects.person(r.person_id), bytes(r.wrapped_key)) for r in rows
    )
    opened = ((items[bytes(r.interaction.seal_id)], r.interaction) for r in rows)
    return [f"{i.text(TABLE, 'subject', x.subject)}|{i.text(TABLE, 'body', x.body)}" for i, x in opened]


def test_the_demo_is_the_same_every_time() -> None:
    small(people=20)
    first = hashlib.sha256("\n".join(words()).encode()).hexdigest()
    counts = {model.__name__: model._default_manager.count() for model in (Interaction, Delivery, Task, Person)}
    clear()
    small(people=20)
    assert hashlib.sha256("\n".join(words()).encode()).hexdigest() == first
    again = {model.__name__: model._default_manager.count() for model in (Interaction, Delivery, Task, Person)}
    assert again == counts


def test_the_demo_is_made_once() -> None:
    small(people=10)
    with pytest.raises(Conflict):
        make(quiet, now=NOW, people_count=10)


def test_dianas_page_shows_every_kind_of_line() -> None:
    small(people=12)
    diana = Person.objects.get(full_name="Diana Allen")
    kinds = set(About.objects.filter(person=diana).values_list("kind", flat=True))
    assert kinds >= {
        "email", "text", "call", "meeting", "voicemail", "inmail", "note", "internal", "stage", "file",
    }  # fmt: skip
    lines = Interaction.objects.filter(abouts__person=diana)
    assert lines.filter(is_system=True, kind="email").exists() and lines.filter(pinned_at__isnull=False).exists()
    assert lines.filter(comment_count__gt=0).exists() and lines.filter(file_count__gt=0).exists()
    assert set(lines.values_list("audience__kind", flat=True)) >= {"everyone", "hiring_team", "only_me", "people"}
    assert Delivery.objects.filter(message__person=diana, state="queued", due_at__gt=NOW).exists()
    assert Conversation.objects.filter(person=diana, waiting_since__isnull=False).exists()


def test_a_demo_mail_is_never_sent_again() -> None:
    small()
    open_states = {"queued", "claimed", "submitting", "deferred"}
    waiting = Delivery.objects.filter(state__in=open_states)
    assert waiting.count() == 3
    assert all((row.due_at - NOW).days >= 1 for row in waiting)
    assert set(Delivery.objects.values_list("state", flat=True)) >= {
        "sent",
        "held",
        "failed",
        "uncertain",
        "suppressed",
    }


def test_what_needs_a_person_is_there() -> None:
    small()
    triage = set(RawMail.objects.filter(state="triage").values_list("reason", flat=True))
    assert triage == {"unknown_sender", "several_owners", "agency_contact"}
    assert SealedFile.objects.filter(type="image/png").exists()
    assert Interaction.objects.filter(audience__kind="roles").exists()
    assert MergeRecord.objects.filter(undone_at__isnull=True).count() == 1
    assert Twins.objects.filter(a__full_name__startswith="Eleanor").exists()
    assert ContactPoint.objects.get(canonical="a.fischer@old.example").health == "suppressed"
    due = {bool(t.due_at and t.due_at < NOW) for t in Task.objects.filter(done_at__isnull=True, due_at__isnull=False)}
    assert due == {True, False} and Task.objects.filter(done_at__isnull=False).exists()


def test_the_chain_holds_and_every_row_is_marked() -> None:
    small(people=20)
    assert events.verify().is_whole and events.verify().unsealed == 0
    for model in apps.get_models():
        if any(field.name == "is_demo" for field in model._meta.fields):
            assert not model._default_manager.filter(is_demo=False).exists(), model


def test_no_word_stands_in_the_clear_outside_people() -> None:
    small(people=15)
    secrets = (
        "hearing at nine",
        "reciprocity",
        "lump sum",
        "vicarious liability",
        "Fenwick Harrow since",
        "التأمين الطبي",
    )
    tables = [
        t for t in connection.introspection.table_names() if not t.startswith(("people_", "sqlite_", "search_words"))
    ]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            blob = "\n".join(
                bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v)
                for row in cursor.fetchall()
                for v in row
            )
            for word in secrets:
                assert word not in blob, (table, word)


def test_words_names_and_files_are_found() -> None:
    small(people=12)
    kinds = {
        hit.kind
        for text in ("reciprocity", "diana allen", "momentum profile")
        for hit in search.find(Query(text), EVERYTHING).hits
    }
    assert kinds >= {"item", "person", "file"}
    file = SealedFile.objects.first()
    assert file is not None and b"".join(vault_files.open_stream(file)).startswith((b"%PDF", b"\x89PNG"))


def test_a_confidential_search_stays_among_those_who_lead_it() -> None:
    small(people=12)
    sterling = Person.objects.get(full_name="Augusta Sterling")
    sees = {u.name for u in User.objects.all() if people.visible_ids(Viewer(u), [sterling.pk])}
    assert "Cynthia Marsh" in sees and "Noor Haddad" in sees
    assert not sees & {"Isabel Reyes", "Tom Field"}


def test_the_story_told_is_the_story_written() -> None:
    small(people=25)
    story = told(people=25)
    comments = sum(len(line.comments) for line in story.lines)
    moves = sum(len(passage.moves) + 1 for passage in story.passages)
    tasks = sum(1 + bool(todo.done_at) for todo in story.todos if todo.person)
    scheduled, changed = 3, Interaction.objects.filter(kind="profile").count()
    told_of = len(story.lines) + comments + moves + tasks + len(story.consents)
    assert Interaction.objects.count() == told_of + scheduled + changed


def test_nobody_wrote_or_is_called_where_they_may_not_look() -> None:
    small(people=120)
    held = set(AudienceUser.objects.values_list("audience_id", "user_id"))
    by_staff = Interaction.objects.filter(actor_kind="user").values_list("audience_id", "actor_id")
    called = Mention.objects.values_list("interaction__audience_id", "user_id")
    assert {*by_staff, *called} - held == set()
