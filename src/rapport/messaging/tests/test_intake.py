from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.utils import timezone

from rapport.accounts.tests import make as accounts
from rapport.lib.errors import NotFound
from rapport.messaging import queries, services
from rapport.messaging.models import Message, RawMail
from rapport.messaging.tests import make
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db


def mail_from(address: str) -> RawMail:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = address, "careers@halden.example", "Hello"
    mail.set_content(f"I am {address}")
    return make.arrive(mail)


def test_mail_about_nobody_is_unreadable_30_days_after_it_was_decided() -> None:
    staff = accounts.three()
    people.person()
    stranger, candidate = mail_from("stranger@example.org"), mail_from("diana.allen@example.org")
    services.not_a_candidate(staff.actor(staff.ada), stranger.pk)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert services.forget_old_intake() == 0
    with time_machine.travel(timezone.now() + timedelta(days=32)):
        assert services.forget_old_intake() == 1
    with pytest.raises(NotFound):
        queries.raw_bytes(RawMail.objects.get(pk=stranger.pk))
    candidate.refresh_from_db()
    assert b"I am diana" in queries.raw_bytes(candidate)
    assert queries.opened([Message.objects.get()])


def test_mail_that_waits_for_a_decision_keeps_its_day() -> None:
    mail = mail_from("stranger@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=90)):
        assert services.forget_old_intake() == 0
    assert b"stranger" in queries.raw_bytes(mail)
