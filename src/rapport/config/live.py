"""The line on every page of a copy that sends nothing; asked again twice a minute, for a figure nobody waits for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

from rapport.db import installation

KEPT_FOR: Final = 30.0
_known: tuple[float, bool] = (float("-inf"), False)


def banner(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    return {"is_copy": is_copy}


def is_copy() -> bool:
    """Whether mail is kept from leaving because this database was restored or copied."""
    global _known
    at, held = _known
    if time.monotonic() - at > KEPT_FOR:
        held = installation.may_be_held() and not installation.may_send()
        _known = (time.monotonic(), held)
    return held


def forget() -> None:
    """Ask again on the next page."""
    global _known
    _known = (float("-inf"), False)
