"""What staff are told: in the app, by mail at once, or in a digest. Refers to things by kind and id only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rapport.accounts.models import User


class Notice(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=32)  # reply_received, mentioned, task_due, send_failed, …
    ref_kind = models.CharField(max_length=24, blank=True)
    ref_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    audience_id = models.BigIntegerField(null=True)  # shown only while the user holds it
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=6, default="app")  # how the reader wished to hear of it when it was written
    mail_due_at = models.DateTimeField(null=True)  # when it should go by mail; None: not by mail
    mailed_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(
                fields=["mail_due_at"],
                condition=Q(mailed_at__isnull=True, mail_due_at__isnull=False),
                name="notice_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class Wish(models.Model):
    """How a user wants to hear of one kind of notice; without a row the kind's default holds."""

    class Way(models.TextChoices):
        APP = "app"
        MAIL = "mail"
        DIGEST = "digest"
        NEVER = "never"

    user = models.ForeignKey(User, models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=32)
    way = models.CharField(max_length=6, choices=Way.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} by {self.way}"


class StaffMail(models.Model):
    """A mail to staff (sign-in, invitation, digest, reminder) as a row before it is sent; its words are sealed."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SUBMITTING = "submitting"
        SENT = "sent"
        FAILED = "failed"
        UNCERTAIN = "uncertain"

    to = models.EmailField()
    seal_id = models.BinaryField(max_length=16)
    wire = models.BinaryField()  # the whole mail as it will leave
    envelope_from = models.EmailField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.BinaryField(max_length=16, null=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(state="queued"), name="staff_mail_due")]

    def __str__(self) -> str:
        return f"mail to staff {self.pk} ({self.state})"
