"""What the composer on a candidate's page offers (a query room)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.consent.queries import address_hash
from rapport.jobs import queries as jobs
from rapport.jobs.models import Application
from rapport.lib.decision import Decision
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.messaging import policy, queries, reasons
from rapport.messaging.domain import SendFacts
from rapport.messaging.models import ABORTABLE, Delivery, Draft, Message
from rapport.messaging.queries import drafts, typed
from rapport.messaging.queries.facts import at_queueing
from rapport.messaging.queries.typed import Fields
from rapport.people import domain as addresses
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person
from rapport.timeline import queries as timeline
from rapport.timeline.models import Participant
from rapport.vault import files
from rapport.vault.models import SealedFile

MORNING = time(9)
MAX_FILES = 7 * 1024 * 1024  # base64 grows by a third; the whole mail stays under 10 MB (MAIL-15)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that waits with the words."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Preset:
    """A good moment to send at, as the field takes it, and as both clocks show it (naive: nothing may shift it)."""

    value: str
    here: datetime
    there: datetime


@dataclass(frozen=True)
class Composer:
    """Everything the form shows; `why_not` is filled when writing would be refused."""

    person: Person
    points: Sequence[tuple[ContactPoint, str]]  # where it may go, with the name when it is not the candidate's
    fields: Fields
    applications: Sequence[Application]
    reply_to: Message | None
    edits: Message | None
    draft: Draft | None
    decision: Decision | None
    names: dict[str, str]  # of who is chosen in copy or to see it, by their value
    roles: Sequence[tuple[int, str]]
    files: Sequence[KeptFile]
    why_not: Sequence[str] = field(default_factory=list)
    may_send: bool = False
    presets: Sequence[Preset] = ()
    max_files: int = MAX_FILES

    @property
    def to_id(self) -> int | None:
        value = str(self.fields.get("to", ""))
        return int(value[1:]) if value[:1] == "p" and value[1:].isdecimal() else None

    @property
    def sends_at(self) -> datetime | None:
        """The chosen moment on the writer's own clock."""
        try:
            return datetime.fromisoformat(self.fields.get("send_at", ""))
        except ValueError:
            return None

    @property
    def has_copies(self) -> bool:
        return bool(self.fields.get("cc") or self.fields.get("bcc"))

    def chosen(self, name: str) -> list[dict[str, str]]:
        """What a picker holds, with names."""
        return [{"id": value, "label": self.names.get(value, value)} for value in self.fields.get(name, ())]

    @property
    def cc(self) -> list[dict[str, str]]:
        return self.chosen("cc")

    @property
    def bcc(self) -> list[dict[str, str]]:
        return self.chosen("bcc")

    @property
    def see_people(self) -> list[dict[str, str]]:
        return self.chosen("see_people")


def for_person(
    viewer: Viewer,
    person: Person,
    *,
    reply_to_id: int | None = None,
    edits_id: int | None = None,
    given: Fields | None = None,
) -> Composer:
    """The composer for a candidate: as it was typed a moment ago, else as it was kept, else as it begins."""
    group = people.ids_of(person)
    edits = editable(viewer, edits_id, group) if edits_id else None
    reply = queries.visible_message(viewer, reply_to_id) if reply_to_id else None
    draft = drafts.own(viewer, group, reply=reply, edits=edits)
    kept = typed.of_draft(draft) if draft else {}
    if edits is None and reply is None and (kept or given):
        reply, edits = _as_begun(viewer, given or kept, group)
    points = _points(person, group, reply)
    applications = jobs.applications_of(viewer, group)
    fields = _begun(viewer, person, points, applications, reply, edits) | kept | (given or {})
    to = next((point for point, _name in points if f"p{point.pk}" == fields["to"]), None)
    decision = _decision(viewer, person, to)
    return Composer(
        person=person,
        points=points,
        fields=fields,
        applications=applications,
        reply_to=reply,
        edits=edits,
        draft=draft,
        decision=decision,
        names=_names([*fields["cc"], *fields["bcc"], *fields["see_people"]]),
        roles=timeline.role_choices(),
        files=kept_files(fields["files"]),
        why_not=reasons.reasons(decision) if decision and not decision.is_allowed else [],
        may_send=viewer.can("messaging:send", jobs.scope_of_person(viewer.actor, group)),
        presets=presets(viewer.user.time_zone, person.time_zone or viewer.user.time_zone, timezone.now()),
    )


def presets(own_zone: str, their_zone: str, now: datetime) -> list[Preset]:
    """Tomorrow morning and Monday morning where the candidate is."""
    there, here = ZoneInfo(their_zone), ZoneInfo(own_zone)
    today = now.astimezone(there).date()
    days = dict.fromkeys([today + timedelta(days=1), today + timedelta(days=7 - today.weekday())])
    moments = [datetime.combine(day, MORNING, there) for day in days]
    clocks = [(moment.astimezone(here).replace(tzinfo=None), moment.replace(tzinfo=None)) for moment in moments]
    return [Preset(f"{ours:%Y-%m-%dT%H:%M}", ours, theirs) for ours, theirs in clocks]


def editable(viewer: Viewer, message_id: int, group: Iterable[int]) -> Message:
    """A mail to this candidate that has not left, so that another can be put in its place."""
    found = Message.objects.filter(pk=message_id, person_id__in=list(group), direction="out").first()
    message = queries.visible_message(viewer, found.interaction_id) if found else None
    if message is None:
        raise NotFound("There is no such message here.")
    if not Delivery.objects.filter(message=message, state__in=ABORTABLE).exists():
        raise Conflict(_("It has already left."))
    return message


