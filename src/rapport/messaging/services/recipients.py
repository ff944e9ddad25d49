"""From what a page sends to recipients, audiences and files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.models import User
from rapport.accounts.queries import Viewer
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid, RapportError
from rapport.messaging import queries
from rapport.messaging.domain import Recipient
from rapport.messaging.models import Message
from rapport.people import domain as addresses
from rapport.people import queries as people
from rapport.people import services as people_services
from rapport.people.models import ContactPoint, Person
from rapport.search import queries as search
from rapport.search.domain import Query, Sight
from rapport.timeline import services as timeline
from rapport.timeline.services import Visibility
from rapport.vault import domain as subjects
from rapport.vault import files


class Unknown(RapportError):
    """A typed address that is on nobody's file here, or on somebody else's; the page asks before it is added."""

    def __init__(self, address: str, owner: Person | None, is_taken: bool) -> None:
        super().__init__(address)
        self.address = address
        self.owner = owner  # only when the asker may see them
        self.is_taken = is_taken


def resolve(actor: Actor, person: Person, value: str, part: str, *, learn: bool = False) -> Recipient:
    """One recipient from "p12", "u3" or a typed address; an address not on file is added when `learn`."""
    value = value.strip()
    if not value:
        raise Invalid({part: _("Say to whom. There is no address on file yet: type one.")})
    if value[:1] == "p" and value[1:].isdigit():
        return Recipient(part, contact_point_id=int(value[1:]))
    if value[:1] == "u" and value[1:].isdigit():
        return Recipient(part, user_id=int(value[1:]))
    try:
        canonical = addresses.canonical_address(value)
    except Invalid as error:
        raise Invalid({part: _("“%(value)s” is not an e-mail address.") % {"value": value}}) from error
    group = set(people.ids_of(person))
    owners = people.owners_of_address("email", canonical)
    mine = next((p for p in owners if p.person_id in group), None)
    if mine is not None:
        return Recipient(part, contact_point_id=mine.pk)
    staff = accounts.staff_by_address([canonical]).get(canonical)
    if staff is not None:
        return Recipient(part, user_id=staff.pk)
    if part != "to":
        raise Invalid({part: _("Only colleagues and agency contacts can be in copy; write to each candidate alone.")})
    if not learn:
        viewer = accounts.viewer_of(actor)
        seen = people.visible_ids(viewer, [p.person_id for p in owners])
        owner = next((p.person for p in owners if p.person_id in seen), None)
        raise Unknown(value, owner, is_taken=owner is not None)
    point = people_services.add_contact_point(actor, person, channel="email", value=value)
    return Recipient(part, contact_point_id=point.pk)


def message_id_of(viewer: Viewer, interaction_id: int | None) -> int | None:
    """The message behind a timeline line, for whoever may see it."""
    return queries.visible_message(viewer, interaction_id).pk if interaction_id else None


def audience(actor: Actor, person: Person, circle: Visibility | None, job_id: int | None) -> int | None:
    """The audience of a choice on the page; None leaves it to what is answered, to the job or to the person."""
    return timeline.audience_of(actor, circle, person_ids=[person.pk], job_id=job_id) if circle else None


def will_see(
    actor: Actor, person: Person, circle: Visibility | None, job_id: int | None, answers: Message | None
) -> list[User]:
    """The colleagues who will see a mail written with this choice, by name."""
    if circle is None and answers is not None:
        return accounts.members_of(answers.interaction.audience_id)
    return timeline.will_see(actor, circle or Visibility(), person_ids=[person.pk], job_id=job_id)


def keep_files(person: Person, uploaded: Sequence[UploadedFile[Any]]) -> list[int]:
    """Seal uploaded files for the person the mail is about."""
    return [
        files.store(
            file,
            [subjects.person(person.pk)],
            name=file.name or "file",
            type=file.content_type or "application/octet-stream",
        ).pk
        for file in uploaded
    ]


def suggestions(viewer: Viewer, person: Person, query: str, part: str) -> list[dict[str, Any]]:
    """What the recipient field offers while typing."""
    wanted = query.strip().lower()
    if part == "to":
        points: Iterable[ContactPoint] = people.contact_points(people.ids_of(person))
        found = [
            (f"p{p.pk}", p.value, p.get_health_display() if p.health != "unknown" else "")
            for p in points
            if p.channel == "email"
        ]
    else:
        found = [(f"u{u.pk}", u.name, u.email) for u in accounts.active_users()]
    contact = person.submitted_by
    if contact is not None:
        firm = contact.agency.name if contact.agency else ""
        found += [
            (f"p{p.pk}", f"{contact.full_name}", firm or p.value)
            for p in people.contact_points([contact.pk])
            if p.channel == "email"
        ]
    return [
        {"id": id, "label": label, "hint": hint}
        for id, label, hint in found
        if not wanted or wanted in f"{label} {hint}".lower()
    ][:12]


def people_like(viewer: Viewer, query: str) -> list[dict[str, Any]]:
    """People whose name or address begins with what was typed."""
    wanted = addresses.sort_name(query.strip())
    if len(wanted) < 2:
        return []
    sight = Sight(viewer.audience_ids, people.own_ids(viewer))
    found = search.find(Query(query, kinds=["person"], limit=24), sight)
    ids = list(dict.fromkeys(hit.person_id for hit in found.hits if hit.person_id))
    seen = people.visible_to(viewer).in_bulk(ids)
    return [
        {"id": id, "label": seen[id].full_name, "hint": seen[id].headline or seen[id].location}
        for id in ids
        if id in seen
    ][:12]
