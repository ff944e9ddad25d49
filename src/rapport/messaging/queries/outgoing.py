"""Claimed deliveries with everything that judging and building them takes, read in one query (a query room)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from rapport.accounts import queries as accounts
from rapport.db.prepared import Prepared
from rapport.messaging.models import Delivery


class Outgoing(NamedTuple):
    """One delivery, its message and its line, as plain values: twenty of them cost less than one model."""

    id: int
    message_id: int
    part: str
    contact_point_id: int | None
    user_id: int | None
    address: bytes
    address_hash: bytes
    lane: str
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    resends: int
    decision: dict[str, Any]
    outcome: str
    is_demo: bool
    person_id: int
    origin: str
    purpose: str
    channel: str
    language: str
    at: datetime
    header_id: str
    thread: bytes
    html: bytes
    text: bytes
    application_id: int | None
    stage_at_queueing: int | None
    template_key: str
    interaction_id: int
    seal_id: bytes
    subject: bytes
    actor_kind: str
    actor_id: int
    recorded_at: datetime
    point_value: str | None
    point_canonical: str | None
    user_address: str | None
    brand_name: str | None
    brand_sender_name: str | None
    brand_sender_address: str | None

    @property
    def sender_address(self) -> str:
        return self.brand_sender_address or f"careers@{settings.MAIL_DOMAIN}"

    @property
    def sender_domain(self) -> str:
        """Whose reputation is at stake: limits and stop orders go by it."""
        return self.sender_address.rpartition("@")[2].lower()

    @property
    def address_on_file(self) -> str:
        return self.point_value or self.user_address or ""

    @property
    def is_copy(self) -> bool:
        return self.part != "to"


_LINE = "message__interaction__"
_BRAND = _LINE + "job__brand__"
_COLUMNS = (
    "id", "message_id", "part", "contact_point_id", "user_id", "address", "address_hash", "lane", "due_at",
    "expires_at", "attempts", "resends", "decision", "outcome", "is_demo",
    *(f"message__{name}" for name in (
        "person_id", "origin", "purpose", "channel", "language", "at", "message_id", "thread", "html", "text",
        "application_id", "stage_id_at_queueing", "template_key", "interaction_id",
    )),
    *(f"{_LINE}{name}" for name in ("seal_id", "subject", "actor_kind", "actor_id", "recorded_at")),
    "contact_point__value", "contact_point__canonical", "user__email",
    *(f"{_BRAND}{name}" for name in ("name", "sender_name", "sender_address")),
)  # fmt: skip


_rows = Prepared(lambda ids: Delivery.objects.filter(pk__in=ids).order_by("due_at", "id").values_list(*_COLUMNS))


def outgoing(ids: Iterable[int]) -> list[Outgoing]:
    """These deliveries, the one due first first; a mail that belongs to no job leaves under the company's brand."""
    found = [Outgoing._make(row) for row in _rows(list(ids))]
    if all(row.brand_name is not None for row in found):
        return found
    ours = accounts.default_brand()
    return [
        row
        if row.brand_name is not None
        else row._replace(
            brand_name=ours.name, brand_sender_name=ours.sender_name, brand_sender_address=ours.sender_address
        )
        for row in found
    ]
