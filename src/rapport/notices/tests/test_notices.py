"""Told once, in the way one wishes, never of what one may not see."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rapport.accounts import services as accounts
from rapport.accounts.models import AudienceUser, User
from rapport.accounts.queries import Viewer
from rapport.accounts.tests import make
from rapport.events import queries as events
from rapport.events import telling
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Invalid
from rapport.notices import domain, queries, services
from rapport.notices.kinds import KINDS
from rapport.notices.models import Notice, Wish
from rapport.people.models import Twins
from rapport.people.tests import make as people

NEEDED = [
    *("reply_received", "mentioned", "internal_message", "task_assigned", "task_due", "send_failed", "sending_stopped"),
    *("send_uncertain", "deadline_near", "duplicate_found", "person_followed_activity", "application_received"),
]


@pytest.fixture
def staff(db) -> make.Staff:
    return make.three()


def told(user: User) -> list[str]:
    return [line.text for line in queries.tell(queries.newest(Viewer(user)))]


def test_every_kind_is_there_and_can_be_told(staff):
    assert sorted(KINDS) == sorted(NEEDED)
    people.person()
    other = people.person()
    pair = Twins.objects.get()
    for kind in KINDS:
        # A pair is told only while it is one; everything else may refer to what no longer is.
        ref = pair.pk if kind == "duplicate_found" else 5
        params = {"who_id": staff.ben.pk, "job_id": 3, "other_id": other.pk}
        services.notify([staff.ada.pk], kind, ref_id=ref, person_id=987654321, params=params)
    lines = told(staff.ada)
    assert len(lines) == len(NEEDED)
    assert "Ben Okafor mentioned you in a note about person 987654321" in lines
    assert not [line for line in lines if "{" in line or "…" in line]


BERLIN_NIGHT = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
NIGHT = (time(22), time(7))
NOON = (time(12), time(13))


@pytest.mark.parametrize(
    ("now", "quiet", "goes"),
    [
        (BERLIN_NIGHT, (None, None), BERLIN_NIGHT),
        (BERLIN_NIGHT, NIGHT, datetime(2026, 3, 11, 6, tzinfo=UTC)),
        (datetime(2026, 3, 11, 3, tzinfo=UTC), NIGHT, datetime(2026, 3, 11, 6, tzinfo=UTC)),
        (datetime(2026, 3, 11, 6, tzinfo=UTC), NIGHT, datetime(2026, 3, 11, 6, tzinfo=UTC)),
        (datetime(2026, 3, 11, 11, 15, tzinfo=UTC), NOON, datetime(2026, 3, 11, 12, tzinfo=UTC)),
        (datetime(2026, 3, 11, 13, tzinfo=UTC), NOON, datetime(2026, 3, 11, 13, tzinfo=UTC)),
        # The clocks go forward in this night: seven o'clock is an hour earlier in UTC.
        (datetime(2026, 3, 28, 22, tzinfo=UTC), NIGHT, datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (BERLIN_NIGHT, (time(9), time(9)), BERLIN_NIGHT),
    ],
)
def test_mail_waits_for_quiet_hours_to_end(now, quiet, goes):
    assert domain.after_quiet(now, "Europe/Berlin", *quiet) == goes


@pytest.mark.parametrize(
    ("now", "zone", "quiet", "morning"),
    [
        (BERLIN_NIGHT, "Europe/Berlin", (None, None), datetime(2026, 3, 11, 7, tzinfo=UTC)),
        (datetime(2026, 3, 11, 6, tzinfo=UTC), "Europe/Berlin", (None, None), datetime(2026, 3, 11, 7, tzinfo=UTC)),
        (datetime(2026, 3, 11, 7, tzinfo=UTC), "Europe/Berlin", (None, None), datetime(2026, 3, 12, 7, tzinfo=UTC)),
        (BERLIN_NIGHT, "Asia/Riyadh", (None, None), datetime(2026, 3, 11, 5, tzinfo=UTC)),
        (BERLIN_NIGHT, "Europe/Berlin", (time(20), time(9, 30)), datetime(2026, 3, 11, 8, 30, tzinfo=UTC)),
        (BERLIN_NIGHT, "No/Where", (None, None), datetime(2026, 3, 11, 8, tzinfo=UTC)),
    ],
)
def test_the_digest_comes_in_the_readers_morning(now, zone, quiet, morning):
    assert domain.next_morning(now, zone, *quiet) == morning


@pytest.mark.parametrize(
    ("wish", "written", "mail_at"),
    [
        ("app", 1, None),
        ("mail", 1, datetime(2026, 3, 11, 6, tzinfo=UTC)),
        ("digest", 1, datetime(2026, 3, 11, 7, tzinfo=UTC)),
        ("never", 0, None),
    ],
)
def test_each_wish_meets_quiet_hours(staff, wish, written, mail_at):
    User.objects.filter(pk=staff.ada.pk).update(time_zone="Europe/Berlin", quiet_from=NIGHT[0], quiet_until=NIGHT[1])
    services.set_wishes(staff.actor(staff.ada), {"task_due": wish})
    assert services.notify([staff.ada.pk], "task_due", ref_id=1, now=BERLIN_NIGHT) == written
    assert [notice.mail_due_at for notice in Notice.objects.all()] == [mail_at] * written


def test_nobody_hears_of_an_audience_they_do_not_hold(staff):
    audience = accounts.intern_audience("people", [staff.ada.pk])
    services.notify([staff.ada.pk, staff.cleo.pk], "reply_received", person_id=7, audience_id=audience)
    assert [notice.user_id for notice in Notice.objects.all()] == [staff.ada.pk]


def test_a_notice_is_gone_once_its_audience_is(staff):
    audience = accounts.intern_audience("people", [staff.ada.pk])
    services.notify([staff.ada.pk], "reply_received", person_id=7, audience_id=audience)
    assert queries.unread_count(Viewer(staff.ada)) == 1
    AudienceUser.objects.filter(audience_id=audience).delete()
    assert queries.unread_count(Viewer(staff.ada)) == 0
    assert told(staff.ada) == []
    Notice.objects.update(mail_due_at=timezone.now())
    services.mail_notices()
    assert mail.outbox == []


def test_nobody_hears_of_their_own_candidate_record(staff, monkeypatch):
    monkeypatch.setattr(telling, "_hidden", [lambda viewer: [7] if viewer.user_id == staff.ada.pk else []])
    services.notify([staff.ada.pk, staff.ben.pk], "application_received", ref_id=1, person_id=7)
    assert [notice.user_id for notice in Notice.objects.all()] == [staff.ben.pk]


def test_whoever_did_it_and_whoever_left_hear_nothing(staff):
    accounts.deactivate(staff.actor(staff.root), staff.cleo.pk)
    people = [staff.ada.pk, staff.ben.pk, staff.cleo.pk, None]
    assert services.notify(people, "mentioned", person_id=7, by=staff.actor(staff.ben)) == 1


def test_the_same_thing_is_told_again_only_after_it_was_read(staff):
    for _ in range(2):
        services.notify([staff.ada.pk], "task_due", ref_kind="task", ref_id=3)
    assert Notice.objects.count() == 1
    services.mark_all_read(staff.actor(staff.ada))
    services.notify([staff.ada.pk], "task_due", ref_kind="task", ref_id=3)
    assert Notice.objects.count() == 2


def test_a_digest_is_one_mail_a_day_without_what_was_read(staff):
    for n in range(3):
        services.notify([staff.ada.pk], "task_assigned", ref_kind="task", ref_id=n, params={"who_id": staff.ben.pk})
    services.mark_read(staff.actor(staff.ada), [Notice.objects.order_by("id")[0].pk])
    assert services.mail_notices() == 0
    Notice.objects.update(mail_due_at=timezone.now() - timedelta(seconds=1))
    services.mail_notices()
    services.mail_notices()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "2 things since yesterday"
    assert mail.outbox[0].body.count("Ben Okafor gave you a task") == 2


def test_mail_at_once_speaks_the_readers_language_and_carries_no_markup(staff):
    User.objects.filter(pk=staff.ben.pk).update(name="Ben <b>&</b> Co")
    services.notify(
        [staff.ada.pk], "mentioned", ref_kind="item", ref_id=1, person_id=7, params={"who_id": staff.ben.pk}
    )
    services.mail_notices()
    assert mail.outbox[0].subject == "Ben <b>&</b> Co mentioned you in a note about person 7"


def test_reading_and_telling_raise_the_readers_version(staff):
    topic = f"user:{staff.ada.pk}"
    start = events.versions([topic])[topic]
    services.notify([staff.ada.pk], "task_due")
    services.mark_all_read(staff.actor(staff.ada))
    services.mark_all_read(staff.actor(staff.ada))
    assert events.versions([topic])[topic] == start + 2


def test_nobody_reads_for_somebody_else(staff):
    services.notify([staff.ada.pk], "task_due")
    services.mark_read(staff.actor(staff.ben), [Notice.objects.get().pk])
    assert Notice.objects.get().read_at is None


def test_a_wish_that_is_the_default_leaves_no_row(staff):
    services.set_wishes(staff.actor(staff.ada), {"task_due": "never", "mentioned": "mail"})
    assert list(Wish.objects.values_list("kind", "way")) == [("task_due", "never")]
    with pytest.raises(Invalid):
        services.set_wishes(staff.actor(staff.ada), {"horoscope": "mail"})


def test_the_bell_opens_counts_and_leads(staff, client):
    services.notify([staff.ada.pk], "task_due", ref_kind="task", ref_id=3)
    client.force_login(staff.ada)
    assert "A task is due" in client.get("/notices/").content.decode()
    drawer = client.get("/notices/", headers={"hx-request": "true", "hx-target": "drawer"}).content.decode()
    assert "<html" not in drawer
    news = client.get("/notices/pulse").json()
    assert news["counts"] == {"bell": 1}
    assert client.get("/notices/pulse", {"v": news["v"]}).status_code == 204
    assert client.get(f"/notices/{Notice.objects.get().pk}/").status_code == 302
    assert queries.unread_count(Viewer(staff.ada)) == 0
    other = client.get("/notices/999/")
    assert other["Location"] == "/notices/"


def test_the_list_costs_the_same_for_one_and_for_thirty(staff, client):
    client.force_login(staff.ada)
    costs = []
    for count in (1, 29):
        for n in range(count):
            services.notify(
                [staff.ada.pk], "mentioned", ref_id=count * 100 + n, person_id=n + 1, params={"who_id": staff.ben.pk}
            )
        client.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/notices/")
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_demo_writes_demo_notices(staff):
    services.notify([staff.ada.pk], "task_due", is_demo=True, by=SYSTEM)
    assert Notice.objects.get().is_demo
