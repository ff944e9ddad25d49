"""Each mail once, under the right person, trusted no further than it should be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connections
from django.test import Client
from django.utils import timezone

from rapport.accounts.models import TeamMember, User
from rapport.accounts.tests import make as accounts
from rapport.channels.email import tokens
from rapport.channels.fake import FakeSession
from rapport.consent.models import Consent
from rapport.events.models import Event
from rapport.jobs.tests import make as make_jobs
from rapport.messaging import services
from rapport.messaging.models import Conversation, Message, OtherId, RawMail
from rapport.messaging.queries.wire import token_key
from rapport.messaging.tests import make
from rapport.people import services as people_services
from rapport.people.models import ContactPoint, Person
from rapport.people.tests import make as people
from rapport.tasks.models import Task
from rapport.timeline.models import Participant
from rapport.workspace.services import escalation

pytestmark = pytest.mark.django_db

DIANA = "Diana Allen <diana.allen@example.org>"
CAREERS = "careers@halden.example"
State = RawMail.State


def letter(
    sender: str = DIANA, text: str = "Hello", *, to: str = CAREERS, subject: str = "Hi", **fields: str
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def keep(mail: EmailMessage | bytes, *, source: str = "test", to: str = CAREERS) -> RawMail:
    raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=policy.SMTP)
    id = services.keep_raw(raw, envelope_from="", recipients=[to], source=source)
    services.file_new()
    return RawMail.objects.get(pk=id)


def fate(mail: RawMail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.reason


def leave(outside: FakeSession) -> bytes:
    services.send_due(("urgent", "normal", "bulk"))
    return outside.sent[-1].wire


# Identity (edge cases 1 to 7)


def test_two_mails_with_one_message_id_are_both_kept_and_flagged_edge1() -> None:
    people.person()
    first = keep(letter(text="One", Message_ID="<same@mail.example>"))
    second = keep(letter(text="Two", Message_ID="<same@mail.example>"))
    assert fate(first)[0] == fate(second)[0] == State.FILED
    assert "id-clash" in Message.objects.get(pk=second.message_id).warnings
    answer = keep(letter(text="Which?", In_Reply_To="<same@mail.example>"))
    assert fate(answer)[0] == State.TRIAGE  # two conversations bear the id


def test_a_mail_without_an_id_is_kept_and_filed_once_edge2() -> None:
    people.person()
    first, again = keep(letter(), source="a"), keep(letter(), source="b")
    assert (fate(first)[0], fate(again)[0]) == (State.FILED, State.DUPLICATE)
    assert Message.objects.get().id_hash is not None
    assert fate(keep(letter(text="Another")))[0] == State.FILED


def test_one_mail_in_two_mailboxes_is_one_message_and_two_rows_edge3() -> None:
    people.person()
    mail = letter(Message_ID="<one@mail.example>", Date="Sat, 21 Nov 2026 10:31:00 +0000")
    raw = mail.as_bytes(policy=policy.SMTP)
    first = keep(b"Received: from a by b\r\nDelivered-To: ada@halden.example\r\n" + raw, source="ada")
    second = keep(b"Received: from c by d\r\n\tfor ben\r\nX-Spam: no\r\n" + raw, source="ben")
    assert (fate(first)[0], fate(second)) == (State.FILED, (State.DUPLICATE, "same_content"))
    assert first.message_id == second.message_id == Message.objects.get().pk


def test_a_copy_that_tells_whose_it_is_settles_one_that_did_not_edge3(outside: FakeSession) -> None:
    make.sent(people.person())
    wire = leave(outside)
    mail = make.answer_to(wire, sender="Diana <new@address.example>")
    del mail["In-Reply-To"], mail["References"]
    address = str(mail["To"])
    mail.replace_header("To", CAREERS)
    unclear = keep(mail, source="a")
    again = keep(mail, source="b")
    assert (fate(unclear)[0], fate(again)[0]) == (State.TRIAGE, State.DUPLICATE)
    people_services.add_contact_point(make.SYSTEM, Person.objects.get(), channel="email", value="new@address.example")
    clear = keep(mail, source="c", to=address)
    assert (fate(clear)[0], fate(unclear)[0]) == (State.FILED, State.DUPLICATE)


@pytest.mark.parametrize("is_renamed", [False, True])
def test_our_own_mail_in_a_sent_folder_is_the_one_that_left_edge4_edge5(outside: FakeSession, is_renamed: bool) -> None:
    message = make.sent(people.person())
    wire = leave(outside)
    copy = message_from_bytes(wire, policy=policy.default)
    assert isinstance(copy, EmailMessage)
    if is_renamed:  # a provider puts its own id in place of ours
        copy.replace_header("Message-ID", "<0100@email.amazonses.example>")
        copy["X-Rapport-Message-ID"] = message.message_id
    kept = keep(copy, source="sent folder")
    assert fate(kept) == (State.LINKED, "our_own")
    assert kept.message_id == message.pk and Message.objects.count() == 1
    answer = letter(DIANA, "Yes", In_Reply_To=str(copy["Message-ID"]))
    filed = Message.objects.get(pk=keep(answer).message_id)
    assert (filed.matched_by, filed.in_reply_to_id) == ("reference", message.pk)


def test_an_answer_to_a_signed_address_teaches_the_id_the_provider_gave_edge5(outside: FakeSession) -> None:
    message = make.sent(people.person())
    answer = make.answer_to(leave(outside))
    answer.replace_header("In-Reply-To", "<rewritten@provider.example>")
    keep(answer, to=str(answer["To"]))
    assert OtherId.objects.get().message_id == message.pk
    later = keep(letter(DIANA, "P.S.", In_Reply_To="<rewritten@provider.example>"))
    assert Message.objects.get(pk=later.message_id).conversation_id == message.conversation_id


def test_a_stranger_who_bears_the_number_of_our_mail_is_not_taken_for_us_edge4(outside: FakeSession) -> None:
    message = make.sent(people.person())
    leave(outside)
    forged = keep(letter("x@evil.example", "Secret", Message_ID=message.message_id))
    assert fate(forged)[0] == State.TRIAGE


def test_what_was_decided_or_deleted_here_does_not_come_back_edge7() -> None:
    staff = accounts.three()
    person = people.person()
    stranger, known = letter("x@example.net", "Buy"), letter()
    rejected = keep(stranger)
    services.not_a_candidate(staff.actor(staff.ada), rejected.pk)
    filed = keep(known)
    people_services.erase_person(make.SYSTEM, person.pk)
    assert fate(keep(stranger, source="again"))[0] == State.DUPLICATE
    assert fate(keep(known, source="again"))[0] == State.DUPLICATE
    assert fate(filed)[0] == State.FILED


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_a_copy_each_file_one_edge6() -> None:
    people.person()
    raw = letter(Message_ID="<one@mail.example>").as_bytes(policy=policy.SMTP)
    ids = [services.keep_raw(raw, envelope_from="", recipients=[CAREERS], source=source) for source in ("a", "b")]

    def work(id: int) -> None:
        try:
            services.understand(RawMail.objects.get(pk=id))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, ids))
    assert sorted(RawMail.objects.values_list("state", flat=True)) == [State.DUPLICATE, State.FILED]
    assert Message.objects.count() == 1


# Threading and people (19 to 26)


@pytest.mark.parametrize(
    ("on_file", "writes_from"),
    [
        ("diana.allen@example.org", "Diana.Allen+jobs@example.org"),
        ("dianaallen@gmail.com", "diana.allen@gmail.com"),
        ("dianaallen@gmail.com", "d.i.a.n.a.allen+work@googlemail.com"),
    ],
)
def test_a_tag_or_dots_do_not_make_a_stranger_edge24(on_file: str, writes_from: str) -> None:
    person = people.person(email=on_file)
    kept = keep(letter(writes_from))
    assert Message.objects.get(pk=kept.message_id).person == person
    assert ContactPoint.objects.get().value == on_file  # never rewritten


def test_dots_count_everywhere_else_edge24() -> None:
    people.person(email="dianaallen@example.org")
    assert fate(keep(letter("diana.allen@example.org")))[0] == State.TRIAGE


def test_a_job_boards_mail_asks_and_learns_the_candidates_address_edge26() -> None:
    staff = accounts.three()
    person = people.person()
    relayed = keep(letter("Board <noreply@board.example>", Reply_To="Diana <diana.allen@example.org>"))
    assert fate(relayed) == (State.TRIAGE, "relayed")
    services.give_to(staff.actor(staff.ada), relayed.pk, person.pk, learn_address=True)
    unknown = keep(letter("Board <noreply@board.example>", "Hi!", Reply_To="Omar Khalil <omar@example.org>"))
    services.new_person(staff.actor(staff.ada), unknown.pk, full_name="Omar Khalil")
    addresses = set(ContactPoint.objects.values_list("canonical", flat=True))
    assert addresses == {"diana.allen@example.org", "omar@example.org"}


def door(user: User, kind: str) -> str:
    make_address = tokens.copy_address if kind == "copy" else tokens.forward_address
    return make_address("rapport.localhost", token_key(), user.pk)


def test_a_colleagues_copy_is_filed_as_theirs_to_the_candidate() -> None:
    staff = accounts.three()
    person = people.person()
    keep(letter(DIANA, "When may I come?"))
    copy = keep(letter(staff.ada.email, "Tuesday.", to=DIANA), to=door(staff.ada, "copy"))
    message = Message.objects.get(pk=copy.message_id)
    assert (message.direction, message.person, message.matched_by) == ("out", person, "copy")
    sender = Participant.objects.get(interaction=message.interaction, part="from")
    assert sender.user == staff.ada


def test_a_colleagues_copy_of_an_answer_settles_what_waited() -> None:
    staff = accounts.three()
    people.person()
    keep(letter(DIANA, "When may I come?", Message_ID="<q@mail.example>"))
    assert Task.objects.filter(done_at=None, dropped_at=None).count() == 1
    answer = letter(staff.ada.email, "Tuesday.", to=DIANA, In_Reply_To="<q@mail.example>")
    keep(answer, to=door(staff.ada, "copy"))
    assert not Conversation.objects.filter(waiting_since__isnull=False).exists()
    assert not Task.objects.filter(done_at=None, dropped_at=None).exists()


def test_a_copy_about_several_or_from_somebody_else_asks() -> None:
    staff = accounts.three()
    diana, omar = people.person(), people.person("Omar Khalil", "omar@example.org")
    both = keep(letter(staff.ada.email, to=f"{DIANA}, omar@example.org"), to=door(staff.ada, "copy"))
    assert fate(both) == (State.TRIAGE, "copy_of_whom")
    assert both.why["candidates"] == [diana.pk, omar.pk]
    assert fate(keep(letter("x@evil.example", to=DIANA), to=door(staff.ada, "copy"))) == (State.TRIAGE, "not_theirs")
    message = services.give_to(staff.actor(staff.ben), both.pk, omar.pk)
    assert (message.direction, message.person) == ("out", omar)


FORWARD = """Look at this.

