"""The composer keeps what is chosen and typed, and says before sending what will happen."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from rapport.accounts.models import Audience, Role, User
from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.jobs.services import audience_for
from rapport.jobs.tests import make as jobs
from rapport.messaging import services
from rapport.messaging.models import Delivery, Draft, Message
from rapport.messaging.queries.composer import presets
from rapport.messaging.tests import make
from rapport.people import services as people_services
from rapport.people.models import ContactPoint, Person
from rapport.people.tests import make as people
from rapport.tasks.models import Task
from rapport.timeline.models import Attachment
from rapport.vault.models import SealedFile

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def staff() -> accounts.Staff:
    return accounts.three()


@pytest.fixture
def ada(client: Client, staff: accounts.Staff) -> Client:
    client.force_login(staff.ada)
    return client


def fields(person: Person, **changes: object) -> dict[str, object]:
    return {"to": f"p{make.address(person).pk}", "subject": "Your interview", "html": "<p>Hello</p>", **changes}


def post(client: Client, person: Person, **changes: object) -> str:
    return client.post(f"/people/{person.pk}/mail/send/", fields(person, **changes)).content.decode()


def composer(client: Client, person: Person, **asked: object) -> str:
    return client.get(f"/people/{person.pk}/mail/", asked, headers=HTMX).content.decode()


def who(client: Client, person: Person, **asked: object) -> str:
    answer = client.get(f"/people/{person.pk}/mail/who-sees/", asked, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def mail(sender: str, text: str = "Tuesday works.") -> EmailMessage:
    found = EmailMessage()
    found["From"], found["To"], found["Subject"] = sender, "careers@halden.example", "A question"
    found.set_content(text)
    return found


def test_an_answer_goes_to_the_address_they_wrote_from(ada: Client, staff: accounts.Staff) -> None:
    person = people.person()
    second = people_services.add_contact_point(
        staff.actor(staff.ada), person, channel="email", value="d.allen@pryorlane.example"
    )
    theirs = make.arrive(mail("Diana <d.allen@pryorlane.example>")).message
    assert theirs is not None
    assert f'value="p{second.pk}" selected' in composer(ada, person, reply=theirs.interaction_id)
    assert f'value="p{make.address(person).pk}" selected' in composer(ada, person)


def test_an_answer_to_the_agency_goes_to_nobody_else(ada: Client, staff: accounts.Staff, outside: FakeSession) -> None:
    contact = people.contact(people.agency())
    person = people.person(submitted_by=contact)
    to_agency = make.address(contact)
    make.sent(person, to=make.Recipient("to", contact_point_id=to_agency.pk))
    services.send_due(("normal",))
    answer = make.answer_to(outside.sent[-1].wire, "Her fee is 20 %.", "Bill Walter <bill@momentum.example>")
    theirs = make.arrive(answer).message
    assert theirs is not None and theirs.person == person
    form = composer(ada, person, reply=theirs.interaction_id)
    assert f'value="p{to_agency.pk}" selected' in form
    assert 'type="hidden" name="cc"' not in form
    assert f'value="p{make.address(person).pk}" selected' not in form


def test_a_scheduled_mail_stays_scheduled_until_another_is_saved(
    ada: Client, staff: accounts.Staff, outside: FakeSession
) -> None:
    person, job = people.person(), jobs.job(team_id=staff.team.pk, owner_id=staff.ada.pk)
    jobs.application(person, job)
    file = SimpleUploadedFile("offer.pdf", b"%PDF-1.4 x", "application/pdf")
    year = timezone.now().year + 1
    everything = {
        "cc": f"u{staff.ben.pk}", "bcc": f"u{staff.root.pk}", "job": job.pk, "send_at": f"{year}-03-01T10:00",
        "remind_days": "3", "audience": "people", "see_people": f"u{staff.ben.pk}", "files": file,
    }  # fmt: skip
    post(ada, person, **everything)
    old = Message.objects.get(origin="manual")
    answer = ada.post(f"/messages/{old.pk}/act/edit/")
    assert answer.status_code == 302
    assert {d.state for d in Delivery.objects.filter(message=old)} == {"queued"}
    page = ada.get(answer["Location"].split("#")[0]).content.decode()
    for kept in (
        f'name="edits" value="{old.pk}"', f'name="cc" value="u{staff.ben.pk}"', f'name="bcc" value="u{staff.root.pk}"',
        f'value="{year}-03-01T10:00"', "offer.pdf", f'<option value="{job.pk}" selected', 'value="people" selected',
        f'name="see_people" value="u{staff.ben.pk}"', '<option value="3" selected',
    ):  # fmt: skip
        assert kept in page, kept
    kept_file = Attachment.objects.get().file_id
    post(ada, person, **{**everything, "files": "", "edits": old.pk, "kept": kept_file, "html": "<p>Later</p>"})
    new = Message.objects.latest("pk")
    assert new != old
    assert set(Delivery.objects.filter(message=old).values_list("state", flat=True)) == {"recalled"}
    assert set(Delivery.objects.filter(message=new).values_list("state", flat=True)) == {"queued"}
    assert Attachment.objects.filter(interaction=new.interaction).count() == 1
    assert Task.objects.filter(code="no_answer", dropped_at=None).count() == 1
    assert Audience.objects.get(pk=new.interaction.audience_id).kind == "people"


def test_what_has_left_meanwhile_is_not_sent_again_by_saving(ada: Client, outside: FakeSession) -> None:
    person = people.person()
    post(ada, person)
    old = Message.objects.get()
    make.let_leave()
    shown = post(ada, person, edits=old.pk, html="<p>Other words</p>")
    assert "already left" in shown and "Other words" in shown
    assert Message.objects.count() == 1
    assert Draft.objects.count() == 1


def test_who_will_see_it_follows_job_and_what_is_answered(ada: Client, staff: accounts.Staff) -> None:
    person = people.person()
    job = jobs.job("General Counsel", confidential=True, team=[(staff.ada.pk, "recruiter")])
    jobs.application(person, job)
    assert "Ben Okafor" in who(ada, person)
    assert "Ben Okafor" not in who(ada, person, job=job.pk)
    mine = make.sent(person, by=staff.actor(staff.ada), audience_id=_only(staff.ada))
    assert "1 colleague" in who(ada, person, reply_to=mine.interaction_id)
    assert "1 colleague" in who(ada, person, reply_to=mine.interaction_id, job=job.pk)


def _only(user: User) -> int:
    return audience_for("only_me", member_ids=[user.pk])


def test_an_unfinished_choice_of_circle_is_told_in_the_form(ada: Client) -> None:
    person = people.person()
    assert "hiring team" in who(ada, person, audience="hiring_team")
    assert "roles" in who(ada, person, audience="roles")
    assert "Choose" in who(ada, person, audience="nonsense")
    who(ada, person, job="99999999999999999999")
    who(ada, person, job="777")


def test_all_five_circles_can_be_chosen(ada: Client, staff: accounts.Staff) -> None:
    person, job = people.person(), jobs.job(team_id=staff.team.pk, owner_id=staff.ada.pk)
    jobs.application(person, job)
    recruiter = Role.objects.get(name__iexact="recruiter")
    for kind, more in {
        "everyone": {}, "hiring_team": {}, "roles": {"see_roles": recruiter.pk},
        "people": {"see_people": f"u{staff.ben.pk}"}, "only_me": {},
    }.items():  # fmt: skip
        post(ada, person, job=job.pk, audience=kind, subject=f"For {kind}", **more)
        assert Message.objects.latest("pk").interaction.audience.kind == kind


def test_a_moment_gone_by_or_beyond_all_clocks_is_refused_in_words(ada: Client) -> None:
    person = people.person()
    assert "gone by" in post(ada, person, send_at="2020-01-01T10:00")
    assert "hundred years" in post(ada, person, send_at="9998-12-31T23:59")
    answer = ada.post(f"/people/{person.pk}/mail/send/", fields(person, send_at="9999-12-31T23:59"))
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_a_refused_file_is_refused_for_the_right_reason(ada: Client) -> None:
    person = people.person()
    harmful = SimpleUploadedFile("a.exe", b"MZ", "application/octet-stream")
    assert "can do harm" in post(ada, person, files=harmful)
    large = SimpleUploadedFile("notes.txt", b"x" * (7 * 1024 * 1024 + 5), "text/plain")
    shown = post(ada, person, files=large)
    assert "too large" in shown and "7 MB" in shown


def test_a_file_that_came_with_a_refused_mail_is_kept_and_not_left_behind(ada: Client, outside: FakeSession) -> None:
    person = people.person()
    file = SimpleUploadedFile("cv.pdf", b"%PDF-1.4 x", "application/pdf")
    assert "cv.pdf" in post(ada, person, subject="", files=file)
    kept = SealedFile.objects.get()
    post(ada, person, kept=kept.pk)
    assert Attachment.objects.get().file_id == kept.pk
    assert not Draft.objects.exists()
    post(ada, person, subject="", files=SimpleUploadedFile("b.pdf", b"%PDF-1.4 y", "application/pdf"))
    post(ada, person)
    assert SealedFile.objects.count() == 1
    stranger = people.person("Omar Khalil", "omar@example.org")
    post(ada, stranger, kept=kept.pk)
    assert Attachment.objects.count() == 1


def test_the_signature_stands_in_the_composer_and_is_no_mail_by_itself(ada: Client, staff: accounts.Staff) -> None:
    staff.ada.signature = "Ada Lovelace\nHalden <Legal>"
    staff.ada.save(update_fields=["signature"])
    person = people.person()
    assert "Ada Lovelace&lt;br&gt;Halden &amp;lt;Legal&amp;gt;" in composer(ada, person)
    alone = "<p></p><p>Ada Lovelace<br>Halden &lt;Legal&gt;</p>"
    assert "Write something first" in post(ada, person, html=alone)
    ada.post(f"/people/{person.pk}/mail/draft/", {"html": alone, "to": "p1"})
    assert not Draft.objects.exists()


def test_nothing_chosen_is_lost_when_a_mail_is_refused(ada: Client, staff: accounts.Staff) -> None:
    person = people.person()
    year = timezone.now().year + 1
    shown = post(ada, person, subject="", cc=f"u{staff.ben.pk}", send_at=f"{year}-03-01T10:00", audience="only_me")
    for kept in (f'name="cc" value="u{staff.ben.pk}"', f"{year}-03-01T10:00", 'value="only_me" selected'):
        assert kept in shown
    again = composer(ada, person)
    assert f'name="cc" value="u{staff.ben.pk}"' in again


def test_words_for_a_move_are_no_draft_of_the_composer(ada: Client, staff: accounts.Staff) -> None:
    person, job = people.person(), jobs.job(team_id=staff.team.pk, owner_id=staff.ada.pk)
    application = jobs.application(person, job)
    services.keep_personal(staff.actor(staff.ada), application, application.stage, "Personal", "<p>Dear</p>")
    assert "Personal" not in composer(ada, person)
    post(ada, person)
    assert Draft.objects.count() == 1


def test_addresses_on_nobody_but_the_candidate_are_offered(ada: Client) -> None:
    person = people.person()
    people.person("Omar Khalil", "omar@example.org")
    assert "omar@example.org" not in composer(ada, person)
    assert ContactPoint.objects.count() == 2


def test_undo_puts_everything_back_into_the_composer(ada: Client, staff: accounts.Staff, outside: FakeSession) -> None:
    person = people.person()
    theirs = make.arrive(mail("diana.allen@example.org")).message
    assert theirs is not None
    waited_since = theirs.conversation.waiting_since
    answer = ada.post(
        f"/people/{person.pk}/mail/send/",
        fields(person, reply_to=theirs.interaction_id, cc=f"u{staff.ben.pk}", html="<p>Tuesday it is</p>"),
    )
    assert answer.status_code == 302
    sent = Message.objects.get(direction="out")
    page = ada.get(answer["Location"]).content.decode()
    assert f'action="/messages/{sent.pk}/act/undo/"' in page
    services.send_due(("normal",))
    assert not outside.sent
    answer = ada.post(f"/messages/{sent.pk}/act/undo/")
    make.let_leave()
    assert not outside.sent
    shown = ada.get(answer["Location"].split("#")[0]).content.decode()
    for kept in (
        "Tuesday it is",
        f'name="cc" value="u{staff.ben.pk}"',
        f'name="reply_to" value="{theirs.interaction_id}"',
    ):
        assert kept in shown, kept
    assert 'name="send_at" value=""' in shown
    theirs.conversation.refresh_from_db()
    assert theirs.conversation.waiting_since == waited_since


def test_undo_says_when_it_came_too_late(ada: Client, outside: FakeSession) -> None:
    person = people.person()
    answer = ada.post(
        f"/people/{person.pk}/mail/send/",
        fields(person),
        headers={**HTMX, "HX-Current-URL": f"http://testserver/people/{person.pk}/"},
    )
    assert '"seconds": 10' in answer["HX-Trigger"]
    make.let_leave()
    sent = Message.objects.get()
    late = ada.post(f"/messages/{sent.pk}/act/undo/", headers=HTMX)
    assert "Too late" in late["HX-Trigger"]
    assert make.state_of(sent) == "sent"
    assert not Draft.objects.exists()
    assert b"Too late" in ada.get(ada.post(f"/messages/{sent.pk}/act/undo/")["Location"]).content


def test_a_scheduled_mail_cannot_be_moved_into_the_past(ada: Client) -> None:
    person = people.person()
    post(ada, person, send_at=f"{timezone.now().year + 1}-03-01T10:00")
    sent = Message.objects.get()
    for value in ("2020-01-01T10:00", "9999-12-31T23:59", "soon"):
        assert ada.post(f"/messages/{sent.pk}/act/reschedule/", {"send_at": value}).status_code == 400


def test_good_moments_are_mornings_where_the_candidate_is() -> None:
    friday = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    tomorrow, monday = presets("Europe/Berlin", "America/Chicago", friday)
    assert (tomorrow.value, f"{tomorrow.there:%a %H:%M}") == ("2026-11-21T16:00", "Sat 09:00")
    assert (monday.value, f"{monday.there:%a %H:%M}") == ("2026-11-23T16:00", "Mon 09:00")
    assert len(presets("UTC", "UTC", datetime(2026, 11, 22, 8, tzinfo=UTC))) == 1  # tomorrow is Monday
