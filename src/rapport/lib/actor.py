"""Who acts. Every service takes an actor and none accepts None."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    SYSTEM = "system"
    AUTOMATION = "automation"
    INTEGRATION = "integration"
    PERSON = "person"  # a candidate on their own page, or by answering a mail
    CONTACT = "contact"  # an agency's contact by signed link


@dataclass(frozen=True, slots=True)
class Actor:
    """A user, the system, an automation, an integration or somebody outside, by kind and id."""

    kind: ActorKind
    id: int

    @property
    def is_user(self) -> bool:
        return self.kind is ActorKind.USER


SYSTEM = Actor(ActorKind.SYSTEM, 0)


def user(id: int) -> Actor:
    return Actor(ActorKind.USER, id)
