"""What jobs ask of the rooms above while somebody is moved: the mail a move would send, and who waits for an answer.

`config/wiring.py` connects the answers; while nothing is connected, moves have no mail part and nobody waits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from rapport.accounts.queries import Viewer
from rapport.jobs.models import Application, Stage
from rapport.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class MailPreview:
    """The status mail that a move would send: `html` its sanitised words, `document` the page that would leave."""

    subject: str
    html: str
    to_line: str
    document: str = ""


Preview = Callable[[Viewer, Application, Stage], "MailPreview | None"]
Keep = Callable[[Actor, Application, Stage, str, str], str]
Waiting = Callable[[Viewer, Collection[int]], "set[int]"]


@dataclass(slots=True)
class _Ports:
    preview: Preview | None = None
    keep: Keep | None = None
    waiting: Waiting | None = None


_ports = _Ports()


def connect(preview: Preview | None = None, keep: Keep | None = None, waiting: Waiting | None = None) -> None:
    """Wire what the rooms above know.

    `preview` shows the mail a move would send. `keep` stores the personal words (subject, html) in the
    transaction of the move and returns the reference that the fact carries. `waiting` tells who of these
    people waits for an answer of ours.
    """
    _ports.preview, _ports.keep, _ports.waiting = preview, keep, waiting


def preview_of(viewer: Viewer, application: Application, stage: Stage) -> MailPreview | None:
    """The mail this move would send, or None; a stage that does not mail asks nobody."""
    if _ports.preview is None or not stage.mails_on_entry:
        return None
    return _ports.preview(viewer, application, stage)


def can_be_personal() -> bool:
    return _ports.keep is not None


def kept(actor: Actor, application: Application, stage: Stage, subject: str, html: str) -> str:
    """The reference under which the personal words are kept."""
    return _ports.keep(actor, application, stage, subject, html) if _ports.keep else ""


def waiting_of(viewer: Viewer, person_ids: Collection[int]) -> set[int]:
    """Who of these people waits for an answer."""
    return _ports.waiting(viewer, person_ids) if _ports.waiting and person_ids else set()
