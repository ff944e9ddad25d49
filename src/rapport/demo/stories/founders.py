"""The agencies' contacts, and the list of hand-written histories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from rapport.demo.cast.company import AGENCIES
from rapport.demo.domain import Persona, Script
from rapport.demo.stories import hana, jonas, mateo, omar, priya

HAND_WRITTEN: tuple[Callable[[datetime], Script], ...] = (omar.tell, jonas.tell, priya.tell, mateo.tell, hana.tell)
_COUNTRIES = {"en": "US", "de": "DE", "ar": "SA"}


def agencies(now: datetime) -> Script:
    """The people who act for agencies."""
    told = Script()
    for plan in AGENCIES:
        told.personas.append(
            Persona(
                plan.contact_key,
                plan.contact,
                now - timedelta(days=560),
                headline=f"Consultant, {plan.name}",
                country=_COUNTRIES[plan.language],
                language=plan.language,
                time_zone=plan.zone,
                emails=(plan.email,),
                phones=(plan.phone,),
                kind="contact",
                source="agency",
                agency=plan.key,
            )
        )
    return told
