"""What the writers of the demo look up: members, jobs, stages, audiences, people, by the names the script uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from rapport.accounts.models import Role, User
from rapport.demo.domain import Persona
from rapport.jobs.models import Application, Job, Stage
from rapport.jobs.services import audience_for
from rapport.lib.actor import Actor
from rapport.lib.actor import user as actor_of
from rapport.people.models import ContactPoint, Person


@dataclass(slots=True)
class House:
    now: datetime
    team_id: int = 0
    users: dict[str, User] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    stages: dict[tuple[str, str], Stage] = field(default_factory=dict)
    reasons: dict[str, list[int]] = field(default_factory=dict)
    personas: dict[str, Persona] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    points: dict[str, list[ContactPoint]] = field(default_factory=dict)
    applications: dict[tuple[str, str], Application] = field(default_factory=dict)
    _audiences: dict[tuple[str, str, str, str], int] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        return actor_of(self.users[key].pk)

    def user_id(self, key: str) -> int | None:
        return self.users[key].pk if key else None

    def job_id(self, key: str) -> int | None:
        return self.jobs[key].pk if key else None

    def email(self, person: str, contact: str = "") -> ContactPoint | None:
        """The address to write to: the contact's, or the person's first one."""
        points = [p for p in self.points.get(contact or person, ()) if p.channel == "email"]
        return points[0] if points else None

    def audience(self, seen_by: str, job: str, by: str, only_job: str = "") -> int:
        """The audience of a choice, interned once: "everyone", "hiring_team", "only_me", "roles:…", "people:…"."""
        kind, _, names = seen_by.partition(":")
        at = (kind, names, job or only_job, by if kind in {"only_me", "people"} else "")
        if at not in self._audiences:
            self._audiences[at] = self._intern(kind, names.split(",") if names else [], job or only_job, by)
        return self._audiences[at]

    def _intern(self, kind: str, names: list[str], job: str, by: str) -> int:
        job_id = self.job_id(job)
        if kind == "only_me":
            return audience_for("only_me", member_ids=[self.users[by].pk])
        if kind == "people":
            members = [self.users[name].pk for name in (*names, *([by] if by else []))]
            return audience_for("people", job_id=job_id, member_ids=members)
        if kind == "roles":
            ids = list(Role.objects.filter(key__in=names).values_list("pk", flat=True))
            return audience_for("roles", job_id=job_id, member_ids=ids)
        return audience_for(kind, job_id=job_id)
