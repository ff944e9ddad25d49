from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.accounts.models import User
from rapport.accounts.tests.make import staff
from rapport.demo.services import clear
from rapport.demo.tests.make import small
from rapport.events import queries as events
from rapport.events.models import Event
from rapport.jobs import services as jobs
from rapport.jobs.models import Job
from rapport.lib.actor import SYSTEM
from rapport.lib.actor import user as actor_of
from rapport.people import services as people
from rapport.people.models import Person, Tag
from rapport.search import queries as search
from rapport.search.domain import EVERYTHING, Query
from rapport.timeline import services as timeline
from rapport.timeline.models import About, Interaction

pytestmark = pytest.mark.django_db
# The ledger stays; the house keeps what migrations and first use made.
STAYS = {"Event", "EventSeal", "Tick", "SubjectKey", "Template", "TemplateVersion", "Lock", "Audience", "Reaction"}


def counts() -> dict[str, int]:
    shipped = [m for m in apps.get_models() if ".tests." not in m.__module__]
    return {m.__name__: m._default_manager.count() for m in shipped if m.__name__ not in STAYS}


def test_nothing_of_the_demo_is_left() -> None:
    before, brand = counts(), accounts.default_brand().name
    small(people=20)
    clear()
    assert counts() == before
    assert accounts.default_brand().name == brand
    assert not search.find(Query("reciprocity"), EVERYTHING).hits
    assert events.verify().is_whole and Event.objects.exists()


def test_what_is_real_stays() -> None:
    small(people=12)
    root = staff("Root Admin", "administrator", email="root@real.example")
    actor = actor_of(root.pk)
    real = people.add_person(actor, full_name="Real Person", emails=["real@example.org"])
    diana = Person.objects.get(full_name="Diana Allen")
    tag = people.tag_people(actor, [real.pk], "trial work")
    both = timeline.log(
        actor,
        timeline.LogRequest(
            "call", timezone.now(), [real.pk, diana.pk], from_user_ids=[root.pk], subject="Both at once"
        ),
    )
    note = timeline.note(actor, timeline.NoteRequest([real.pk], "About somebody real."))
    clear()
    assert Person.objects.get().pk == real.pk
    assert set(Interaction.objects.values_list("pk", flat=True)) == {both.pk, note.pk}
    assert list(About.objects.filter(interaction=both).values_list("person_id", flat=True)) == [real.pk]
    assert Tag.objects.filter(pk=tag.pk).exists()
    assert User.objects.get().pk == root.pk
    assert search.find(Query("somebody real"), EVERYTHING).hits


def test_a_job_with_somebody_real_stays_and_so_does_the_member_who_wrote_about_them() -> None:
    small(people=12)
    isabel = User.objects.get(email="isabel@halden.example")
    actor = actor_of(isabel.pk)
    real = people.add_person(actor, full_name="Real Person", emails=["real@example.org"])
    job = Job.objects.get(title="Associate Counsel")
    jobs.apply(SYSTEM, person=real, job=job)
    timeline.note(actor, timeline.NoteRequest([real.pk], "Worth a call."))
    gone = clear()
    assert list(Job.objects.values_list("title", "is_demo")) == [("Associate Counsel", False)]
    isabel.refresh_from_db()
    assert not isabel.is_active
    assert len(gone.kept) >= 2


def test_clearing_asks_unless_one_is_sure() -> None:
    small(people=10)
    with pytest.raises(CommandError):
        call_command("demo", "clear", stdout=StringIO())
    assert Person.objects.exists()
    call_command("demo", "clear", "--yes", stdout=StringIO())
    assert not Person.objects.exists()
