"""Files beside the words of an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
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


def set_statuses(statuses: Mapping[int, str]) -> None:
    """Write the summaries of many items: one statement for each word, not for each item."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for interaction_id, status in statuses.items():
        by_word[status].append(interaction_id)
    for status, ids in by_word.items():
        Interaction.objects.filter(pk__in=ids).update(status=status)


def move_to(interaction_ids: Collection[int], moment: datetime) -> None:
    """Put items where they happened: a mail stands at the moment it left, not at the one it was planned for."""
    if interaction_ids:
        Interaction.objects.filter(pk__in=interaction_ids).update(occurred_at=moment)
        About.objects.filter(interaction_id__in=interaction_ids).update(occurred_at=moment)
