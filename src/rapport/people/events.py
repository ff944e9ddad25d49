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


@fact
@dataclass(frozen=True, slots=True)
class ContactPointEdited:
    person_id: int
    contact_point_id: int
    fields: list[str] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class PersonRemoved:
    person_id: int


@fact
@dataclass(frozen=True, slots=True)
class PersonRestored:
    person_id: int


@fact
@dataclass(frozen=True, slots=True)
class PersonErased:
    person_id: int


@fact
@dataclass(frozen=True, slots=True)
class PersonFollowed:
    person_id: int
    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class PersonUnfollowed:
    person_id: int
    user_id: int


@fact
@dataclass(frozen=True, slots=True)
class PersonTagged:
    person_id: int
    tag_id: int


@fact
@dataclass(frozen=True, slots=True)
class PersonUntagged:
    person_id: int
    tag_id: int


@fact
@dataclass(frozen=True, slots=True)
class TwinsFound:
    """Two people look like one; only people decide whether they are."""

    person_id: int
    other_id: int
    twins_id: int


@fact
@dataclass(frozen=True, slots=True)
class TwinsDismissed:
    person_id: int
    other_id: int


@fact
@dataclass(frozen=True, slots=True)
class PeopleExported:
    """A list left the house: how many people, in what format, with which columns."""

    count: int
    format: str
    columns: list[str] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class TagEdited:
    """A tag was made, renamed, coloured, merged into another or deleted."""

    tag_id: int
    verb: str
    into_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class CustomFieldEdited:
    """A custom field was made or changed."""

    field_id: int
    fields: list[str] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class AgencyAdded:
    agency_id: int


@fact
@dataclass(frozen=True, slots=True)
class AgencyEdited:
    agency_id: int
    fields: list[str] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class AgencyLinkMade:
    person_id: int
    link_id: int


@fact
@dataclass(frozen=True, slots=True)
class AgencyLinkRevoked:
    person_id: int
    link_id: int
