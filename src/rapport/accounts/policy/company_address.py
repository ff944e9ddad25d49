"""Whether a company directory vouches for an address. Facts in, verdict out.

A directory that is silent (Microsoft Entra often is) vouches only where an administrator has said that it owns the
domain. A directory that says "not verified" is believed everywhere.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def is_vouched_for(address: str, claim: Any, domains: Collection[str]) -> bool:
    """Whether the address counts as the holder's own; `claim` is `email_verified` as sent, None when it was not."""
    if address.count("@") != 1:
        return False
    if claim is not None:
        # Some directories send words for booleans; "false" is no yes.
        return claim is True or claim == "true"
    return address.rpartition("@")[2].lower() in domains
