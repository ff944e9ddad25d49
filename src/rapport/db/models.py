"""Columns of rows that workers claim, the locks of a database that has none of its own, and its mark."""

from __future__ import annotations

from django.db import models


class Claimable(models.Model):
    """A row that one worker at a time may hold, until it is done or its lease ends."""

    claim = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class Lock(models.Model):
    """A named lock with a lease, where the engine offers no lock that dies with its session."""

    name = models.CharField(max_length=80, primary_key=True)
    holder = models.UUIDField(null=True)
    held_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Installation(models.Model):
    """The mark by which a machine knows this database as the living one; one row."""

    mark = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.mark
