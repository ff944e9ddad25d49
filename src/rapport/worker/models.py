from __future__ import annotations

from django.db import models


class SweepRun(models.Model):
    """When a sweep last ran and what last went wrong: the row a human finds."""

    name = models.CharField(max_length=80, unique=True)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)
    error_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)  # in a row; 0 when the last run went well
    done_total = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
