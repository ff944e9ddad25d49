"""From the script's lines to timeline lines: who acts, whom it is about, who may see it, and what hangs on it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from html import escape
from typing import NamedTuple

from rapport.content import services as content
from rapport.content.wording import BUILTIN
from rapport.demo.domain import Line, Paper, Passage
from rapport.demo.services import papers
from rapport.demo.services.entries import Writer
from rapport.demo.services.house import House
from rapport.demo.services.mails import Outgoing, Post
from rapport.demo.services.people import actor_of_passage
from rapport.jobs.models import Application
from rapport.lib import words
from rapport.lib.actor import SYSTEM, Actor
from rapport.people.models import ContactPoint
from rapport.search.domain import Doc
from rapport.timeline.events import FileAdded, InteractionLogged, Mentioned, NoteWritten, Pinned
from rapport.timeline.models import Attachment, Interaction, Mention
from rapport.timeline.services import Entry, Part
from rapport.vault import domain as subjects
from rapport.vault import files as vault_files
from rapport.vault import services as vault
from rapport.vault.domain import NewItem

Say = Callable[[str], object]


class Step(NamedTuple):
    """One line to be written: when, about whom, and how once its seal is there."""

    order: tuple[float, int]
    about: tuple[int, ...]
    write: Callable[[NewItem], None]


class Lines:
    """Writes all lines in the order of their moments, so that ids grow with time."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.writer = Writer()
        self.post = Post(house, self.writer)
        self.waiting: set[int] = set()
        self.count = 0

    def write(self, lines: Iterable[Line], passages: Iterable[Passage]) -> None:
        steps = [self._step(line) for line in lines]
        for passage in passages:
            steps += self._passage(passage)
        steps.sort(key=lambda step: step.order)
        items = vault.new_items([[subjects.person(id) for id in step.about] for step in steps])
        for step, item in zip(steps, items, strict=True):
            step.write(item)
        self.count = self.writer.sheet.count(Interaction)
        self.post.settle(self.waiting)
        raws = self.post.raws
        raw_items = vault.new_items([[subjects.person(row.message.person_id)] for row, *_ in raws if row.message])
        self.post.seal_raws(raw_items)
        self.writer.write()
        vault.keep_wraps(*raw_items)

    # What members and candidates said

    def _step(self, line: Line) -> Step:
        about = tuple(self.house.people[key].pk for key in (line.person, *line.also))
        return Step((line.at.timestamp(), len(line.text)), about, lambda item: self._line(line, about, item))

    def _line(self, line: Line, about: tuple[int, ...], item: NewItem) -> None:
        if line.kind == "email" and not line.logged:
            row = self._mail_in(line, about, item) if line.way == "in" else self._mail_out(line, about, item)
        elif line.kind == "file":
            row = self._by_hand(line, about, item, subject=line.papers[0].name, body="")
        elif line.logged:
            row = self._logged(line, about, item)
        else:
            row = self._note(line, about, item)
        if line.waits:
            self.waiting.add(row.pk)
        if line.pinned_by:
            row.pinned_at, row.pinned_by_id = line.at + timedelta(hours=1), self.house.user_id(line.pinned_by)
            fact = Pinned(person_id=about[0], interaction_id=row.pk, pinned=True)
            self.writer.sheet.fact(self.house.actor(line.pinned_by), fact, row.pinned_at)
        self._files(line, row, about)
        self._call(line, row, line.calls)
        for comment in line.comments:
            self._comment(line, row, about, comment.by, comment)

    def _application(self, line: Line) -> Application | None:
        return self.house.applications.get((line.person, line.job)) if line.job else None

    def _audience(self, line: Line) -> int:
        # An internal message is seen by whom it is addressed to, and by nobody else.
        seen_by = f"people:{','.join(line.calls)}" if line.kind == "internal" else line.seen_by
        return self.house.audience(seen_by, line.job, line.by, self.house.personas[line.person].only_job)

    def _mail_out(self, line: Line, about: tuple[int, ...], item: NewItem) -> Interaction:
        persona, application = self.house.personas[line.person], self._application(line)
        actor, origin, version, html, text, subject = self._words(line)
        addresses = list(self._addresses(line))
        sender = line.set_off_by or line.by
        parts = [Part("from", user_id=self.house.user_id(sender))]
        parts += [Part(p, user_id=user, person_id=point.person_id if point else None, address=address)
                  for p, _, address, point, user in addresses]  # fmt: skip
        set_off = {"set_off_by": self.house.user_id(line.set_off_by)} if line.set_off_by else {}
        row = self.writer.put(
            item, actor,
            Entry(
                kind="email", direction="out", occurred_at=line.at, audience_id=self._audience(line),
                person_ids=about, job_id=self.house.job_id(line.job),
                application_id=application.pk if application else None,
                parts=parts, subject=subject, body=html, text=text, is_rich=True, is_system=bool(line.template),
                params=set_off, is_demo=True,
            ),
            is_pinned=bool(line.pinned_by),
        )  # fmt: skip
        purpose = BUILTIN[line.template].purpose if line.template else "hiring"
        out = Outgoing(line, html, text, origin, purpose, persona.language, (line.template, version))
        self.post.send(item, actor, row, out, application, addresses)
        return row

    def _words(self, line: Line) -> tuple[Actor, str, int | None, str, str, str]:
        """Who acts, the origin, the version of the wording, HTML, text and subject of a mail out."""
        if not line.template:
            return self.house.actor(line.by), "manual", None, as_html(line.text), line.text, line.subject
        persona, job = self.house.personas[line.person], self.house.jobs[line.job]
        made = content.render(
            line.template,
            persona.language,
            {
                "person": {"full_name": persona.full_name, "call_name": persona.first},
                "job": {"title": job.title, "city": job.city, "reference": job.reference},
                "brand": {"name": job.brand.name},
                "request": line.text,
            },
        )
        return SYSTEM, "system", made.version, made.html, made.text, made.subject

    def _addresses(self, line: Line) -> Iterable[tuple[str, str, str, ContactPoint | None, int | None]]:
        to = self.house.email(line.person, line.from_contact)
        if to is not None:
            key = line.from_contact or line.person
            yield "to", self.house.people[key].full_name, to.value, to, None
        if line.cc:
            copy = self.house.email(line.cc)
            if copy is not None:
                yield "cc", self.house.people[line.cc].full_name, copy.value, copy, None
        for key in line.cc_staff:
            user = self.house.users[key]
            yield "cc", user.name, user.email, None, user.pk

    def _mail_in(self, line: Line, about: tuple[int, ...], item: NewItem) -> Interaction:
        persona, application = self.house.personas[line.person], self._application(line)
        key = line.from_contact or line.person
        speaker, point = self.house.people[key], self.house.email(line.person, line.from_contact)
        address = point.value if point else ""
        parts = [Part("from", person_id=speaker.pk, address=f"{speaker.full_name} <{address}>")]
        if line.by:
            parts.append(Part("to", user_id=self.house.user_id(line.by)))
        if line.cc:
            copy = self.house.email(line.cc)
            parts += [Part("cc", address=f"{self.house.people[line.cc].full_name} <{copy.value}>")] if copy else []
        row = self.writer.put(
            item, SYSTEM,
            Entry(
                kind="email", direction="in", occurred_at=line.at, audience_id=self._audience(line),
                person_ids=about, job_id=self.house.job_id(line.job),
                application_id=application.pk if application else None,
                parts=parts, subject=line.subject, body=line.text, text=line.text, is_demo=True,
            ),
            is_pinned=bool(line.pinned_by),
        )  # fmt: skip
        self.post.receive(item, row, line, application, (speaker.full_name, address), persona.language)
        return row

    def _logged(self, line: Line, about: tuple[int, ...], item: NewItem) -> Interaction:
        inbound = line.way == "in"
        people_part, staff_part = ("from", "to") if inbound else ("to", "from")
        parts = [Part(staff_part, user_id=self.house.user_id(line.by))]
        parts += [Part(people_part, person_id=id) for id in about]
        parts += [Part("cc" if inbound else "to", user_id=self.house.user_id(key)) for key in line.with_staff]
        row = self._by_hand(line, about, item, subject=line.subject, body=line.text, parts=parts)
        row.is_logged = True
        row.answered_at = line.at if inbound else None  # what was said aloud was answered in the same breath
        fact = InteractionLogged(person_id=about[0], interaction_id=row.pk, log_kind=line.kind)
        self.writer.sheet.fact(self.house.actor(line.by), fact, line.at)
        return row

    def _note(self, line: Line, about: tuple[int, ...], item: NewItem) -> Interaction:
        called = [Part("to", user_id=self.house.user_id(key)) for key in sorted(line.calls)]
        parts = [Part("from", user_id=self.house.user_id(line.by)), *(called if line.kind == "internal" else [])]
        row = self._by_hand(line, about, item, subject="", body=line.text, parts=parts)
        fact = NoteWritten(person_id=about[0], interaction_id=row.pk)
        self.writer.sheet.fact(self.house.actor(line.by), fact, line.at)
        return row

    def _by_hand(
        self, line: Line, about: tuple[int, ...], item: NewItem,
        *, subject: str, body: str, parts: Sequence[Part] = (),
    ) -> Interaction:  # fmt: skip
        """What a member wrote themselves: logged words, notes, files."""
        return self.writer.put(
            item, self.house.actor(line.by),
            Entry(
                kind=line.kind, direction=line.way, occurred_at=line.at, audience_id=self._audience(line),
                person_ids=about, job_id=self.house.job_id(line.job),
                parts=parts or [Part("from", user_id=self.house.user_id(line.by))],
                subject=subject, body=body, text=body, logged_by_id=self.house.user_id(line.by),
                duration_s=line.minutes * 60 or None, outcome=line.result, code=line.code, is_demo=True,
            ),
            is_pinned=bool(line.pinned_by),
        )  # fmt: skip

    def _comment(self, line: Line, parent: Interaction, about: tuple[int, ...], by: str, comment: object) -> None:
        at, text, calls = comment.at, comment.text, comment.calls  # type: ignore[attr-defined]
        (item,) = vault.new_items([[subjects.person(id) for id in about]])
        row = self.writer.put(
            item, self.house.actor(by),
            Entry(
                kind="internal" if parent.kind == "internal" else "note", occurred_at=at,
                audience_id=parent.audience_id, person_ids=about, job_id=parent.job_id,
                parts=[Part("from", user_id=self.house.user_id(by))], body=text, text=text,
                logged_by_id=self.house.user_id(by), parent_id=parent.pk, is_demo=True,
            ),
        )  # fmt: skip
        parent.comment_count += 1
        fact = NoteWritten(person_id=about[0], interaction_id=row.pk)
        self.writer.sheet.fact(self.house.actor(by), fact, at)
        self._call(line, row, calls, at=at, by=by)

    def _call(self, line: Line, row: Interaction, calls: Sequence[str], *, at: object = None, by: str = "") -> None:
        ids = sorted(self.house.users[key].pk for key in calls if key != (by or line.by))
        if not ids:
            return
        unread = {self.house.users[key].pk for key in line.unread}
        for id in ids:
            read_at = None if id in unread else row.occurred_at + timedelta(hours=2)
            self.writer.sheet.put(Mention(interaction=row, user_id=id, at=row.occurred_at, read_at=read_at))
        person_id = self.house.people[line.person].pk
        fact = Mentioned(person_id=person_id, interaction_id=row.pk, user_ids=ids)
        self.writer.sheet.fact(self.house.actor(by or line.by), fact, row.occurred_at)

    def _files(self, line: Line, row: Interaction, about: tuple[int, ...]) -> None:
        for paper in line.papers:
            body, type = _content(paper)
            file = vault_files.store(
                io.BytesIO(body), [subjects.person(id) for id in about], name=paper.name, type=type
            )
            one = Attachment(pk=self.writer.sheet.id(Attachment), interaction=row, file=file)
            self.writer.sheet.put(one)
            row.file_count += 1
            found = words.tokens(paper.name) | words.name_tokens(paper.name)
            if type == "application/pdf":
                found |= words.tokens("\n".join(paper.lines))
            self.writer.docs += [Doc("file", one.pk, line.at, found, id, row.audience_id) for id in about]
            if line.kind == "file":
                fact = FileAdded(person_id=about[0], interaction_id=row.pk, file_id=file.pk)
                self.writer.sheet.fact(self.house.actor(line.by), fact, line.at)

    # What applications leave behind

    def _passage(self, passage: Passage) -> list[Step]:
        """The lines of an application: that it came, and every move."""
        application = self.house.applications[passage.person, passage.job]
        person = self.house.people[passage.person]
        actor = actor_of_passage(self.house, passage)
        steps = [
            self._system_step(
                passage, application, actor, 0, "entered" if actor.is_user else "applied", {"source": passage.source}
            )
        ]
        before = self.house.stages[passage.job, "applied"]
        for n, move in enumerate(passage.moves):
            stage = self.house.stages[passage.job, move.to]
            params = {"from_stage_id": before.pk, "to_stage_id": stage.pk, "mail": move.mail}
            reasons = self.house.reasons.get(stage.kind, [])
            if reasons:
                params["reason_id"] = reasons[move.reason % len(reasons)]
            seen_by = "hiring_team" if stage.is_sensitive or before.is_sensitive else "everyone"
            steps.append(
                self._system_step(passage, application, self.house.actor(move.by), n + 1, "moved", params, seen_by)
            )
            before = stage
        assert person.pk == application.person_id
        return steps

    def _system_step(
        self, passage: Passage, application: Application, actor: Actor, n: int, code: str,
        params: dict[str, object], seen_by: str = "everyone",
    ) -> Step:  # fmt: skip
        at = passage.moves[n - 1].at if n else passage.applied_at
        audience = self.house.audience(seen_by, passage.job, "")

        def write(item: NewItem) -> None:
            self.writer.put(
                item, actor,
                Entry(
                    kind="stage", occurred_at=at, audience_id=audience, person_ids=[application.person_id],
                    job_id=application.job_id, application_id=application.pk, is_system=True, code=code,
                    parts=[Part("from", user_id=actor.id)] if actor.is_user else [], params=params, is_demo=True,
                ),
            )  # fmt: skip

        return Step((at.timestamp(), n - 100), (application.person_id,), write)


def touched(lines: Iterable[Line]) -> dict[str, Line]:
    """The last communication with each person."""
    last: dict[str, Line] = {}
    for line in lines:
        if (line.logged or line.kind == "email") and (line.person not in last or last[line.person].at < line.at):
            last[line.person] = line
    return last


def as_html(text: str) -> str:
    """Plain paragraphs as the composer keeps them."""
    return "".join(
        f"<p>{'<br>'.join(escape(row, quote=False) for row in one.split(chr(10)))}</p>" for one in text.split("\n\n")
    )


def _content(paper: Paper) -> tuple[bytes, str]:
    if paper.name.endswith(".png"):
        return papers.png((94, 125, 140)), "image/png"
    return papers.pdf(paper.lines), "application/pdf"
