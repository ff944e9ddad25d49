"""How far an incoming mail is to be trusted: our boundary's verdict, and signs of a disguise (a query room)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from rapport.accounts import queries as accounts
from rapport.accounts.queries import admin
from rapport.channels.email import authentication, disguises
from rapport.channels.email.authentication import Boundary, Verdict
from rapport.channels.email.disguises import Known
from rapport.channels.email.incoming import Incoming

_plain = lru_cache(maxsize=4096)(disguises.plain_name)


@dataclass(frozen=True, slots=True)
class Trust:
    """What the house measures senders by; read once for a page of mails."""

    boundary: Boundary
    known: Known
    addresses: frozenset[str]  # that mail leaves from

    def verdict(self, incoming: Incoming) -> Verdict:
        """What our own boundary says of the sender's domain."""
        return authentication.verdict(incoming.authentication_results, self.boundary, incoming.from_.address)

    def signs(self, incoming: Incoming) -> list[str]:
        """What is odd about the sender, as codes that `remarks` tells in words."""
        return disguises.signs(incoming.from_, incoming.reply_to, self.known)


def trust() -> Trust:
    """Our boundary, our domains and our colleagues as they are now."""
    staff = accounts.active_users()
    ours = {brand.sender_address.lower() for brand in admin.brands() if brand.sender_address}
    ours |= {f"careers@{settings.MAIL_DOMAIN}", f"rapport@{settings.MAIL_DOMAIN}"}
    emails = frozenset(user.email.lower() for user in staff)
    domains = {address.rpartition("@")[2] for address in (*ours, *emails)}
    return Trust(
        Boundary(settings.AUTHSERV_IDS, settings.ARC_SEALERS),
        Known(frozenset(domains), frozenset(_plain(user.name) for user in staff if " " in user.name.strip()), emails),
        frozenset(ours),
    )
