"""What staff have promised to do about a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rapport.accounts.models import Audience, User
from rapport.jobs.models import Job
from rapport.people.models import Person


class Task(models.Model):
    class Kind(models.TextChoices):
        CALL = "call"
        MAIL = "mail"
        TEXT = "text"
        REVIEW = "review"
        REPLY = "reply"  # somebody waits for our answer
        OTHER = "other"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OTHER)
    code = models.CharField(max_length=32, blank=True)  # made by the system: what it says, in the reader's language
    key = models.CharField(max_length=64, blank=True)  # what a system task is about: it stands open at most once
    params = models.JSONField(default=dict)
    seal_id = models.BinaryField(max_length=16)
    title = models.BinaryField(default=b"")
    details = models.BinaryField(default=b"")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="tasks")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="tasks")
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    until_answer_to = models.BigIntegerField(null=True)  # interaction id: cancelled by itself once it is answered
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True) & ~Q(key=""),
                name="task_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["created_by", "-id"], name="task_given"),
            models.Index(fields=["done_by", "-done_at"], condition=Q(done_at__isnull=False), name="task_done"),
            models.Index(
                fields=["assignee", "due_at"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="task_open",
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(
                    reminded_at__isnull=True, remind_at__isnull=False, done_at__isnull=True, dropped_at__isnull=True
                ),
                name="task_remind",
            ),
            models.Index(fields=["person", "-id"], name="task_person"),
            models.Index(
                fields=["until_answer_to"], condition=Q(until_answer_to__isnull=False), name="task_until_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"
