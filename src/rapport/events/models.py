"""The ledger of facts, its seals, and the work that facts set off."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class EventSeal(models.Model):
    """One link of the chain: the hash of the previous link and of the events it covers, in order of sealing.

    `rows` holds 24 bytes an event (id as 8 bytes big-endian, then 16 bytes of its digest), so that
    verifying can name the first row that was changed, dropped or reordered.
    """

    seq = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField(default=timezone.now)
    rows = models.BinaryField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"seal {self.seq}"


class Event(models.Model):
    """A past-tense fact: who did what to which ids; never words, names or addresses."""

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    seal = models.ForeignKey(EventSeal, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-id"], name="event_person"),
            models.Index(fields=["kind", "-id"], name="event_kind"),
            models.Index(fields=["id"], condition=Q(seal=None), name="event_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.actor_kind} {self.actor_id}"


class Reaction(models.Model):
    """Work that a fact set off, run by the worker at least once and kept until it is done or seen."""

    class State(models.TextChoices):
        QUEUED = "queued"
        DONE = "done"
        FAILED = "failed"

    event = models.ForeignKey(Event, models.PROTECT, related_name="reactions")
    handler = models.CharField(max_length=128)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    claim = models.BinaryField(max_length=16, null=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="reaction_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="queued"), name="reaction_due")]

    def __str__(self) -> str:
        return f"{self.handler} for event {self.event_id}"


class AccessLog(models.Model):
    """Who read what and why; reads are not events, and addresses and agents stand only here."""

    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    ref = models.BigIntegerField()
    why = models.CharField(max_length=64, blank=True)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "ref", "-id"], name="access_ref"),
            models.Index(fields=["actor_id", "kind", "ref", "-id"], name="access_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_kind} {self.actor_id} read {self.kind} {self.ref}"


class Tick(models.Model):
    """A version number per topic ("person:7", "user:3"), raised in the transaction that changed it; pages poll it."""

    topic = models.CharField(max_length=48, primary_key=True)
    version = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.topic} v{self.version}"
