"""Broken mails through the whole door: kept, understood, filed; a row says of each what became of it."""

from __future__ import annotations

import random
import resource
import sys
import time

import pytest

from rapport.messaging import services
from rapport.messaging.models import Message, RawMail
from rapport.people.tests import make as people
from tests.fuzz.mutations import mutated, seeds
from tests.fuzz.reading import MAX_GROWTH
from tests.fuzz.test_reading import KEPT, SECONDS, SEED, keep

pytestmark = pytest.mark.django_db

PAGE = 20
SENDERS = (b"From: Diana Allen <diana.allen@example.org>\r\n", b"From: stranger@example.org\r\n", b"")
DECIDED = set(RawMail.State.values) - {RawMail.State.NEW, RawMail.State.FAILED}


def test_in_15_broken_mails_are_all_accounted_for(capsys):
    people.person()
    with capsys.disabled():
        sys.stdout.write(f"\nfuzz: FUZZ_SEED={SEED} for {SECONDS:.0f} s through the whole door ")
        sys.stdout.flush()
    mails = seeds()
    chance = random.Random(SEED)
    given: dict[int, bytes] = {}
    _take_in(given, [one.read_bytes() for one in sorted(KEPT.glob("*.eml"))] + mails)
    settled = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        _take_in(given, [chance.choice(SENDERS) + mutated(chance, mails) for _ in range(PAGE)])
    assert RawMail.objects.count() == len(given)
    assert set(RawMail.objects.values_list("state", flat=True)) <= DECIDED
    filed = RawMail.objects.filter(state=RawMail.State.FILED)
    assert filed.count() == Message.objects.filter(direction="in").count() > 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - settled < MAX_GROWTH, f"memory grows; FUZZ_SEED={SEED}"


def _take_in(given: dict[int, bytes], mails: list[bytes]) -> None:
    for raw in mails:
        id = services.keep_raw(raw, envelope_from="", recipients=["careers@halden.example"], source="fuzz")
        # The same bytes are the same mail; nothing else may share a row.
        assert given.setdefault(id, raw) == raw
    while services.file_new():
        pass
    for mail in RawMail.objects.exclude(state__in=DECIDED):
        kept = keep(given[mail.pk])
        pytest.fail(f"FUZZ_SEED={SEED}; {mail.error} after {mail.attempts} tries; the mail is kept as {kept}")
