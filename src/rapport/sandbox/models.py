"""Mail that would have left the house, kept where no SMTP server is configured."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SandboxMail(models.Model):
    arrived_at = models.DateTimeField(default=timezone.now)
    seal_id = models.BinaryField(max_length=16)
    envelope = models.BinaryField()  # sealed JSON: from, recipients
    summary = models.BinaryField()  # sealed JSON: from, to, subject, preview
    wire = models.BinaryField()
    size = models.PositiveIntegerField()
    mailbox = models.BinaryField(max_length=16)  # keyed hash of the recipient's address: one mailbox a recipient
    read_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["-id"], name="sandbox_newest"),
            models.Index(fields=["mailbox", "-id"], name="sandbox_mailbox"),
        ]

    def __str__(self) -> str:
        return f"sandbox mail {self.pk}"
