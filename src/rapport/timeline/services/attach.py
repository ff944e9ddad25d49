"""Files beside the words of an item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from rapport.timeline.models import About, Attachment, Interaction


def attach(interaction: Interaction, files: Sequence[Attachment]) -> None:
    """Put files on an item; its count follows. The files are sealed for the people it is about."""
    for file in files:
        file.interaction = interaction
    Attachment.objects.bulk_create(files)
    shown = sum(not file.is_inline for file in files)
    Interaction.objects.filter(pk=interaction.pk).update(file_count=F("file_count") + shown)


def set_status(interaction_id: int, status: str) -> None:
    """Write the one-word summary of an item's deliveries; only messaging's recorder calls this."""
    Interaction.objects.filter(pk=interaction_id).update(status=status)


def move_to(interaction_id: int, moment: datetime) -> None:
    """Put an item where it happened: a mail stands at the moment it left, not at the one it was planned for."""
    Interaction.objects.filter(pk=interaction_id).update(occurred_at=moment)
    About.objects.filter(interaction_id=interaction_id).update(occurred_at=moment)
