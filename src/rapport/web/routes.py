"""A path with its coarse gate on the same line: `route("jobs/", views.index, "jobs:read", "jobs")`.

The gate itself stands in accounts and reads `view.permission`; the service, which knows the scope, is the authority.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from rapport.lib.errors import NotFound

PUBLIC = "public"
SIGNED_IN = "signed-in"
MOST = 2**63 - 1  # what an id can be; a number beyond names nothing

View = Callable[..., HttpResponseBase]


def route(pattern: str, view: View, permission: str, name: str, **extra: Any) -> URLPattern:
    """A Django path whose view carries `permission`; the same view may stand behind two gates."""
    if permission not in {PUBLIC, SIGNED_IN} and ":" not in permission:
        raise ValueError(f"{pattern}: a permission reads area:verb, not {permission!r}.")

    @wraps(view)
    def gated(*args: Any, **kwargs: Any) -> HttpResponseBase:
        if any(isinstance(value, int) and value > MOST for value in kwargs.values()):
            raise NotFound
        return view(*args, **kwargs)

    gated.permission = permission  # type: ignore[attr-defined]
    return path(pattern, gated, extra or None, name=name)
