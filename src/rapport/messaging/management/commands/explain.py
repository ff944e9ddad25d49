from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rapport.lib.actor import SYSTEM, user
from rapport.lib.decision import Decision
from rapport.lib.errors import RapportError
from rapport.messaging import queries, services
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.reasons import reasons, state_told
from rapport.people import queries as people


class Command(BaseCommand):
    help = "Explains why a mail was sent or not (`explain message ID`), or would be (`explain send --person ID`)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["message", "send"])
        parser.add_argument("id", nargs="?", type=int)
        parser.add_argument("--person", type=int)
        parser.add_argument("--user", type=int, help="as this member of staff; the system otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "message":
            self._message(options["id"])
        else:
            self._send(options["person"], options["user"])

    def _message(self, id: int | None) -> None:
        message = queries.explained(id or 0)
        if message is None:
            raise CommandError("There is no message with this number.")
        self.stdout.write(f"Message {message.pk}, {message.origin}, {message.purpose}")
        self._reasons("When it was queued", Decision.from_json(message.decision) if message.decision else None)
        for delivery in message.deliveries.all():
            self.stdout.write(
                f"Delivery {delivery.pk} ({delivery.part}): {state_told(delivery.state, delivery.outcome)}"
            )
            self._reasons("  At the door", Decision.from_json(delivery.decision) if delivery.decision else None)

    def _send(self, person_id: int | None, user_id: int | None) -> None:
        points = people.contact_points([person_id or 0])
        point = next((p for p in points if p.channel == "email"), None)
        if person_id is None or point is None:
            raise CommandError("Name a person with an address: --person ID.")
        request = SendRequest(person_id, Recipient("to", contact_point_id=point.pk), "x", "<p>x</p>")
        try:
            decision = services.preview_decision(user(user_id) if user_id else SYSTEM, request)
        except RapportError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"A mail now: {decision.verdict}")
        self._reasons("Reasons", decision)

    def _reasons(self, title: str, decision: Decision | None) -> None:
        told = reasons(decision) if decision else []
        self.stdout.write(f"{title}: " + ("; ".join(told) if told else "no rule spoke against it"))
