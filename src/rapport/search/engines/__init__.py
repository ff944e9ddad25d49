"""One module per database engine, each with `add`, `forget` and `find`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from django.db import connections, router

from rapport.search.domain import Hit, Search
from rapport.search.engines import postgres, sqlite
from rapport.search.models import SearchDoc

Rows = Sequence[tuple[int, Sequence[int]]]


class Engine(Protocol):
    """What an engine does beside the rows of SearchDoc itself."""

    def add(self, using: str, rows: Rows) -> None:
        """Index rows that were just inserted, as (id, tokens) sorted by id."""

    def forget(self, using: str, rows: Rows) -> None:
        """Take rows out of the index, with the very tokens they were added with."""

    def find(self, using: str, search: Search) -> list[Hit]:
        """The newest hits within the viewer's sight."""


def engine() -> tuple[Engine, str]:
    """The engine of the database that holds the documents, and the name of that database."""
    using = router.db_for_write(SearchDoc)
    module = postgres if connections[using].vendor == "postgresql" else sqlite
    return cast(Engine, module), using
