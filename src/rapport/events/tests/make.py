from __future__ import annotations

from django.db import transaction

from rapport.accounts.events import SettingChanged
from rapport.events import services
from rapport.events.models import Event
from rapport.lib.actor import SYSTEM, Actor


def fact(key: str = "organisation", by: Actor = SYSTEM) -> Event:
    with transaction.atomic():
        return services.publish(by, SettingChanged(key=key))


def facts(count: int) -> list[Event]:
    return [fact(f"key {n}") for n in range(count)]
