"""Files beside the words of an item."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from rapport.timeline.models import Attachment, Interaction


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