---------- Forwarded message ---------
From: Diana Allen <diana.allen@example.org>
Date: Sat, 21 Nov 2026 at 10:31
Subject: My papers
To: Ada Lovelace <ada@halden.example>

Here are my papers.
"""


def test_a_forward_is_filed_under_who_wrote_it_and_keeps_who_passed_it_on_edge25() -> None:
    staff = accounts.three()
    person = people.person()
    kept = keep(letter(staff.ada.email, FORWARD, subject="Fwd: My papers"), to=door(staff.ada, "forward"))
    message = Message.objects.get(pk=kept.message_id)
    assert (message.direction, message.person, message.matched_by) == ("in", person, "forward")
    assert message.is_unverified and "forwarded" in message.warnings
    parts = {p.part: (p.person_id, p.user_id) for p in Participant.objects.filter(interaction=message.interaction)}
    assert parts == {"from": (person.pk, None), "to": (None, staff.ada.pk)}


def test_a_forward_as_a_file_is_read_edge25() -> None:
    staff = accounts.three()
    person = people.person()
    mail = letter(staff.ada.email, "See below.", subject="WG: Papers")
    mail.add_attachment(letter(DIANA, "Here are my papers."))
    kept = keep(mail, to=door(staff.ada, "forward"))
    assert Message.objects.get(pk=kept.message_id).person == person


def test_a_forward_of_somebody_unknown_asks_and_learns_the_right_address_edge25() -> None:
    staff = accounts.three()
    kept = keep(letter(staff.ada.email, FORWARD, subject="Fwd: My papers"), to=door(staff.ada, "forward"))
    assert fate(kept) == (State.TRIAGE, "forward_of_whom")
    message = services.new_person(staff.actor(staff.ada), kept.pk, full_name="Diana Allen")
    assert (message.direction, message.matched_by) == ("in", "person")
    assert ContactPoint.objects.get().canonical == "diana.allen@example.org"


def test_a_forward_to_the_common_address_asks_and_offers_who_is_named_edge25() -> None:
    staff = accounts.three()
    person = people.person()
    kept = keep(letter(staff.ada.email, FORWARD, subject="Fwd: My papers"))
    assert fate(kept) == (State.TRIAGE, "from_staff")
    assert kept.why["candidates"] == [person.pk]


# Trust (IN-05 to IN-09)


@pytest.fixture
def boundary(settings: LazySettings) -> None:
    settings.AUTHSERV_IDS = frozenset({"mx.halden.example"})


def judged(result: str) -> str:
    return f"mx.halden.example; dmarc={result} header.from=example.org"


@pytest.mark.parametrize(("result", "is_unverified"), [("pass", False), ("none", True)])
def test_the_boundarys_word_is_kept_in06(boundary: None, result: str, is_unverified: bool) -> None:
    people.person()
    message = Message.objects.get(pk=keep(letter(Authentication_Results=judged(result))).message_id)
    assert (message.verdict, message.is_unverified) == (result, is_unverified)


def test_a_forged_sender_is_not_filed_by_their_address_in06(boundary: None) -> None:
    person = people.person()
    forged = keep(letter(text="I withdraw.", Authentication_Results=judged("fail")))
    assert fate(forged) == (State.TRIAGE, "not_from_them")
    assert forged.why["candidates"] == [person.pk]
    believed = keep(letter(text="Hello", Authentication_Results=judged("fail").replace("mx.", "evil.")))
    assert fate(believed)[0] == State.FILED  # somebody else's word counts neither way (IN-05)


def test_an_answer_whose_sender_may_be_forged_sets_nothing_off_in06(boundary: None, outside: FakeSession) -> None:
    staff = accounts.three()
    make.sent(people.person(), by=staff.actor(staff.ada), remind_days=3)
    answer = make.answer_to(leave(outside))
    answer["Authentication-Results"] = judged("fail")
    kept = keep(answer, to=str(answer["To"]))
    message = Message.objects.get(pk=kept.message_id)
    assert (message.verdict, message.is_unverified) == ("fail", True)
    assert "not-from-them" in message.warnings
    assert Task.objects.get(code="no_answer").dropped_at is None  # the reminder stands
    assert Event.objects.get(kind="messaging.MessageReceived").facts["is_held"] is True


def test_stop_counts_also_from_an_unverified_sender_in07(boundary: None) -> None:
    people.person()
    assert fate(keep(letter(text="STOP", Authentication_Results=judged("fail"))))[0] == State.FILED
    assert Consent.objects.filter(source="mail").exists()


def test_a_disguise_is_told_in_words_in08() -> None:
    accounts.three()
    people.person(email="ada.lovelace@haldem.example")
    kept = keep(letter("Ada Lovelace <ada.lovelace@haldem.example>", Reply_To="x@evil.example"))
    message = Message.objects.get(pk=kept.message_id)
    assert {"look-alike", "name-of-colleague", "reply-elsewhere"} <= set(message.warnings)
    client = Client()
    client.force_login(User.objects.get(email="ada@halden.example"))
    page = client.get(f"/messages/{message.interaction_id}/").content.decode()
    assert "looks like ours" in page and "colleague’s name" in page and "another domain" in page


def test_triage_warns_of_a_disguise_and_does_not_offer_to_learn_it_unasked_in08() -> None:
    staff = accounts.three()
    keep(letter("Ada Lovelace <ada.lovelace@haldem.example>"))
    client = Client()
    client.force_login(staff.ada)
    page = client.get("/triage/").content.decode()
    assert "looks like ours" in page
    assert 'name="learn">' in page and 'name="learn" checked' not in page


def test_mail_in_our_own_name_that_never_left_asks() -> None:
    kept = keep(letter("Careers <careers@rapport.localhost>", "Click here"))
    assert fate(kept) == (State.TRIAGE, "from_ourselves")


# Automatic mail (28 to 32, IN-10 to IN-13, GOV-15)


def test_a_mail_that_went_round_a_hundred_times_stops_in13() -> None:
    people.person()
    raw = letter().as_bytes(policy=policy.SMTP)
    assert fate(keep(b"Received: from a by b\r\n" * 100 + raw)) == (State.TRIAGE, "loop")


def test_our_mail_redirected_back_to_us_starts_nothing_in13(outside: FakeSession) -> None:
    message = make.sent(people.person())
    copy = message_from_bytes(leave(outside), policy=policy.default)
    copy.replace_header("From", DIANA)
    copy["X-Rapport-Message-ID"] = message.message_id
    kept = keep(copy, source="redirected")  # type: ignore[arg-type]
    assert Message.objects.get(pk=kept.message_id).is_automatic
    assert not Task.objects.exists()


def test_who_writes_too_fast_is_filed_and_tells_nobody_edge30() -> None:
    people.person()
    for n in range(25):
        keep(letter(text=f"Mail {n}"))
    messages = Message.objects.order_by("pk")
    assert messages.count() == 25
    assert [m.is_automatic for m in messages] == [False] * 20 + [True] * 5


def test_an_absence_note_is_no_answer_in11_edge28(outside: FakeSession) -> None:
    staff = accounts.three()
    make.sent(people.person(), by=staff.actor(staff.ada), remind_days=3)
    note = make.answer_to(leave(outside), "I am away.")
    note["Auto-Submitted"] = "auto-replied"
    kept = keep(note, to=str(note["To"]))
    assert Message.objects.get(pk=kept.message_id).is_automatic
    assert Task.objects.get().code == "no_answer" and Task.objects.get().dropped_at is None
    assert Conversation.objects.get().waiting_since is None


def test_who_answers_an_automatic_mail_is_owed_an_answer_by_somebody_gov15(outside: FakeSession) -> None:
    house = make_jobs.house()
    ada, ben = house.staff.ada, house.staff.ben
    TeamMember.objects.filter(team=house.staff.team, user=ben).update(is_lead=True)
    person = people.person()
    make_jobs.application(person, house.open)  # "application received" goes out by itself
    answer = make.answer_to(leave(outside), "One question about it?")
    moment = timezone.now()
    kept = keep(answer, to=str(answer["To"]))
    message = Message.objects.get(pk=kept.message_id)
    assert message.answers_automatic
    assert message.conversation.assignee == ada
    task = Task.objects.get(code="reply_waiting")
    assert task.assignee == ada and moment < task.due_at <= moment + timedelta(days=4)  # type: ignore[operator]
    fact = Event.objects.get(kind="messaging.AutomaticMailAnswered").facts
    assert (fact["message_id"], fact["answered_id"]) == (message.pk, message.in_reply_to_id)
    assert escalation.escalate() == 0
    with time_machine.travel(task.due_at + timedelta(minutes=1)):  # type: ignore[operator]
        assert escalation.escalate() == 1
        assert escalation.escalate() == 0
        assert Task.objects.get(code="answer_overdue").assignee == ben
        make.sent(person, by=house.staff.actor(ada), in_reply_to_id=message.pk)
    assert not Task.objects.filter(done_at=None, dropped_at=None).exists()


def test_an_answer_to_a_person_is_not_one_to_a_machine_gov15(outside: FakeSession) -> None:
    staff = accounts.three()
    make.sent(people.person(), by=staff.actor(staff.ada))
    answer = make.answer_to(leave(outside))
    assert not Message.objects.get(pk=keep(answer, to=str(answer["To"])).message_id).answers_automatic
    assert not Event.objects.filter(kind="messaging.AutomaticMailAnswered").exists()
