"""The demo as a script: who there is, what happened when, in plain values that the writers turn into rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody outside the house; `key` is how the script calls them."""

    key: str
    full_name: str
    created_at: datetime
    call_name: str = ""
    latin: str = ""  # the name in ASCII, for addresses and files
    pronouns: str = ""
    headline: str = ""
    location: str = ""
    country: str = ""
    language: str = "en"
    time_zone: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    kind: str = "candidate"
    source: str = "applied"
    source_note: str = ""
    owner: str = ""
    agency: str = ""
    submitted_by: str = ""
    tags: tuple[str, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    followers: tuple[str, ...] = ()
    only_job: str = ""  # known from this confidential job alone
    dead_emails: tuple[str, ...] = ()  # addresses whose mail came back for good

    @property
    def first(self) -> str:
        return self.call_name or self.full_name


@dataclass(frozen=True, slots=True)
class Move:
    """A step of an application to the stage of a kind."""

    at: datetime
    to: str
    by: str
    mail: str = "sent"  # none, sent, withheld
    reason: int = 0  # which of the reasons of that kind
    mail_reason: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One person's way through one job."""

    person: str
    job: str
    applied_at: datetime
    moves: tuple[Move, ...] = ()
    source: str = "applied"
    submitted_by: str = ""
    entered_by: str = ""  # a member of staff who entered them; empty: they applied themselves


@dataclass(frozen=True, slots=True)
class Paper:
    """A file: a PDF or PNG made from these lines."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    at: datetime
    by: str
    text: str
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, met or noted, on the timeline of one person or several."""

    at: datetime
    person: str
    kind: str = "email"
    way: str = "none"  # in, out, none
    by: str = ""  # the member of staff who wrote, logged or noted it
    subject: str = ""
    text: str = ""
    quoted: str = ""
    job: str = ""
    thread: str = ""  # lines of one person with one thread are one conversation
    logged: bool = False
    with_staff: tuple[str, ...] = ()  # further members who took part
    cc_staff: tuple[str, ...] = ()
    cc: str = ""  # an agency's contact in copy
    from_contact: str = ""  # the agency's contact wrote, not the candidate
    also: tuple[str, ...] = ()  # further people it is about
    seen_by: str = "everyone"  # everyone, hiring_team, only_me, roles:<key>, people:<key>,<key>
    template: str = ""  # a mail the house wrote itself
    set_off_by: str = ""
    state: str = "sent"
    outcome: str = "delivered"  # of a delivery; for logged lines see `result`
    code: str = ""
    result: str = ""
    minutes: int = 0
    auto: bool = False
    waits: bool = False  # inbound, and nobody has answered yet
    pinned_by: str = ""
    calls: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()  # of those called, who has not read it yet
    comments: tuple[Comment, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    title: str
    by: str
    to: str
    made_at: datetime
    person: str = ""
    job: str = ""
    kind: str = "other"
    details: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """An act of the consent ledger."""

    person: str
    act: str
    at: datetime
    by: str = ""  # empty: the person themselves
    channel: str = ""
    purpose: str = ""
    source: str = "page"
    reason: str = ""


@dataclass(slots=True)
class Script:
    """Everything that happens in the demo, in no particular order."""

    personas: list[Persona] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    todos: list[Todo] = field(default_factory=list)
    consents: list[Word] = field(default_factory=list)
    exchanges: set[str] = field(default_factory=set)  # what was said in threads so far, so that none is told twice

    def add(self, other: Script) -> None:
        self.personas += other.personas
        self.passages += other.passages
        self.lines += other.lines
        self.todos += other.todos
        self.consents += other.consents
