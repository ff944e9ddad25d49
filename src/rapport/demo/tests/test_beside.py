"""Somebody works in the demo for real: when it goes, what is theirs stays whole, whoever had a hand in it."""

from __future__ import annotations

import pytest
from django.test import Client

from rapport.accounts.models import User
from rapport.accounts.tests.make import staff
from rapport.consent import services as consent
from rapport.consent.models import Consent
from rapport.demo.services import clear
from rapport.demo.tests.make import small
from rapport.events import queries as events
from rapport.jobs import services as jobs
from rapport.jobs.models import Application, Job, Stage, StageMove
from rapport.lib.actor import user as actor_of
from rapport.lib.errors import Conflict
from rapport.messaging.models import Conversation, Delivery, Message
from rapport.messaging.tests import make as mails
from rapport.notices.models import StaffMail
from rapport.notices.services import mailing
from rapport.people import services as people
from rapport.people.models import Agency, Person
from rapport.sandbox import services as sandbox
from rapport.sandbox.models import SandboxMail
from rapport.tasks import services as tasks
from rapport.tasks.models import Task
from rapport.tasks.services.add import NewTask
from rapport.timeline import services as timeline
from rapport.timeline.models import Interaction
from rapport.timeline.services import Calls

pytestmark = pytest.mark.django_db
MAIL = b"Subject: x\r\n\r\ny"


def test_what_a_demo_member_did_for_real_people_stays(client: Client) -> None:
    small(people=12)
    root = staff("Root Admin", "administrator", email="root@real.example")
    isabel = User.objects.get(email="isabel@halden.example")
    me, her = actor_of(root.pk), actor_of(isabel.pk)
    job = jobs.open_job(me, title="Own job", owner_id=isabel.pk)
    real = people.add_person(me, full_name="Real Person", emails=["real@example.org"], owner_id=isabel.pk)
    other = people.add_person(her, full_name="Other Real", emails=["other@example.org"])
    application = jobs.apply(her, person=real, job=job)
    jobs.move(her, application.pk, to_stage_id=Stage.objects.filter(job=job).order_by("position")[1].pk)
    jobs.apply(me, person=other, job=Job.objects.get(title="Associate Counsel"))
    tasks.add(her, NewTask("Own task", person_id=real.pk, assignee_id=isabel.pk))
    timeline.note(me, timeline.NoteRequest([real.pk], "@Isabel look", calls=Calls(user_ids=[isabel.pk])))
    timeline.note(her, timeline.NoteRequest([real.pk], "Looked."))
    consent.do_not_contact(her, real.pk, reason="asked")
    agency = people.add_agency(her, name="Own agency")
    people.make_link(her, people.add_contact(me, agency.pk, full_name="Con Tact", email="con@agency.example").pk)
    mails.sent(other, by=her)
    people.follow(me, [Person.objects.get(full_name="Diana Allen").pk, real.pk])
    mine = Interaction.objects.filter(is_demo=False).count()

    gone = clear()

    assert set(Person.objects.values_list("full_name", flat=True)) == {"Real Person", "Other Real", "Con Tact"}
    assert set(Job.objects.values_list("title", flat=True)) == {"Own job", "Associate Counsel"}
    assert (Application.objects.count(), StageMove.objects.count(), Task.objects.count()) == (2, 3, 1)
    assert (Consent.objects.count(), Agency.objects.get().name) == (1, "Own agency")
    assert Interaction.objects.count() == mine
    assert (Message.objects.count(), Delivery.objects.count(), Conversation.objects.count()) != (0, 0, 0)
    assert set(User.objects.values_list("email", "is_active")) == {
        ("isabel@halden.example", False),
        ("root@real.example", True),
    }
    assert len(gone.kept) == 2 and events.verify().is_whole
    client.force_login(root)
    for path in (
        "/",
        "/people/",
        f"/people/{real.pk}/",
        f"/people/{other.pk}/",
        "/jobs/",
        f"/jobs/{job.pk}/board/",
        "/tasks/",
    ):
        assert client.get(path).status_code == 200, path
    with pytest.raises(Conflict, match="earlier demo stayed.*Isabel Reyes"):
        small(people=10)


def test_mail_to_the_demos_members_goes_with_them() -> None:
    small(people=10)
    for address in ("isabel@halden.example", "real@example.org"):
        mailing.queue_mail(MAIL, to=address)
        sandbox.keep(MAIL, envelope_from="a@b.example", recipients=[address])
    clear()
    assert [row.to for row in StaffMail.objects.all()] == ["real@example.org"]
    assert SandboxMail.objects.count() == 1
