"""The switch that stops mail: on its page, from the command line, and what it does to what waits."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.events.models import Event
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, Invalid, NotAllowed
from rapport.messaging import services
from rapport.messaging.models import Delivery, StopOrder
from rapport.messaging.tests import make
from rapport.notices.services import deliver, mailing
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db
LANES = ("urgent", "normal", "bulk")


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(accounts.three().root)
    return client


def said(*words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("sending", *words, stdout=out, **options)
    return out.getvalue()


def test_the_page_stops_and_starts_and_tells_who_and_why(root: Client, outside: FakeSession) -> None:
    message = make.sent(people.person())
    answer = root.post(reverse("stop_sending"), {"what": "all:", "reason": "Wrong template for Diana"}, follow=True)
    assert "Wrong template for Diana" in answer.content.decode()
    services.send_due(LANES)
    assert make.state_of(message) == "held" and not outside.attempts
    page = root.get(reverse("sending")).content.decode()
    assert "1 mail waits" in page and "Root" in page
    order = StopOrder.objects.get()
    assert b"Diana" not in bytes(order.reason)  # words are sealed
    page = root.post(reverse("start_sending", args=[order.pk]), follow=True).content.decode()
    assert "Stopped and started before" in page
    assert make.state_of(message) == "queued"
    services.send_due(LANES)
    assert make.state_of(message) == "sent"
    kinds = list(
        Event.objects.filter(kind__startswith="messaging.Sending").order_by("id").values_list("kind", flat=True)
    )
    assert kinds == ["messaging.SendingStopped", "messaging.SendingStarted"]


def test_a_stop_of_everything_holds_mail_to_staff_too(outside: FakeSession) -> None:
    accounts.three()
    mailing.queue_mail(b"Subject: Sign in\r\n\r\nBy this link", to="ada@halden.example")
    candidates = services.stop(SYSTEM, "channel", "email", reason="candidates only")
    everything = services.stop(SYSTEM, "all", reason="everything")
    assert deliver(outside) == 0
    services.start(SYSTEM, everything.pk)
    assert deliver(outside) == 1
    assert candidates.started_at is None


def test_a_stop_without_a_reason_is_shown_again(root: Client) -> None:
    answer = root.post(reverse("stop_sending"), {"what": "all:", "reason": ""})
    assert answer.status_code == 422 and not StopOrder.objects.exists()


def test_the_page_is_for_those_who_keep_the_settings(client: Client) -> None:
    staff = accounts.three()
    client.force_login(staff.ada)
    assert client.get(reverse("sending")).status_code == 403
    with pytest.raises(NotAllowed):
        services.stop(staff.actor(staff.ada), "all", reason="no")


def test_the_command_stops_tells_and_starts(outside: FakeSession) -> None:
    make.sent(people.person())
    assert "Stopped" in said("stop", reason="fire drill")
    services.send_due(LANES)
    told = said("status")
    assert "fire drill" in told and "1 mails wait" in told
    with pytest.raises(CommandError):
        said("stop")
    assert "1 mails that waited are due again" in said("start")
    assert "Nothing is stopped" in said()
    with pytest.raises(CommandError):
        said("start")


@pytest.mark.parametrize(
    ("scope", "target", "stops"),
    [
        ("all", "", True),
        ("channel", "email", True),
        ("channel", "text", False),
        ("rule", "status_interview", True),
        ("rule", "status_offer", False),
        ("sender", "rapport.localhost", True),
        ("sender", "user:7", False),
    ],
)
def test_a_stop_reaches_its_scope_and_no_further(outside: FakeSession, scope: str, target: str, stops: bool) -> None:
    message = make.sent(people.person(), origin="system", template_key="status_interview")
    services.stop(SYSTEM, scope, target, reason="because")
    services.send_due(LANES)
    assert make.state_of(message) == ("held" if stops else "sent")


def test_one_scope_is_stopped_once_and_started_once(outside: FakeSession) -> None:
    order = services.stop(SYSTEM, "all", reason="one")
    with pytest.raises(Conflict):
        services.stop(SYSTEM, "all", reason="two")
    services.start(SYSTEM, order.pk)
    with pytest.raises(Conflict):
        services.start(SYSTEM, order.pk)
    with pytest.raises(Invalid):
        services.stop(SYSTEM, "rule", "", reason="nothing named")


def test_what_a_dead_process_left_held_is_let_go_by_the_sweep(outside: FakeSession) -> None:
    message = make.sent(people.person())
    order = services.stop(SYSTEM, "all", reason="one")
    services.send_due(LANES)
    StopOrder.objects.update(started_at=order.stopped_at)  # died between starting and letting go
    assert services.let_go() == 1
    assert make.state_of(message) == "queued"
    assert Delivery.objects.get().stop is None
