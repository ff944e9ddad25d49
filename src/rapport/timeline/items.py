"""An item as templates read it: opened words, names the reader may know, and what they may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rapport.timeline import kinds, statuses
from rapport.timeline.domain import PREVIEW_LENGTH, Rights


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who took part and whom the reader may know; `person_id` makes the name a link."""

    part: str
    name: str
    user_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """Names that sentences need, read once for a page."""

    stages: Mapping[int, str] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a timeline."""

    id: int
    person_id: int
    person_name: str
    kind: str
    direction: str
    occurred_at: datetime
    subject: str
    preview: str
    opens: bool
    code: str
    params: Mapping[str, Any]
    is_system: bool
    is_logged: bool
    job_id: int | None
    job_title: str
    audience_kind: str
    duration_s: int | None
    outcome: str
    status: str
    file_count: int
    comment_count: int
    is_pinned: bool
    is_edited: bool
    is_new: bool
    waits: bool
    is_top: bool
    parent_id: int | None
    actor_name: str
    logged_by_id: int | None
    logged_by_name: str
    parts: tuple[Who, ...]
    rights: Rights
    names: Names

    def __getitem__(self, name: str) -> Any:
        """Templates ask for a key before an attribute, and a list asks thousands of times."""
        return getattr(self, name)

    @property
    def is_marked(self) -> bool:
        return bool(self.is_new or self.is_pinned or self.is_edited or self.circle)

    @property
    def look(self) -> kinds.Look:
        return kinds.look(self.kind)

    @property
    def icon(self) -> str:
        if self.direction == "in" and self.kind in {"email", "text"}:
            return "arrow-down-left"
        if self.is_system and self.kind == "email":
            return "robot"
        if self.kind == "call" and self.direction == "in":
            return "phone-incoming"
        return self.look.icon

    @property
    def tone(self) -> str:
        return "in" if self.direction == "in" and self.look.tone == "out" else self.look.tone

    @property
    def is_line(self) -> bool:
        return self.look.is_line

    @property
    def folds(self) -> bool:
        return self.look.folds and not self.is_pinned

    @property
    def is_note(self) -> bool:
        return self.kind in {"note", "internal"}

    @property
    def is_message(self) -> bool:
        return self.kind in {"email", "text"} and not self.is_logged

    @property
    def can_be_answered(self) -> bool:
        return self.is_message and self.direction == "in" and self.opens

    @property
    def beginning(self) -> str:
        """The preview, with a sign where more follows."""
        return f"{self.preview}…" if len(self.preview) >= PREVIEW_LENGTH else self.preview

    @property
    def sentence(self) -> Any:
        told = self.look.sentence
        return told(self) if told else self.subject or self.look.label

    @property
    def minutes(self) -> int | None:
        return None if self.duration_s is None else max(1, round(self.duration_s / 60))

    @property
    def circle(self) -> Any:
        """Who sees it, where that is not everyone."""
        return statuses.AUDIENCES.get(self.audience_kind, "")

    def _of(self, part: str) -> tuple[Who, ...]:
        return tuple(who for who in self.parts if who.part == part)

    @property
    def senders(self) -> tuple[Who, ...]:
        return self._of("from")

    @property
    def to(self) -> tuple[Who, ...]:
        return self._of("to")

    @property
    def cc(self) -> tuple[Who, ...]:
        return self._of("cc")

    @property
    def bcc(self) -> tuple[Who, ...]:
        return self._of("bcc")

    def stage(self, stage_id: int | None) -> str:
        return self.names.stages.get(stage_id or 0) or _("another stage")

    def reason(self, reason_id: int | None) -> str:
        return self.names.reasons.get(reason_id or 0, "")

    @staticmethod
    def bold(text: Any) -> SafeString:
        return format_html("<b><bdi>{}</bdi></b>", text)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of an item; without a token it may not be opened."""

    id: int
    token: str
    name: str
    type: str
    size: int
    problem: str
    is_inline: bool
    interaction_id: int
    occurred_at: datetime
    can_preview: bool

    @property
    def warning(self) -> Any:
        return statuses.file_problem(self.problem)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """How an item read before, for auditors."""

    number: int
    at: datetime
    by: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Detail:
    """An item opened: everything there is to read about it."""

    item: Item
    body: str
    is_rich: bool
    recorded_at: datetime
    edited_at: datetime | None
    files: tuple[FileLine, ...] = ()
    comments: tuple[Detail, ...] = ()
    corrections: tuple[Detail, ...] = ()
    versions: tuple[VersionLine, ...] = ()
    mentioned: tuple[str, ...] = ()
    read_by: tuple[tuple[str, datetime | None], ...] = ()
    revision: int = 1
    audience_id: int = 0
