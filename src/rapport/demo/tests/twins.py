"""Twins: somebody whose history the demo's writers wrote, and somebody with the same one by the services."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from rapport.demo.domain import Line, Move, Passage, Persona
from rapport.demo.services import people as people_rows
from rapport.demo.services.house import House
from rapport.demo.services.lines import Lines
from rapport.events.models import Event
from rapport.lib.actor import SYSTEM
from rapport.people import services as people
from rapport.people.models import Person
from rapport.timeline.models import About
from rapport.vault import domain as subjects
from rapport.vault import queries as vault

JOB = "counsel"
# What differs by nature: numbers of rows, random keys and sealed bytes (compared opened), and the moment of writing.
BY_NATURE = {
    "id", "token", "seal_id", "wrapped_key", "subject", "preview", "body", "address", "thread", "html", "text",
    "message_id", "id_hash", "said", "recorded_at", "interaction_id", "message_id_id", "conversation_id",
    "contact_point_id", "title", "details", "revision", "is_demo", "full_name", "sort_name", "created_at",
    "person_id", "at", "due_at", "read_at", "application_id", "occurred_at", "applied_at", "stage_since",
    "last_touch_at", "call_name", "in_reply_to_id", "value", "canonical", "address_hash", "seal", "sent_at", "params",
    "ref", "custom",
}  # fmt: skip


def bulk(house: House, lines: list[Line], *moves: Move) -> Person:
    """Bulk Person and their history by the demo's writers."""
    persona = Persona(
        "twin", "Twin Bulk", house.now - timedelta(minutes=5), country="US", emails=("twin.bulk@example.org",),
        phones=("+15125550101",), owner="isabel",
    )  # fmt: skip
    people_rows.write_people(house, [persona])
    passages = [Passage("twin", JOB, house.now - timedelta(minutes=4), moves, "sourced", entered_by="isabel")]
    people_rows.write_passages(house, passages)
    people_rows.index_people(house)
    writer = Lines(house)
    writer.write(lines, passages)
    return house.people["twin"]


def by_services(house: House) -> Person:
    return people.add_person(
        SYSTEM, full_name="Twin Real", emails=["twin.real@example.org"], phones=["+15125550101"], country="US",
        owner_id=house.users["isabel"].pk,
    )  # fmt: skip


def shape(model: type[models.Model], **where: Any) -> list[dict[str, Any]]:
    """Rows without what differs by nature, in order."""
    rows = model._default_manager.filter(**where).order_by("pk").values()
    return [{k: v for k, v in row.items() if k not in BY_NATURE} for row in rows]


def filled(model: type[models.Model], **where: Any) -> list[dict[str, Any]]:
    """Rows in order, and of moments and what else differs by nature whether there is anything."""
    rows = model._default_manager.filter(**where).order_by("pk").values()
    return [{name: _whether(name, value) for name, value in row.items()} for row in rows]


def _whether(name: str, value: Any) -> Any:
    if name in BY_NATURE or isinstance(value, datetime | bytes | memoryview):
        return value not in (None, "", b"", {}, [])
    return value


def words(person: Person) -> list[tuple[str, ...]]:
    rows = list(About.objects.filter(person=person).select_related("interaction").order_by("interaction__kind"))
    items = vault.open_items(
        (bytes(r.interaction.seal_id), subjects.person(person.pk), bytes(r.wrapped_key)) for r in rows
    )
    table = "timeline_interaction"
    return [
        tuple(
            items[bytes(r.interaction.seal_id)].text(table, c, getattr(r.interaction, c))
            for c in ("subject", "preview", "body")
        )
        for r in rows
    ]


def facts(person: Person) -> list[tuple[str, str, tuple[str, ...]]]:
    rows = Event.objects.filter(person_id=person.pk).order_by("pk")
    return sorted((e.kind, e.actor_kind, tuple(sorted(e.facts))) for e in rows)


def same(bulk_person: Person, real: Person, *tables: type[models.Model]) -> None:
    for model in tables:
        path = next(p for p in ("person", "interaction__abouts__person", "message__person", "application__person")
                    if p.split("__")[0] in {f.name for f in model._meta.get_fields()})  # fmt: skip
        assert shape(model, **{path: bulk_person}) == shape(model, **{path: real}), model
