"""Every address says who may come in."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Pages of the sign-in library guard themselves; nothing of ours may hide behind this list.
THEIRS = ("allauth.",)


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def test_every_route_names_its_permission():
    open_doors = [
        f"/{path}"
        for path, pattern in routes(get_resolver().url_patterns)
        if not pattern.callback.__module__.startswith(THEIRS) and not getattr(pattern.callback, "permission", None)
    ]
    assert not open_doors, "These routes say not who may come in (use web.routes.route):\n" + "\n".join(open_doors)
