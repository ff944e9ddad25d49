"""Making the demo: the company by its services, the mass of it set-wise, the odd cases by the real doors."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from rapport.accounts.models import User
from rapport.demo.logins import LOGINS
from rapport.demo.services import company, doors, duties, letters
from rapport.demo.services import people as people_rows
from rapport.demo.services.house import House
from rapport.demo.services.lines import Lines, touched
from rapport.demo.stories.script import script
from rapport.events import services as events
from rapport.lib.errors import Conflict
from rapport.people import services as people

Say = Callable[[str], object]
SEED = 1847


@dataclass(frozen=True, slots=True)
class Made:
    people: int
    jobs: int
    lines: int
    seconds: float


def make(say: Say = print, *, now: datetime | None = None, seed: int = SEED, people_count: int = 400) -> Made:
    """Fill the demo company in; the same every time but for the dates, which count from now."""
    started = time.monotonic()
    if User.objects.filter(is_demo=True).exists():
        raise Conflict("The demo is here already. Take it away first: ./rapport demo clear")
    stayed = User.objects.filter(email__in=[login.email for login in LOGINS]).order_by("pk")
    if stayed:
        names = ", ".join(user.name for user in stayed)
        raise Conflict(f"Members of an earlier demo stayed, because something real names them: {names}.")
    moment = (now or timezone.now()).replace(microsecond=0)
    say("  writing the story…")
    told = script(moment, seed=seed, people=people_count)
    house = House(moment)
    with transaction.atomic():
        company.build(house)
        say(f"  {len(house.users)} members, {len(house.jobs)} jobs, 3 agencies")
        people_rows.write_people(house, told.personas)
        people_rows.write_passages(house, told.passages)
        people_rows.index_people(house)
        say(f"  {len(told.personas)} people, {len(told.passages)} applications")
        lines = Lines(house)
        lines.write(told.lines, told.passages)
        say(f"  {lines.count} interactions, sealed and indexed")
        duties.touch(house, touched(told.lines))
        duties.write_tasks(house, told.todos)
        duties.write_consents(house, told.consents)
        doors.walk(house)
        duties.ask_to_look(house)
        duties.write_notices(house)
        duties.use_inbox(house)
        duties.look_back(house)
        letters.deliver()
        events.tick("people", "jobs", "tasks", "triage", "agencies")
    people.sweep_twins()
    while events.seal():
        pass
    say(f"  done in {time.monotonic() - started:.0f} s")
    return Made(len(told.personas), len(house.jobs), lines.count, time.monotonic() - started)
