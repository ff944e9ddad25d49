"""One candidate's way through one job, composed step by step until it ends or reaches today."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rapport.demo import wording
from rapport.demo.cast import pay
from rapport.demo.cast.company import AGENCY_OF_CONTACT, JobPlan
from rapport.demo.domain import Comment, Line, Move, Paper, Passage, Persona, Todo
from rapport.demo.logins import BY_KEY
from rapport.demo.stories.clock import day_name, working_day

ARABIC_NAMES = {"isabel": "إيزابيل رييس", "cynthia": "سينثيا مارش"}


class Over(Exception):
    """The tale has reached today."""


class Tale:
    """Grows lines in order of time; whoever is reached by today stops the tale with `Over`."""

    def __init__(
        self,
        rng: random.Random,
        now: datetime,
        persona: Persona,
        job: JobPlan,
        start: datetime,
        seats: dict[str, int],
    ) -> None:
        self.seats = seats  # how many may still be hired, for each job
        self.rng, self.now, self.persona, self.job, self.at = rng, now, persona, job, start
        self.me = persona.owner if persona.owner in dict(job.seats) else job.owner
        self.zone = ZoneInfo(BY_KEY[self.me].time_zone)
        self.lines: list[Line] = []
        self.moves: list[Move] = []
        self.todos: list[Todo] = []
        self.source, self.entered_by, self.thread = persona.source, "", ""
        self.skill, self.years = self.say("skill"), str(rng.randrange(2, 15))
        self.employer, self.notice = self.say("employer"), self.say("notice")
        self.money = pay.wish(rng, job.salary, persona.language)
        self.new_days()

    # Words

    def say(self, situation: str, **more: str) -> str:
        slots = {"first": self.persona.first, "full": self.persona.full_name, "job": self.job.title} | more
        if hasattr(self, "time"):
            me = BY_KEY[self.me]
            slots = {
                "me": me.name.split()[0], "me_full": me.name, "me_ar": ARABIC_NAMES.get(self.me, me.name),
                "at": f"@{BY_KEY[self.colleague(self.me)].name}", "ref": self.job.reference,
                "city": self.job.office.city, "range": pay.told(self.job.salary, self.persona.language),
                "day": self.day, "day2": self.day2, "time": self.time, "time2": self.time2,
                "skill": self.skill, "years": self.years, "employer": self.employer,
                "notice": self.notice, "money": self.money,
            } | slots  # fmt: skip
        return wording.say(self.rng, self.persona.language, situation, **slots)

    def english(self, situation: str, **more: str) -> str:
        """Notes among colleagues are in English, whatever the candidate speaks."""
        kept, self.persona = self.persona, replace(self.persona, language="en")
        facts = self.skill, self.employer, self.notice, self.money
        if kept.language != "en":
            self.skill, self.employer, self.notice = (self.say(name) for name in ("skill", "employer", "notice"))
            self.money = pay.wish(self.rng, self.job.salary, "en")
        try:
            return self.say(situation, **more)
        finally:
            self.persona = kept
            self.skill, self.employer, self.notice, self.money = facts

    def new_days(self) -> None:
        """Two dates to propose, within the next two weeks."""
        early = self.job.office.country == "SA"
        base = self.at.astimezone(self.zone) + timedelta(days=self.rng.randrange(2, 6))
        one = working_day(base, early_weekend=early)
        two = working_day(one + timedelta(days=self.rng.randrange(1, 5)), early_weekend=early)
        self.day, self.day2 = day_name(one, self.persona.language), day_name(two, self.persona.language)
        hours = ("9:00", "9:30", "10:00", "11:00", "13:30", "14:00", "15:30", "16:00")
        self.time, self.time2 = self.rng.sample(hours, 2)

    # Time

    def wait(self, low: float, high: float, *, office: bool = False) -> datetime:
        """Let so many hours pass; members write in office hours, candidates when they can."""
        at = (self.at + timedelta(hours=self.rng.uniform(low, high))).astimezone(self.zone)
        if office:
            at = working_day(at)
            if not 8 <= at.hour < 18:
                at = at.replace(hour=self.rng.randrange(9, 17)) + timedelta(days=1 if at.hour >= 18 else 0)
                at = working_day(at)
        elif at.hour < 6:
            at = at.replace(hour=self.rng.randrange(7, 23))
        at = at.replace(minute=self.rng.randrange(60), second=self.rng.randrange(60))
        self.at = max(at, self.at + timedelta(minutes=self.rng.randrange(4, 40)))
        if self.at > self.now - timedelta(minutes=30):
            raise Over
        return self.at

    # Lines

    def put(self, **fields: object) -> Line:
        values: dict[str, object] = {"at": self.at, "person": self.persona.key, "job": self.job.key} | fields
        line = Line(**values)  # type: ignore[arg-type]
        self.lines.append(line)
        return line

    def theirs(self, situation: str, low: float = 1, high: float = 40, subject: str = "", **more: object) -> Line:
        self.wait(low, high)
        return self._mail("in", situation, subject, quoted=self._before(), **more)

    def ours(self, situation: str, low: float = 2, high: float = 30, subject: str = "", **more: object) -> Line:
        self.wait(low, high, office=True)
        return self._mail("out", situation, subject, **more)

    def _mail(self, way: str, situation: str, subject: str, **more: object) -> Line:
        title, text = subject or self._re(), self.say(situation)
        return self.put(way=way, by=self.me, subject=title, text=text, thread=self.thread, **more)

    def open(self, situation: str) -> str:
        """Begin another thread; returns its subject."""
        self.new_days()
        self.thread = f"{situation}-{len(self.lines)}"
        return self.say(situation)

    def _re(self) -> str:
        said = [line.subject for line in self.lines if line.thread == self.thread and line.subject]
        mark = {"de": "AW: ", "ar": "رد: "}.get(self.persona.language, "Re: ")
        return f"{mark}{said[0]}" if said else self.job.title

    def _before(self) -> str:
        said = [line for line in self.lines if line.thread == self.thread and line.way == "out" and line.text]
        return said[-1].text.split("\n\n")[1] if said and said[-1].text.count("\n\n") > 1 else ""

    def logged(self, kind: str, subject: str, text: str, *, way: str = "out", by: str = "", **more: object) -> Line:
        return self.put(kind=kind, way=way, by=by or self.me, logged=True, subject=subject, text=text, **more)

    def note(self, situation: str, *, by: str = "", **more: object) -> None:
        self.wait(0.2, 20, office=True)
        comments: tuple[Comment, ...] = ()
        if self.rng.random() < 0.3:
            at = self.at + timedelta(minutes=self.rng.randrange(12, 300))
            if at < self.now:
                comments = (Comment(at, self.colleague(by or self.me), self.english("comment").strip()),)
        seen_by = self.rng.choices(("hiring_team", "everyone", "only_me"), (55, 38, 7))[0]
        values: dict[str, object] = {"seen_by": seen_by} | more
        if values["seen_by"] == "only_me":
            comments = ()
        self.put(kind="note", by=by or self.me, text=self.english(situation), comments=comments, **values)

    def somebody(self, wish: str) -> str:
        """This member if they sit on the hiring team, else whoever leads the tale."""
        return wish if wish in dict(self.job.seats) else self.me

    def colleague(self, but: str) -> str:
        """Somebody else on the hiring team, the same for one tale."""
        others = [key for key, part in self.job.seats if key != but]
        return others[len(self.persona.key) % len(others)]

    def move(self, to: str, *, mail: str = "sent", mail_reason: str = "", by: str = "") -> None:
        """Move on; the house writes its status mail if that was decided."""
        mover = by or self.me
        reason = self.rng.randrange(9)
        self.moves.append(Move(self.at, to, mover, mail, reason, mail_reason))
        if mail == "sent":
            self.put(at=self.at + timedelta(seconds=40), way="out", template=f"status_{to}", set_off_by=mover,
                     thread=f"status-{to}", **self._copy())  # fmt: skip

    def _copy(self) -> dict[str, object]:
        """The agency's contact in copy, or in the candidate's place, as the agency wishes."""
        plan = AGENCY_OF_CONTACT.get(self.persona.submitted_by)
        if plan is None or self.source != "agency":
            return {}
        field = {"contact": "from_contact", "both": "cc"}.get(plan.mail_to)
        return {field: plan.contact_key} if field else {}

    def exchanges(self) -> set[str]:
        """Every thread of at least two mails, as one text."""
        threads: dict[str, list[str]] = {}
        for line in self.lines:
            if line.kind == "email" and line.text:
                threads.setdefault(line.thread, []).append(line.text)
        return {"\n".join(words) for words in threads.values() if len(words) > 1}

    def todo(self, days: int, done: datetime | None = None) -> None:
        """Something to be done so many days from now, or that was done."""
        kind, _, title = self.english("task").partition(": ")
        due = ((done or self.now) + timedelta(days=days)).astimezone(self.zone)
        due = due.replace(hour=self.rng.choice((10, 12, 15, 17)), minute=0, second=0, microsecond=0)
        self.todos.append(
            Todo(title, self.me, self.me, self.at, self.persona.key, self.job.key, kind, due_at=due, done_at=done)
        )

    def paper(self, label: str) -> Paper:
        name = (self.persona.latin or self.persona.full_name).encode("ascii", "ignore").decode().strip()
        lines = (
            name,
            self.job.title,
            f"{self.years} years of practice",
            f"Notice: {self.notice}".encode("cp1252", "ignore").decode("cp1252"),
        )
        return Paper(f"{name} {label}.pdf", lines)

    def passage(self, start: datetime) -> Passage:
        submitted = self.persona.submitted_by if self.source == "agency" else ""
        return Passage(
            self.persona.key, self.job.key, start, tuple(self.moves), self.source, submitted, self.entered_by
        )

    def contact_says(self, situation: str, key: str, *, way: str, subjects: Sequence[str] = ()) -> None:
        name = AGENCY_OF_CONTACT[key].contact
        subject = subjects[0] if subjects else self._re()
        self.put(way=way, by=self.me, from_contact=key, subject=subject, thread=self.thread,
                 text=self.say(situation, contact=name, first=self.persona.first))  # fmt: skip
