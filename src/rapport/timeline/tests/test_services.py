"""Writing things down, changing, removing, showing to others: who may, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.tests import make as accounts
from rapport.accounts.tests.make import Staff, staff
from rapport.jobs import services as jobs
from rapport.jobs.tests import make as job_makes
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from rapport.people.models import Person
from rapport.people.tests import make as persons
from rapport.search import queries as search
from rapport.search.domain import Query, Sight
from rapport.timeline import queries, services
from rapport.timeline.models import About, Interaction, Mention, Version
from rapport.timeline.services import Calls, LogRequest, NoteRequest, Visibility
from rapport.timeline.services.log import stand_on
from rapport.timeline.tests import make

pytestmark = pytest.mark.django_db


def a_call(person: Person, *others: Person, **fields: Any) -> LogRequest:
    return LogRequest(
        kind="call",
        occurred_at=timezone.now() - timedelta(hours=1),
        about_ids=[person.pk, *(p.pk for p in others)],
        subject="Phone screen",
        description="<p>Wants more <strong>trial</strong> work</p>",
        **fields,
    )


def finds(them: Staff, user: User, text: str) -> int:
    viewer = them.viewer(user)
    return len(search.find(Query(text), Sight(viewer.audience_ids)).hits)


def shown(them: Staff, user: User, person: Person) -> list[str]:
    return [item.preview for item in queries.page(them.viewer(user), [person.pk], "all").items]


def test_a_call_with_somebody_confidential_stands_with_the_other_for_everyone() -> None:
    them, known = accounts.three(), persons.person()
    one, two = (job_makes.job(title, confidential=True, team=[(them.ben.pk, "recruiter")]) for title in ("One", "Two"))
    hidden = [
        persons.person(f"Hidden {n}", f"h{n}@example.org", audience_id=jobs.audience_for("everyone", job_id=job.pk))
        for n, job in enumerate((one, two))
    ]
    services.log(them.actor(them.ben), a_call(known, hidden[0]))
    [item] = queries.page(them.viewer(them.ada), [known.pk]).items
    assert "Hidden" not in " ".join(w.name for w in item.to) and shown(them, them.ben, hidden[0])
    with pytest.raises(Invalid, match="Choose a job"):
        services.log(them.actor(them.ben), a_call(*hidden))


@pytest.mark.parametrize("year", [1, 1899])
def test_a_moment_before_anybodys_time_is_refused_in_words(year: int) -> None:
    them, person = accounts.three(), persons.person()
    request = replace(a_call(person), occurred_at=datetime(year, 1, 1, tzinfo=UTC))
    with pytest.raises(Invalid, match="after 1900"):
        services.log(them.actor(them.ada), request)


def test_a_logged_call_stands_on_the_timeline_of_everybody_it_names() -> None:
    them, one, two = accounts.three(), persons.person(), persons.person("Omar Khalil", "o@example.org")
    ada = them.actor(them.ada)
    line = services.log(ada, a_call(one, two, from_user_ids=[them.ada.pk], to_user_ids=[them.ben.pk], duration_s=1080))
    for person in (one, two):
        [item] = queries.page(them.viewer(them.ben), [person.pk]).items
        assert (item.id, item.minutes, item.logged_by_name) == (line.pk, 18, "Ada Lovelace")
        assert [w.name for w in item.to] == ["Diana Allen", "Omar Khalil", "Ben Okafor"]
    assert finds(them, them.ben, "trial") == 2


def test_who_logs_may_only_name_people_they_see_and_needs_the_right() -> None:
    them = accounts.three()
    secret = job_makes.job(confidential=True)
    hidden = persons.person("H", "h@example.org", audience_id=jobs.audience_for("everyone", job_id=secret.pk))
    with pytest.raises(NotFound):
        services.log(them.actor(them.ada), a_call(persons.person(), hidden))
    with pytest.raises(NotAllowed):
        services.log(them.actor(staff("Mia Market", "marketing")), a_call(persons.person("M", "m@example.org")))
    with pytest.raises(Invalid):
        services.log(
            them.actor(them.ada),
            replace(a_call(persons.person("F", "f@e.org")), occurred_at=timezone.now() + timedelta(days=1)),
        )


def test_only_the_one_who_logged_it_edits_it_and_auditors_read_how_it_was() -> None:
    them, person = accounts.three(), persons.person()
    line = services.log(them.actor(them.ada), a_call(person))
    changed = replace(a_call(person), description="Wants less travel", subject="Screen")
    for other in (them.ben, them.root):
        with pytest.raises(NotAllowed):
            services.edit(them.actor(other), line.pk, changed, revision=1)
        with pytest.raises(NotAllowed):
            services.remove(them.actor(other), line.pk)
    services.edit(them.actor(them.ada), line.pk, changed, revision=1)
    with pytest.raises(Conflict):
        services.edit(them.actor(them.ada), line.pk, changed, revision=1)
    auditor = staff("Otto Audit", "auditor")
    read = queries.detail(them.viewer(auditor), line.pk)
    assert read.body == "Wants less travel" and [v.text for v in read.versions] == ["Wants more trial work"]
    assert read.versions[0].subject == "Phone screen"
    assert queries.detail(them.viewer(them.ada), line.pk).versions == ()
    assert finds(them, them.ada, "travel") == 1 and finds(them, them.ada, "trial") == 0


def test_an_edit_moves_the_item_between_timelines_with_its_thread_and_keeps_whom_it_does_not_show() -> None:
    them, one, two = accounts.three(), persons.person(), persons.person("Omar Khalil", "o@example.org")
    secret = job_makes.job(confidential=True)
    hidden = persons.person("H", "h@example.org", audience_id=jobs.audience_for("everyone", job_id=secret.pk))
    ada = them.actor(them.ada)
    line = services.log(ada, a_call(one))
    services.comment(ada, line.pk, "Call again on Monday")
    row = About.objects.select_related("interaction").get(interaction=line)
    stand_on(row, [hidden.pk])  # somebody joins whom Ada may not see
    services.edit(ada, line.pk, a_call(two), revision=1)
    assert set(About.objects.filter(interaction=line).values_list("person_id", flat=True)) == {two.pk, hidden.pk}
    assert shown(them, them.ben, one) == []
    moved = queries.detail(them.viewer(them.ben), line.pk, [two.pk])
    assert [c.body for c in moved.comments] == ["Call again on Monday"]


def test_what_is_removed_is_gone_everywhere_and_comes_back_whole() -> None:
    them, person = accounts.three(), persons.person()
    ada = them.actor(them.ada)
    line = services.log(ada, a_call(person))
    services.comment(them.actor(them.ben), line.pk, "Agreed wholeheartedly", Calls(user_ids=(them.ada.pk,)))
    services.remove(ada, line.pk)
    assert (
        shown(them, them.ben, person) == []
        and finds(them, them.ben, "trial") == finds(them, them.ben, "wholeheartedly") == 0
    )
    assert queries.mentions_of(them.viewer(them.ada)) == []
    with pytest.raises(NotFound):
        queries.detail(them.viewer(them.ben), line.pk)
    with pytest.raises(NotAllowed):
        services.restore(them.actor(them.ben), line.pk)
    services.restore(ada, line.pk)
    assert len(shown(them, them.ben, person)) == 1 and finds(them, them.ben, "wholeheartedly") == 1
    assert len(queries.mentions_of(them.viewer(them.ada))) == 1


def test_visibility_changed_later_is_followed_by_thread_search_files_and_mentions() -> None:
    them, person = accounts.three(), persons.person()
    ada = them.actor(them.ada)
    line = services.log(ada, a_call(person))
    services.comment(ada, line.pk, "For @Ben", Calls(user_ids=(them.ben.pk,)))
    assert finds(them, them.ben, "trial") == 1 and queries.unread_count(them.viewer(them.ben)) == 1
    services.set_visibility(ada, line.pk, Visibility("only_me"))
    assert shown(them, them.ben, person) == [] and finds(them, them.ben, "trial") == 0
    assert (
        queries.unread_count(them.viewer(them.ben)) == 0
        and queries.counts(them.viewer(them.ben), [person.pk]).communications == 0
    )
    assert len(shown(them, them.ada, person)) == 1
    with pytest.raises(NotFound):
        services.set_visibility(them.actor(them.ben), line.pk, Visibility())
    services.set_visibility(ada, line.pk, Visibility("people", [them.ben.pk]))
    assert queries.unread_count(them.viewer(them.ben)) == 1


def test_nobody_shuts_themselves_out() -> None:
    them, job = accounts.three(), job_makes.job()
    person = persons.person()
    with pytest.raises(Invalid):
        services.log(them.actor(them.ada), a_call(person, job_id=job.pk, visibility=Visibility("hiring_team")))


def test_a_correction_is_for_administrators_once_the_logger_has_left() -> None:
    them, person = accounts.three(), persons.person()
    line = services.log(them.actor(them.ben), a_call(person))
    root = them.actor(them.root)
    with pytest.raises(NotAllowed):
        services.correct(root, line.pk, "It was on Tuesday")
    User.objects.filter(pk=them.ben.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        services.correct(them.actor(them.ada), line.pk, "It was on Tuesday")
    services.correct(root, line.pk, "It was on Tuesday")
    read = queries.detail(them.viewer(them.ada), line.pk)
    assert [c.body for c in read.corrections] == ["It was on Tuesday"] and read.comments == ()
    assert read.body.startswith("<p>Wants more")
    assert not Version.objects.exists()


def test_system_lines_are_fixed_for_everybody() -> None:
    them, person = accounts.three(), persons.person()
    line = make.item(person, is_system=True, kind="stage")
    for user in (them.ada, them.root):
        with pytest.raises(NotAllowed):
            services.remove(them.actor(user), line.pk)


def test_calling_somebody_who_cannot_see_a_note_asks_first_and_tells_them_nothing() -> None:
    them, job, person = accounts.three(), job_makes.job(), persons.person()
    jobs.seat(SYSTEM, job.pk, [(them.ada.pk, "recruiter"), (them.cleo.pk, "interviewer")])
    job_makes.application(person, job)
    request = NoteRequest([person.pk], "Salary is 90", job.pk, Visibility("hiring_team"), Calls((them.ben.pk,)))
    ada, before = them.actor(them.ada), Interaction.objects.count()
    with pytest.raises(services.CannotSee) as asked:
        services.note(ada, request)
    assert asked.value.names == ("Ben Okafor",) and Interaction.objects.count() == before
    services.note(ada, replace(request, calls=Calls((them.ben.pk,), (), "skip")))
    assert not Mention.objects.exists() and queries.mentions_of(them.viewer(them.ben)) == []
    line = services.note(ada, replace(request, calls=Calls((them.ben.pk,), (), "share")))
    [mention] = queries.mentions_of(them.viewer(them.ben))
    assert (mention.item.id, mention.item.preview, mention.read_at) == (line.pk, "Salary is 90", None)
    assert queries.detail(them.viewer(them.cleo), line.pk).body == "Salary is 90"


def test_a_team_is_called_member_by_member() -> None:
    them, person = accounts.three(), persons.person()
    services.note(them.actor(them.root), NoteRequest([person.pk], "Look", calls=Calls((), (them.team.pk,))))
    for user in (them.ada, them.ben):
        assert [m.team for m in queries.mentions_of(them.viewer(user))] == ["Legal recruiting"]
    services.mark_read(them.actor(them.ada), Mention.objects.values_list("interaction_id", flat=True))
    assert queries.unread_count(them.viewer(them.ada)) == 0 and queries.unread_count(them.viewer(them.ben)) == 1


def test_an_internal_message_is_seen_by_those_named_and_answered_in_its_thread() -> None:
    them, person = accounts.three(), persons.person()
    ada, ben = them.actor(them.ada), them.actor(them.ben)
    line = services.message(ada, NoteRequest([person.pk], "Shall we?", calls=Calls((them.ben.pk,))))
    assert shown(them, them.ben, person) == ["Shall we?"] and shown(them, them.root, person) == []
    services.mark_read(ben, [line.pk])
    assert queries.detail(them.viewer(them.ada), line.pk).read_by[0][1] is not None
    services.comment(ben, line.pk, "Yes")
    [answer] = queries.mentions_of(them.viewer(them.ada))
    assert answer.item.preview == "Yes" and answer.top_id == line.pk


def test_a_comment_stays_within_the_circle_of_its_item() -> None:
    them, person = accounts.three(), persons.person()
    line = services.note(them.actor(them.ada), NoteRequest([person.pk], "x", visibility=Visibility("only_me")))
    with pytest.raises(services.CannotSee):
        services.comment(them.actor(them.ada), line.pk, "@Ben", Calls((them.ben.pk,)))
    with pytest.raises(NotFound):
        services.comment(them.actor(them.ben), line.pk, "I guessed the number")
    assert Interaction.objects.get(pk=line.pk).comment_count == 0


def test_markup_of_a_note_is_kept_simple_and_safe() -> None:
    them, person = accounts.three(), persons.person()
    text = '<p onclick="x()">Hi <script>alert(1)</script><a href="javascript:x">a</a><img src=x onerror=y></p>'
    line = services.note(them.actor(them.ada), NoteRequest([person.pk], text))
    body = str(queries.detail(them.viewer(them.ada), line.pk).body)
    assert "script" not in body and "onclick" not in body and "<img" not in body and "Hi" in body


def test_rewriting_ones_note_keeps_how_it_read() -> None:
    them, person = accounts.three(), persons.person()
    line = services.note(them.actor(them.ada), NoteRequest([person.pk], "first words"))
    with pytest.raises(NotAllowed):
        services.rewrite(them.actor(them.ben), line.pk, "mine now", revision=1)
    services.rewrite(them.actor(them.ada), line.pk, "second thoughts", revision=1)
    assert finds(them, them.ben, "thoughts") == 1 and finds(them, them.ben, "first") == 0
    assert Version.objects.get().number == 1
