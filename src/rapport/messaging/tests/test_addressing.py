"""Who may be written to about whom, from which job, and who may read it afterwards."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.jobs import services as jobs
from rapport.jobs.tests import make as make_jobs
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Invalid
from rapport.messaging import services
from rapport.messaging.domain import Recipient
from rapport.messaging.models import Message
from rapport.messaging.tests import make
from rapport.people.models import Person
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db


def submitted(mail_to: str) -> tuple[Person, Person]:
    """A candidate whom an agency has just submitted, and its contact; the first mail is still to leave."""
    contact = people.contact(people.agency(mail_to=mail_to))
    person = people.person(submitted_by=contact)
    jobs.apply(SYSTEM, person=person, job=make_jobs.job(), submitted_by=contact)
    return person, contact


@pytest.mark.parametrize(
    ("mail_to", "mails"),
    [
        ("contact", [("bill@momentum.example", "")]),
        ("candidate", [("diana.allen@example.org", "bill@momentum.example")]),
        ("both", [("diana.allen@example.org", ""), ("bill@momentum.example", "")]),
    ],
)
def test_status_mails_go_where_the_agency_says(
    outside: FakeSession, mail_to: str, mails: list[tuple[str, str]]
) -> None:
    person, _contact = submitted(mail_to)
    services.send_due(("urgent", "normal", "bulk"))
    read = {str(m["Message-ID"]): m for m in (message_from_bytes(s.wire, policy=policy.default) for s in outside.sent)}
    found = [(m["To"].addresses[0].addr_spec, m["Cc"].addresses[0].addr_spec if m["Cc"] else "") for m in read.values()]
    assert sorted(found) == sorted(mails)
    assert len(outside.sent) == sum(bool(one) for mail in mails for one in mail)
    assert {m.person_id for m in Message.objects.all()} == {person.pk}


def test_a_mail_belongs_to_a_job_its_sender_may_see() -> None:
    house = make_jobs.house()
    person = people.person()
    make_jobs.application(person, house.open)
    ada = house.staff.actor(house.staff.ada)
    for job_id in (house.secret.pk, 777):
        with pytest.raises(Invalid) as refused:
            make.sent(person, by=ada, job_id=job_id)
        assert list(refused.value.fields) == ["job"]
    assert not Message.objects.filter(origin="manual").exists()


def test_an_answer_answers_the_same_person() -> None:
    staff = accounts.three()
    diana, omar = people.person(), people.person("Omar Khalil", "omar@example.org")
    theirs = make.sent(diana)
    for reply_to in (theirs.pk, 777):
        with pytest.raises(Invalid) as refused:
            make.sent(omar, by=staff.actor(staff.ada), in_reply_to_id=reply_to)
        assert list(refused.value.fields) == ["reply_to"]


def test_nobody_answers_what_they_may_not_read() -> None:
    house = make_jobs.house()
    person = people.person()
    make_jobs.application(person, house.open)
    ben, ada = house.staff.actor(house.staff.ben), house.staff.actor(house.staff.ada)
    secret = make.sent(person, by=ben, audience_id=jobs.audience_for("only_me", member_ids=[ben.id]))
    with pytest.raises(Invalid):
        make.sent(person, by=ada, in_reply_to_id=secret.pk)
    assert make.sent(person, by=ben, in_reply_to_id=secret.pk).conversation == secret.conversation


def test_a_mail_goes_to_contacts_of_the_agency_that_submitted_the_person() -> None:
    staff = accounts.three()
    person, contact = submitted("candidate")
    colleague = people.contact(contact.agency, "Ida Berg", "ida@momentum.example")  # type: ignore[arg-type]
    other = people.contact(people.agency("Lateral"), "Cy Young", "cy@lateral.example")
    for reached in (contact, colleague):
        assert make.sent(person, by=staff.actor(staff.ada), to=to(reached))
    with pytest.raises(Invalid):
        make.sent(person, by=staff.actor(staff.ada), to=to(other))
    assert make.sent(person, by=staff.actor(staff.ada), copies=[to(other, "cc")])  # whom Ada may see


def test_a_contact_whom_the_sender_may_not_see_is_not_on_file_for_them() -> None:
    house = make_jobs.house()
    person = people.person()
    make_jobs.application(person, house.open)
    hidden = people.contact(people.agency("Lateral"), "Cy Young", "cy@lateral.example")
    hidden.audiences.all().delete()
    with pytest.raises(Invalid) as refused:
        make.sent(person, by=house.staff.actor(house.staff.ada), copies=[to(hidden, "cc")])
    assert "not on file" in str(refused.value.fields["cc"])


def test_mail_without_a_job_stays_in_the_circle_that_knows_the_person(outside: FakeSession) -> None:
    house = make_jobs.house()
    ben = house.staff.actor(house.staff.ben)
    person = people.person(audience_id=jobs.audience_for("everyone", job_id=house.secret.pk))
    message = make.sent(person, by=ben)
    everyone = jobs.audience_for("everyone")
    assert message.interaction.audience_id != everyone
    services.send_due(("urgent", "normal", "bulk"))
    plain = make.answer_to(outside.sent[0].wire)
    del plain["In-Reply-To"], plain["References"]
    plain.replace_header("To", "careers@halden.example")
    kept = make.arrive(plain)
    answer = Message.objects.get(pk=kept.message_id)
    assert answer.matched_by == "address"
    assert answer.interaction.audience_id == message.interaction.audience_id


def to(person: Person, part: str = "to") -> Recipient:
    return Recipient(part, contact_point_id=make.address(person).pk)
