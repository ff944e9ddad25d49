"""Keys per subject, links from items to them, and files; no words in the clear."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SubjectKey(models.Model):
    """The key of one subject, wrapped under the key ring; the one table no data backup contains."""

    kind = models.CharField(max_length=8)
    ref = models.BigIntegerField()
    wrapped = models.BinaryField()
    ring_key_id = models.CharField(max_length=32, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="vault_one_key_per_subject")]

    def __str__(self) -> str:
        return f"key of {self.kind} {self.ref}"


class Wrap(models.Model):
    """The content key of one sealed item, wrapped for one subject."""

    seal_id = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=8)
    ref = models.BigIntegerField()
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal_id", "kind", "ref"], name="vault_one_wrap_per_subject")]
        indexes = [models.Index(fields=["kind", "ref"], name="vault_wrap_subject")]

    def __str__(self) -> str:
        return f"{bytes(self.seal_id).hex()} for {self.kind} {self.ref}"


class SealedFile(models.Model):
    """A file kept encrypted in the files folder under the name of its seal."""

    seal_id = models.BinaryField(max_length=16, unique=True)
    token = models.CharField(max_length=43, unique=True)
    size = models.BigIntegerField()
    fingerprint = models.BinaryField(max_length=16, db_index=True)
    type = models.CharField(max_length=120)
    name = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"file {self.token}"


class Erasure(models.Model):
    """A subject whose key was destroyed for good; kept with the keys, so that every restored copy hears of it."""

    kind = models.CharField(max_length=8)
    ref = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="vault_erased_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref} erased"
