"""What members of staff keep about their own screens."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from rapport.accounts.models import User


class SavedView(models.Model):
    """A list's filters under a name, for oneself or, when shared, for everybody who may see the list."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    screen = models.CharField(max_length=16, default="people")
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["is_shared", "name", "id"]
        indexes = [models.Index(fields=["screen", "owner"], name="saved_view_owner")]

    def __str__(self) -> str:
        return self.name
