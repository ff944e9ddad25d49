from __future__ import annotations

from dataclasses import dataclass

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class ViewSaved:
    view_id: int
    is_shared: bool


@fact
@dataclass(frozen=True, slots=True)
class ViewDropped:
    view_id: int
