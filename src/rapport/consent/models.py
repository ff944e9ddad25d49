"""The consent ledger and the suppression list; both are append-only, current state is computed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rapport.accounts.models import LegalEntity
from rapport.people.models import Person


class Consent(models.Model):
    """One act: a grant, a withdrawal, do-not-contact or its lifting; rows are never changed (PRIV-02, PRIV-03)."""

    class Act(models.TextChoices):
        GRANT = "grant"
        WITHDRAW = "withdraw"
        DO_NOT_CONTACT = "do_not_contact"
        LIFT = "lift"

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    legal_entity = models.ForeignKey(LegalEntity, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=16, choices=Act.choices)
    channel = models.CharField(max_length=8, blank=True)  # empty: every channel
    purpose = models.CharField(max_length=24, blank=True)  # empty: every purpose
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    source = models.CharField(max_length=24)  # mail, page, staff, stop_word, import
    reason = models.CharField(max_length=32, blank=True)
    wording = models.CharField(max_length=64, blank=True)  # id of the exact wording shown
    proof = models.JSONField(default=dict)  # interaction or raw mail id and the like
    expires_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["person", "-at", "-id"], name="consent_person")]

    def __str__(self) -> str:
        return f"{self.act} of {self.person_id}"


class Suppression(models.Model):
    """An address that must not be written to, as a keyed hash that survives erasure and re-import (MAIL-45)."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce"
        COMPLAINT = "complaint"
        STOP = "stop"
        STAFF = "staff"

    address_hash = models.BinaryField(max_length=16)
    channel = models.CharField(max_length=8, default="email")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    scope = models.CharField(max_length=16, default="all")  # all, or not_transactional
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    proof = models.JSONField(default=dict)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.BigIntegerField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["address_hash"], condition=Q(lifted_at__isnull=True), name="suppression_active")
        ]

    def __str__(self) -> str:
        return f"{self.channel} suppressed: {self.reason}"
