"""Addresses of things that have a number, for lists that lead to hundreds of them."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

# Stands for the number while an address is worked out; nothing here has this number.
_NUMBER = 910_073_519_640_028_173


def numbered(name: str, number: int) -> str:
    """What `reverse(name, args=[number])` answers, for a fraction of its price."""
    return _pattern(name, get_urlconf(), get_script_prefix()).replace(str(_NUMBER), str(number))


@lru_cache(maxsize=256)
def _pattern(name: str, urlconf: str | None, prefix: str) -> str:
    return reverse(name, urlconf=urlconf, args=[_NUMBER])
