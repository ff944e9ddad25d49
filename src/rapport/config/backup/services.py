"""What must happen to a copy before it may live: nothing leaves, nobody is signed in, the erased stay erased."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from rapport.accounts import services as accounts
from rapport.db import installation
from rapport.events import services as events
from rapport.lib.actor import SYSTEM
from rapport.lib.decision import Finding, Verdict, decide
from rapport.messaging.events import DeliveryChanged
from rapport.messaging.models import Delivery
from rapport.messaging.services.send import summarise
from rapport.notices.models import Notice, StaffMail
from rapport.people.events import PersonRemoved
from rapport.people.models import Person
from rapport.search import services as search
from rapport.timeline.models import About
from rapport.vault import queries as vault

LAST = "backup.last"
RULE = "restored"
PEOPLE = Person._meta.db_table
_AT_ONCE = 200
_State = Delivery.State
_GOING = (_State.QUEUED, _State.CLAIMED, _State.DEFERRED)


def remember(at: datetime, words: Path, keys: Path, counts: dict[str, Any]) -> None:
    """Keep when the last backup was made, for the settings page."""
    accounts.change_setting(
        SYSTEM,
        LAST,
        {"at": at.isoformat(), "words": str(words), "keys": str(keys), "bytes": words.stat().st_size, **counts},
    )


def hold_what_would_leave() -> int:
    """Hold every mail that was about to leave; a person decides about each. What was on the wire is uncertain."""
    decision = decide([Finding(RULE, Verdict.HOLD)]).as_json()
    count = 0
    while True:
        with transaction.atomic():
            rows = list(
                Delivery.objects.select_for_update(of=("self",))
                .select_related("message__interaction")
                .filter(state__in=[*_GOING, _State.SUBMITTING])
                .order_by("pk")[:_AT_ONCE]
            )
            for row in rows:
                state = _State.UNCERTAIN if row.state == _State.SUBMITTING else _State.HELD
                Delivery.objects.filter(pk=row.pk).update(
                    state=state, decision=decision, claim=None, claimed_until=None
                )
                summarise(row.message, row.message.interaction)
                events.publish(
                    SYSTEM,
                    DeliveryChanged(
                        person_id=row.message.person_id,
                        message_id=row.message_id,
                        delivery_id=row.pk,
                        state=state,
                        outcome=row.outcome,
                    ),
                )
        count += len(rows)
        if len(rows) < _AT_ONCE:
            return count


def hold_staff_mail() -> int:
    """Mails to staff that waited are not sent; the notices themselves stay in the app."""
    with transaction.atomic():
        Notice.objects.filter(mailed_at__isnull=True, mail_due_at__isnull=False).update(mail_due_at=None)
        return StaffMail.objects.filter(state__in=[StaffMail.State.QUEUED, StaffMail.State.SUBMITTING]).update(
            state=StaffMail.State.FAILED, error="Not sent: this copy was restored from a backup."
        )


def live_here() -> tuple[int, int]:
    """Make this the living installation. Whatever waits may have left elsewhere, so it waits on for a person.

    Returns how many mails to candidates are held, and how many to staff were dropped.
    """
    held, dropped = hold_what_would_leave(), hold_staff_mail()
    installation.live_here()
    return held, dropped


def sign_everybody_out() -> None:
    with transaction.atomic():
        UserSession.objects.all().delete()
        Session.objects.all().delete()


def hide_the_shredded() -> tuple[int, ...]:
    """Take people off every list who have no key, though nothing says that they were erased; returns their ids.

    Their words stay unreadable for good, and a person decides about their names.
    """
    people = set(About.objects.order_by().values_list("person_id", flat=True).distinct())
    gone = vault.without_key("person", people | vault.subjects_with_wraps("person"))
    known = sorted(Person.objects.filter(pk__in=gone, erased_at=None).values_list("pk", flat=True))
    for id in known:
        with transaction.atomic():
            search.forget_person(id)
            if Person.objects.filter(pk=id, removed_at=None).update(removed_at=timezone.now()):
                events.publish(SYSTEM, PersonRemoved(person_id=id))
    return tuple(known)
