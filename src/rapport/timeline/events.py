from __future__ import annotations

from dataclasses import dataclass, field

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class InteractionLogged:
    """A communication was written down; `task_id` is the task it was written for, if the writer said so."""

    person_id: int
    interaction_id: int
    log_kind: str
    task_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class InteractionEdited:
    """An item reads differently now; `no_longer_about` are people on whose timelines it stood before."""

    person_id: int
    interaction_id: int
    fields: list[str] = field(default_factory=list)
    no_longer_about: list[int] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class InteractionRemoved:
    person_id: int
    interaction_id: int
    task_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class InteractionRestored:
    person_id: int
    interaction_id: int
    task_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class VisibilityChanged:
    person_id: int
    interaction_id: int
    audience_id: int


@fact
@dataclass(frozen=True, slots=True)
class NoteWritten:
    person_id: int
    interaction_id: int


@fact
@dataclass(frozen=True, slots=True)
class Mentioned:
    person_id: int
    interaction_id: int
    user_ids: list[int] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class FileAdded:
    person_id: int
    interaction_id: int
    file_id: int


@fact
@dataclass(frozen=True, slots=True)
class Pinned:
    person_id: int
    interaction_id: int
    pinned: bool
