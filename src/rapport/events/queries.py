from __future__ import annotations

from collections.abc import Iterable

from rapport.events.models import Tick


def versions(topics: Iterable[str]) -> dict[str, int]:
    """The version of each topic; 0 where nothing has happened yet."""
    wanted = list(topics)
    found = dict(Tick.objects.filter(topic__in=wanted).values_list("topic", "version"))
    return {topic: found.get(topic, 0) for topic in wanted}
