from __future__ import annotations

from dataclasses import dataclass, field

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class PersonAdded:
    person_id: int
    source: str


@fact
@dataclass(frozen=True, slots=True)
class PersonEdited:
    person_id: int
    fields: list[str] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class ContactPointAdded:
    person_id: int
    contact_point_id: int
    channel: str


@fact
@dataclass(frozen=True, slots=True)
class ContactPointRemoved:
    person_id: int
    contact_point_id: int


@fact
@dataclass(frozen=True, slots=True)
class ContactPointHealthChanged:
    person_id: int
    contact_point_id: int
    health: str
    code: str = ""


@fact
@dataclass(frozen=True, slots=True)
class PeopleMerged:
    person_id: int  # the survivor
    merged_id: int


@fact
@dataclass(frozen=True, slots=True)
class PeopleUnmerged:
    person_id: int
    merged_id: int
