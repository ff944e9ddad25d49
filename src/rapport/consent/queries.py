"""What the ledger and the suppression list say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapport.channels.email.addresses import fold as fold_address
from rapport.consent.domain import Act, Standing, fold, strictest
from rapport.consent.models import Consent, Suppression
from rapport.vault import queries as vault


def address_hash(address: str) -> bytes:
    """The keyed hash by which an address is known where it must not stand in the clear."""
    return vault.fingerprint("address", fold_address(address))


def standings(person_ids: Iterable[int]) -> dict[int, Standing]:
    """The present standing of each person, in one query."""
    wanted = list(person_ids)
    acts: dict[int, list[Act]] = defaultdict(list)
    rows = Consent.objects.filter(person_id__in=wanted).order_by("at", "id")
    for row in rows.only("person_id", "act", "channel", "purpose", "at", "reason"):
        acts[row.person_id].append(Act(row.act, row.channel, row.purpose, row.at, row.reason))
    return {id: fold(acts[id]) for id in wanted}


def standing(person_ids: Iterable[int]) -> Standing:
    """One standing for people who are one person: the strictest."""
    return strictest(standings(person_ids).values())


def suppressions(hashes: Iterable[bytes], channel: str = "email") -> dict[bytes, Suppression]:
    """The active suppression of each address hash, the strictest where there are several."""
    rows = Suppression.objects.filter(address_hash__in=list(hashes), channel=channel, lifted_at__isnull=True).order_by(
        "scope", "id"
    )  # "all" sorts before "not_transactional" and wins below
    found: dict[bytes, Suppression] = {}
    for row in rows:
        found.setdefault(bytes(row.address_hash), row)
    return found


def ledger(person_ids: Iterable[int]) -> list[Consent]:
    return list(Consent.objects.filter(person_id__in=list(person_ids)).order_by("-at", "-id"))
