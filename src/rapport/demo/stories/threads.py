"""Everybody who is not written by hand: drawn by lot, told by situations."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from rapport.demo.cast import names
from rapport.demo.cast.company import AGENCIES, FIELDS, JOB_BY_KEY, JOBS, TAGS, JobPlan
from rapport.demo.domain import Persona, Script, Word
from rapport.demo.stories import steps
from rapport.demo.stories.tale import Over, Tale

SOURCES = (
    ("applied", 56),
    ("sourced", 12),
    ("referral", 9),
    ("agency", 13),
    ("event", 5),
    ("internal", 2),
    ("import", 3),
)
HEADLINES = (
    "Associate",
    "Legal Assistant",
    "Solicitor",
    "Paralegal",
    "Counsel",
    "Clerk",
    "Analyst",
    "Law graduate",
    "Translator",
)
OPEN_TAGS = tuple(tag for tag in TAGS if tag != "talent pool Tokyo")
# How the drawn names are shared out: Arabic to Riyadh's jobs, German to Berlin's, all to the others.
BY_LANGUAGE = {language: tuple(c for c in names.CULTURES if c.language == language) for language in ("en", "de", "ar")}


def crowd(rng: random.Random, now: datetime, count: int) -> Script:
    """So many people with everything that was said to them."""
    told, taken = Script(), {"Diana Allen", "Priya Nair"}
    drawn = [job for job in JOBS if not job.confidential]
    partners = max(1, count // 130)
    seats = {job.key: job.openings if job.state == "filled" else job.openings // 2 for job in JOBS}
    for n in range(count):
        job = JOB_BY_KEY["partner"] if n < partners else rng.choices(drawn, [job.share for job in drawn])[0]
        persona, start = _persona(rng, now, n, job, taken)
        told.personas.append(persona)
        _tell(rng, now, told, persona, job, start, seats)
        if not job.confidential and rng.random() < 0.22:
            _again(rng, now, told, persona, job, seats)
        if rng.random() < 0.3:
            told.consents.append(Word(persona.key, "grant", start, channel="email", purpose="pool"))
    return told


def _persona(rng: random.Random, now: datetime, n: int, job: JobPlan, taken: set[str]) -> tuple[Persona, datetime]:
    language = rng.choices(job.languages, [80, 20][: len(job.languages)])[0]
    cultures = BY_LANGUAGE[language]
    named = names.draw(rng, cultures, taken)
    newest = job.closed or (74 if job.state == "on_hold" else 0)
    back = newest + (job.opened - newest) * rng.random() ** (0.9 if newest else 1.7)
    start = now - timedelta(days=back, hours=rng.uniform(0, 12), minutes=40)
    source = rng.choices([s for s, _ in SOURCES], [w for _, w in SOURCES])[0]
    plan = next(a for a in AGENCIES if a.language == language) if source == "agency" else None
    address = named.latin.lower().replace(" ", ".").replace("’", "")
    domain = rng.choice(("example.org", "example.com", "example.net", "mail.example"))
    custom = {}
    if rng.random() < 0.5:
        custom["notice_period"] = rng.choice(FIELDS[0]["options"])
    return (
        Persona(
            f"p{n}",
            named.full,
            start - timedelta(minutes=2),
            call_name=named.first if named.first != named.full else "",
            latin=named.latin,
            headline=f"{rng.choice(HEADLINES)}" if rng.random() < 0.8 else "",
            location=named.place.city,
            country=named.place.country,
            language=language,
            time_zone=named.place.zone,
            emails=(f"{address}.{n}@{domain}",) if rng.random() < 0.97 else (),
            phones=(names.phone(rng, named.culture, named.place),) if rng.random() < 0.85 else (),
            source=source,
            source_note={"referral": "recommended by a colleague", "event": "careers evening"}.get(source, ""),
            owner=rng.choices(("isabel", "cynthia"), (3, 1))[0] if not job.confidential else "cynthia",
            submitted_by=plan.contact_key if plan else "",
            tags=tuple(rng.sample(OPEN_TAGS, 1)) if rng.random() < 0.25 else (),
            custom=custom,
            only_job=job.key if job.confidential else "",
        ),
        start,
    )


def _tell(
    rng: random.Random,
    now: datetime,
    told: Script,
    persona: Persona,
    job: JobPlan,
    start: datetime,
    seats: dict[str, int],
) -> None:
    tale = _fresh(rng, now, told, persona, job, start, seats)
    told.lines += [line for line in tale.lines if persona.emails or line.logged or line.kind != "email"]
    told.passages.append(tale.passage(start))
    told.todos += tale.todos


def _fresh(
    rng: random.Random,
    now: datetime,
    told: Script,
    persona: Persona,
    job: JobPlan,
    start: datetime,
    seats: dict[str, int],
) -> Tale:
    """A tale none of whose exchanges reads like one told before."""
    while True:
        free = dict(seats)
        tale = Tale(rng, now, persona, job, start, free)
        try:
            steps.walk(tale)
        except Over:
            steps.leave_open(tale)
        exchanges = tale.exchanges()
        if not exchanges & told.exchanges:
            told.exchanges |= exchanges
            seats.update(free)
            return tale


def _again(
    rng: random.Random, now: datetime, told: Script, persona: Persona, job: JobPlan, seats: dict[str, int]
) -> None:
    """Some come back for another job."""
    others = [one for one in JOBS if one.key != job.key and not one.confidential and persona.language in one.languages]
    if not others:
        return
    other = rng.choice(others)
    newest = other.closed or (74 if other.state == "on_hold" else 0)
    start = now - timedelta(days=newest + (other.opened - newest) * rng.random(), hours=3)
    if start > persona.created_at:
        _tell(rng, now, told, replace(persona, source="applied", submitted_by=""), other, start, seats)
