"""Whole pages through every middleware: the candidate page at three sizes for two readers, the board, the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.demo.bench import place
from rapport.demo.bench.figures import Times, line, rounds
from rapport.demo.scale import Scale
from rapport.lib.errors import RapportError
from rapport.web.serving import settle_down

CPU_MS, QUERIES, GROWTH = 40, 12, 2
PLAIN = "an empty page, same shell"


def candidate(times: int) -> None:
    """The first page of a history, for a recruiter and for somebody who may see five items of it."""
    settle_down()
    scale = place.kept()
    readers = {"recruiter": place.client(scale.recruiter_id), "sees almost nothing": place.client(scale.interviewer_id)}
    acts: dict[str, Callable[[], Any]] = {}
    for who, client in readers.items():
        acts[who] = opening(client, reverse("search"))
        for size, id in scale.measured.items():
            acts[f"{who}, {size:,} items"] = opening(client, reverse("person", args=[id]))
    took = rounds(acts, times)
    for who in readers:
        plain, least = took[who], took[f"{who}, {min(scale.measured):,} items"]
        for size in scale.measured:
            name = f"{who}, {size:,} items"
            _tell(f"candidate page, {name}", took[name], plain, asked(acts[name]), asked(acts[who]), goal=CPU_MS)
            grown = GROWTH * least.part(0.99) if size == max(scale.measured) else None
            line("  on the wall, p50", took[name].part(0.5), "ms", "fewest items", least.part(0.5))
            line("  on the wall, p99", took[name].part(0.99), "ms", "fewest items", least.part(0.99), goal=grown)


def lists(times: int) -> None:
    """A board of thousands and the list of people, newest first and by name."""
    settle_down()
    scale = place.kept()
    client = place.client(scale.recruiter_id)
    acts = {PLAIN: opening(client, reverse("search"))} | {
        name: opening(client, url) for name, url in _places(scale).items()
    }
    took = rounds(acts, times)
    for name in _places(scale):
        _tell(name, took[name], took[PLAIN], asked(acts[name]), asked(acts[PLAIN]))
        line("  on the wall, p95", took[name].part(0.95), "ms", PLAIN, took[PLAIN].part(0.95))


def _places(scale: Scale) -> dict[str, str]:
    return {
        f"board of {scale.people // 8:,} applications": reverse("job-board", args=[scale.job_id]),
        f"list of {scale.people:,} people": reverse("people"),
        "list of people, found by name": f"{reverse('people')}?q=diana",
    }


def _tell(name: str, took: Times, plain: Times, queries: int, plain_queries: int, goal: float | None = None) -> None:
    line(f"{name}: CPU", took.work, "ms", PLAIN, plain.work, goal=goal)
    line("  queries of the whole request", queries, "", PLAIN, plain_queries, goal=QUERIES if goal else None)


def opening(client: Client, url: str) -> Callable[[], None]:
    def act() -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RapportError(f"{url} answered {answer.status_code}.")

    return act


def asked(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught.captured_queries)
