"""What a company must say before it can begin: pure values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Beginning:
    """The answers of the first run; what is empty is left as it is."""

    organisation: str = ""
    country: str = ""
    name: str = ""
    email: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    job: str = ""
    language: str = "en"
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of it, in the order in which it was done; a step that was done before is not done twice."""

    organisation: bool
    administrator: bool
    sender: bool
    job: bool
    user_id: int | None
    job_id: int | None
