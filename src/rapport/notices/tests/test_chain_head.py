"""SEC-13: a head kept outside, once a day, that the chain can be held to."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from rapport.config import environment
from rapport.events import services as events
from rapport.events.models import Event, EventSeal
from rapport.events.tests.make import facts
from rapport.notices.services import mail_chain_head

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(settings):
    settings.AUDIT_HEAD_TO = "audit@outside.example"
    facts(3)
    events.seal()


def a_day_later() -> None:
    for event in Event.objects.filter(kind="notices.ChainHeadMailed"):
        Event.objects.filter(pk=event.pk).update(at=event.at - timedelta(days=1))


def kept_head() -> str:
    found = re.search(r"^[0-9a-f]{64}$", mail.outbox[-1].body, re.MULTILINE)
    assert found is not None
    return found[0]


def verified(head: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("audit", "verify", "--head", head, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_nothing_leaves_unless_somebody_wants_it(settings):
    settings.AUDIT_HEAD_TO = ""
    facts(3)
    events.seal()
    assert mail_chain_head() == 0 and mail.outbox == []


def test_an_empty_chain_has_no_head(settings):
    settings.AUDIT_HEAD_TO = "audit@outside.example"
    assert mail_chain_head() == 0 and mail.outbox == []


def test_the_head_goes_out_once_a_day_and_leaves_a_fact(asked):
    assert [mail_chain_head() for _ in range(3)] == [1, 0, 0]
    assert mail.outbox[0].to == ["audit@outside.example"]
    assert kept_head() == bytes(EventSeal.objects.get().hash).hex()
    assert Event.objects.get(kind="notices.ChainHeadMailed").facts == {"seal": 1, "head": kept_head()}
    a_day_later()
    events.seal()
    assert mail_chain_head() == 1
    assert len(mail.outbox) == 2 and kept_head() == bytes(EventSeal.objects.get(pk=2).hash).hex()


def test_a_kept_head_is_found_again_after_more_was_sealed(asked):
    mail_chain_head()
    facts(4)
    events.seal()
    status, told = verified(kept_head())
    assert status == 0 and "in 2 seals hold" in told


def test_a_chain_cut_off_or_rebuilt_does_not_hold_the_kept_head(asked):
    facts(2)
    events.seal()
    mail_chain_head()
    Event.objects.filter(seal=2).update(seal=None)
    EventSeal.objects.filter(pk=2).delete()
    status, told = verified(kept_head())
    assert status == 1 and "cut off or replaced" in told
    events.seal()  # whoever rebuilds gets a chain that is whole in itself, with another head
    assert verified("")[0] == 0
    assert verified(kept_head())[0] == 1


@pytest.mark.parametrize(
    "value", ["audit", "audit@", "@example.org", "a@b", "a@x.example, b@x.example", "A <a@x.example>"]
)
def test_an_address_that_is_none_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("RAPPORT_AUDIT_HEAD_TO", value)
    with pytest.raises(environment.BadSetting, match="one mail address"):
        environment.address("RAPPORT_AUDIT_HEAD_TO")
