"""What facts set off runs at least once, keeps out of each other's way, and is never lost from sight."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rapport.accounts.events import SettingChanged
from rapport.events import queries, registry, services
from rapport.events.models import Event, Reaction
from rapport.events.services import reactions as reacting
from rapport.events.tests import make
from rapport.lib.actor import SYSTEM

pytestmark = pytest.mark.django_db
ran: list[str] = []


def note(actor, fact) -> None:
    ran.append(fact.key)


def stumble(actor, fact) -> None:
    make.fact("written before the fall")
    raise ValueError("no")


@pytest.fixture(autouse=True)
def wired():
    before = (dict(registry.NOW), dict(registry.LATER), dict(registry.HANDLERS))
    ran.clear()
    yield
    for kept, was in zip((registry.NOW, registry.LATER, registry.HANDLERS), before, strict=True):
        kept.clear()
        kept.update(was)


def listen(*handlers) -> None:
    registry.connect(now={}, later={SettingChanged: list(handlers)})


def test_a_reaction_runs_once_and_is_done():
    listen(note)
    make.fact("x")
    assert services.react() == 1
    assert services.react() == 0
    assert ran == ["x"]
    assert queries.open_reactions() == []


def test_one_that_fails_holds_up_no_other_and_leaves_no_trace():
    listen(stumble, note)
    make.fact("x")
    services.react()
    assert ran == ["x"]
    row = queries.open_reactions()[0]
    assert (row.attempts, row.error) == (1, "ValueError: no")
    assert row.due_at > timezone.now()
    assert Event.objects.count() == 1


def test_after_the_whole_ladder_it_has_failed_until_somebody_tries_again():
    listen(stumble)
    make.fact("x")
    for _ in range(len(reacting.LADDER) + 1):
        Reaction.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        services.react()
    row = Reaction.objects.get()
    assert row.state == Reaction.State.FAILED
    assert queries.failed_reactions() == 1
    assert services.retry(SYSTEM, row.pk)
    assert not services.retry(SYSTEM, row.pk)
    listen(note)
    registry.HANDLERS[row.handler] = note
    services.react()
    assert ran == ["x"]


def test_a_worker_that_slept_past_its_lease_undoes_its_work():
    def oversleep(actor, fact) -> None:
        make.fact("too late")
        Reaction.objects.update(claim=bytes(16))

    listen(oversleep)
    make.fact("x")
    services.react()
    assert Event.objects.count() == 1
    assert Reaction.objects.get().state == Reaction.State.QUEUED


def test_a_claim_whose_worker_died_is_taken_up_again():
    listen(note)
    make.fact("x")
    Reaction.objects.update(claim=bytes(16), claimed_until=timezone.now() - timedelta(seconds=1))
    services.react()
    assert ran == ["x"]


def test_a_handler_that_is_gone_is_said_in_the_row():
    listen(note)
    make.fact("x")
    registry.HANDLERS.clear()
    services.react()
    assert "No handler is called" in queries.open_reactions()[0].error
