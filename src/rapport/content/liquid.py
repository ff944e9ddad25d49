"""Liquid on a short leash: only tags and filters that cannot loop for ever, leak or execute.

An unfilled placeholder is an error, never a blank. Limits as tried: 10,000 loop turns, 500 kB of
output, 50 kB of local names; only plain dicts go in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import liquid
from liquid.exceptions import LiquidError
from liquid.undefined import FalsyStrictUndefined

from rapport.lib.errors import RenderError

TAGS = frozenset({"if", "unless", "case", "for", "comment", "raw", "#", "illegal", "content", "output", "expression"})
FILTERS = frozenset(
    {"escape", "default", "upcase", "downcase", "capitalize", "strip", "size", "first", "last", "date", "truncate",
     "join", "newline_to_br", "plus", "minus"}
)  # fmt: skip


class _Leashed(liquid.Environment):
    context_depth_limit = 10
    loop_iteration_limit = 10_000
    local_namespace_limit = 50_000
    output_stream_limit = 500_000


@lru_cache(maxsize=2)
def environment(autoescape: bool) -> liquid.Environment:
    env = _Leashed(autoescape=autoescape, undefined=FalsyStrictUndefined)
    for name in [t for t in env.tags if t not in TAGS]:
        del env.tags[name]
    for name in [f for f in env.filters if f not in FILTERS]:
        del env.filters[name]
    return env


@lru_cache(maxsize=512)
def _compiled(source: str, autoescape: bool) -> liquid.BoundTemplate:
    return environment(autoescape).from_string(source)


def fill(source: str, context: Mapping[str, Any], *, html: bool) -> str:
    """The source with its placeholders filled; raises `RenderError` naming what is missing or wrong."""
    try:
        return _compiled(source, html).render(**context)
    except LiquidError as error:
        raise RenderError(str(error)) from error


def placeholders(source: str) -> set[str]:
    """The dotted names a source asks for; raises `RenderError` when it cannot be read."""
    try:
        found = _compiled(source, False).analyze().globals
    except LiquidError as error:
        raise RenderError(str(error)) from error
    return {str(name) for name in found}
