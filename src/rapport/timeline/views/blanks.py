"""The empty forms of the composer, and what they need to be filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.timeline import queries, services
from rapport.timeline.forms import LogForm, NoteForm

Choices = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Blank:
    """Who writes about whom, and the forms to do it in: empty, or as the writer left them."""

    viewer: Viewer
    person: Person
    jobs: Choices

    def log(self, task_id: int | None = None) -> dict[str, Any]:
        """What the form of a communication shows; `task_id` is the task it is opened for."""
        kept = queries.draft_of(self.viewer, self.person, "log")
        initial: dict[str, Any] = {"occurred_at": LogForm.now(), "job": self._job}
        if kept:
            single = ("kind", "occurred_at", "direction", "minutes", "outcome", "subject", "description", "job", "task")
            initial = {name: kept.one(name) for name in single} | _circle(kept)
        if task_id:
            initial["task"] = task_id
        form = LogForm(initial=initial, jobs=self.jobs, roles=self.roles)
        by = kept.all("sent_by") if kept else [f"u{self.viewer.user_id}"]
        more = {
            "sent_by": chosen(self.viewer, by),
            "sent_to": chosen(self.viewer, kept.all("sent_to") if kept else []),
        }
        return self._shown("log", form, kept) | more

    def note(self) -> dict[str, Any]:
        """What the form of a note shows."""
        kept = queries.draft_of(self.viewer, self.person, "note")
        initial: dict[str, Any] = {"job": self._job}
        if kept:
            initial = {"text": kept.one("text"), "internal": bool(kept.one("internal")), "job": kept.one("job")}
            initial |= _circle(kept)
        form = NoteForm(initial=initial, jobs=self.jobs, roles=self.roles, auto_id="note_%s")
        called = chosen(self.viewer, kept.all("call")) if kept else []
        return self._shown("note", form, kept) | {"called": called}

    @property
    def roles(self) -> Choices:
        return queries.role_choices()

    def _shown(self, kind: str, form: LogForm | NoteForm, kept: queries.Kept | None) -> dict[str, Any]:
        return {
            "blank": self,
            "person": self.person,
            "form": form,
            "action": reverse(kind, args=[self.person.pk]),
            "see_people": chosen(self.viewer, kept.all("see_people")) if kept else [],
            "kept": kept,
        }

    @property
    def _job(self) -> int | str:
        """The only job, or the newest for whoever sees the person through their jobs alone."""
        if not self.jobs:
            return ""
        without_job = services.of_people([self.person.pk])
        alone = len(self.jobs) == 1 or not accounts.holds(self.viewer.user_id, without_job)
        return self.jobs[0][0] if alone else ""


def _circle(kept: queries.Kept) -> dict[str, Any]:
    roles = [int(id) for id in kept.all("see_roles") if id.isdecimal()]
    return {"visibility": kept.one("visibility"), "see_people": kept.all("see_people"), "see_roles": roles}


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