def kept_files(ids: Iterable[int]) -> list[KeptFile]:
    rows = list(SealedFile.objects.filter(pk__in=list(ids)).order_by("pk"))
    names = files.names(rows)
    return [KeptFile(row.pk, names[row.pk], row.size) for row in rows if row.pk in names]


def _as_begun(viewer: Viewer, fields: Fields, group: list[int]) -> tuple[Message | None, Message | None]:
    """What the kept words answer or replace, as far as that still stands."""
    reply_to, edits = str(fields.get("reply_to") or ""), str(fields.get("edits") or "")
    reply = message = None
    try:
        reply = queries.visible_message(viewer, int(reply_to)) if reply_to.isdecimal() else None
        message = editable(viewer, int(edits), group) if edits.isdecimal() else None
    except (NotFound, Conflict):
        return reply, None
    return reply, message


def _points(person: Person, group: list[int], reply: Message | None) -> list[tuple[ContactPoint, str]]:
    """Where a mail about this candidate may go: their addresses, then those of their agency's contacts."""
    contacts = {person.submitted_by_id} if person.submitted_by_id else set()
    if reply is not None and reply.direction == "in":
        wrote = Participant.objects.filter(interaction_id=reply.interaction_id, part="from", person__isnull=False)
        contacts |= set(wrote.values_list("person_id", flat=True)) - set(group)
    own = [(point, "") for point in people.contact_points(group) if point.channel == "email"]
    theirs = [p for p in people.contact_points(contacts) if p.channel == "email"]
    named = people.by_ids(contacts)
    return own + [(p, named[p.person_id].full_name) for p in theirs if p.person_id in named]


def _begun(
    viewer: Viewer,
    person: Person,
    points: list[tuple[ContactPoint, str]],
    applications: Sequence[Application],
    reply: Message | None,
    edits: Message | None,
) -> Fields:
    """The fields of a composer nobody has typed in."""
    blank: Fields = dict.fromkeys(typed.ONE, "") | {name: [] for name in typed.MANY} | {"files": []}
    if edits is not None:
        return blank | typed.of_message(viewer, edits) | {"edits": str(edits.pk)}
    running = [a for a in applications if a.closed_at is None] or applications
    job_id = (reply.interaction.job_id if reply else None) or (running[0].job_id if running else None)
    living = [p for p, _name in points if p.health != ContactPoint.Health.SUPPRESSED]
    to = (_answers_to(reply, [p for p, _name in points]) if reply else None) or next(
        iter(living or [p for p, _name in points]), None
    )
    # The agency reads what its candidate is told; what is said to the agency itself goes to nobody else.
    is_to_candidate = to is not None and to.person.kind == Person.Kind.CANDIDATE
    contact = next((p for p, _name in points if p.person_id == person.submitted_by_id), None)
    return blank | {
        "to": f"p{to.pk}" if to else "",
        "cc": [f"p{contact.pk}"] if contact and is_to_candidate else [],
        "subject": _reply_subject(reply) if reply else "",
        "html": typed.signature(viewer),
        "job": str(job_id or ""),
        "reply_to": str(reply.interaction_id) if reply else "",
    }


def _answers_to(reply: Message, points: list[ContactPoint]) -> ContactPoint | None:
    """An answer goes to who wrote, at the address they wrote from; a further word to where ours went."""
    if reply.direction == "out":
        lead = next((row for row in reply.deliveries.all() if row.part == "to"), None)
        return next((p for p in points if lead is not None and p.pk == lead.contact_point_id), None)
    item = queries.opened([reply]).get(reply.pk)
    sender = Participant.objects.filter(interaction_id=reply.interaction_id, part="from").order_by("pk").first()
    if item is None or sender is None:
        return None
    shown = item.text("timeline_participant", "address", sender.address)
    try:
        wrote = addresses.canonical_address(parseaddr(shown)[1])
    except Invalid:
        wrote = ""
    theirs = [p for p in points if p.person_id == sender.person_id]
    return next((p for p in points if p.canonical == wrote), None) or next(iter(theirs), None)


def _names(values: Iterable[str]) -> dict[str, str]:
    """Names of colleagues ("u3") and of whom an address belongs to ("p12")."""
    wanted = [value for value in values if value[1:].isdecimal() and len(value) < 19]
    users = accounts.users_by_id(int(v[1:]) for v in wanted if v[0] == "u")
    points = ContactPoint.objects.filter(pk__in=[int(v[1:]) for v in wanted if v[0] == "p"]).select_related("person")
    return {f"u{id}": user.name for id, user in users.items()} | {f"p{p.pk}": p.person.full_name for p in points}


def _decision(viewer: Viewer, person: Person, to: ContactPoint | None) -> Decision | None:
    if to is None:
        return None
    mark = address_hash(to.value)
    read: dict[bytes, SendFacts] = at_queueing(
        viewer.actor, person=person, hashes=[mark], purpose="hiring", origin="manual", unfilled=()
    )
    return policy.judge(read[mark])


def _reply_subject(message: Message) -> str:
    item = queries.opened([message]).get(message.pk)
    subject = item.text("timeline_interaction", "subject", message.interaction.subject) if item else ""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}" if subject else ""
