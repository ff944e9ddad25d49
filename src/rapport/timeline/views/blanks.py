"""The empty forms of the composer, and what they need to be filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.timeline import queries
from rapport.timeline.forms import LogForm, NoteForm

Choices = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Blank:
    """Who writes about whom; the forms themselves are made when a template asks for them."""

    viewer: Viewer
    person: Person
    jobs: Choices

    @property
    def log(self) -> LogForm:
        return LogForm(initial={"occurred_at": LogForm.now(), "job": self._only_job}, jobs=self.jobs, roles=self.roles)

    @property
    def note(self) -> NoteForm:
        return NoteForm(initial={"job": self._only_job}, jobs=self.jobs, roles=self.roles, auto_id="note_%s")

    @property
    def roles(self) -> Choices:
        return queries.role_choices()

    @property
    def _only_job(self) -> int | str:
        return self.jobs[0][0] if len(self.jobs) == 1 else ""


def blank(viewer: Viewer, person: Person, job_choices: Choices) -> Blank:
    return Blank(viewer, person, job_choices)


def blank_for(viewer: Viewer, person_id: int) -> Blank:
    """The empty forms for a person, wherever they are asked for; `NotFound` for whoever may not see them."""
    person = people.get(viewer, person_id)
    applied = jobs.applications_of(viewer, people.visible_ids_of(viewer, person))
    return Blank(viewer, person, list({a.job_id: (a.job_id, a.job.title) for a in applied}.values()))


def chosen(viewer: Viewer, values: Sequence[str]) -> list[dict[str, Any]]:
    """What a picker held, with names, so that a form that comes back still shows it; hidden people stay out."""
    users = accounts.users_by_id(int(v[1:]) for v in values if v[:1] == "u" and v[1:].isdecimal())
    wanted = [int(v[1:]) for v in values if v[:1] == "p" and v[1:].isdecimal()]
    seen = people.by_ids(people.visible_ids(viewer, wanted))
    teams = {t.pk: t.name for t in accounts.teams()} if any(v[:1] == "t" for v in values) else {}
    names = {f"u{id}": user.name for id, user in users.items()} | {f"p{id}": p.full_name for id, p in seen.items()}
    names |= {f"t{id}": name for id, name in teams.items()}
    return [{"id": value, "label": names[value]} for value in dict.fromkeys(values) if value in names]
