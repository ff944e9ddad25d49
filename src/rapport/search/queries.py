"""Finding: what the viewer may not see is left out by the database, not afterwards."""

from __future__ import annotations

from rapport.lib import words
from rapport.search.domain import Found, Query, Search, Sight, blind
from rapport.search.engines import engine
from rapport.search.models import SearchDoc
from rapport.vault import queries as vault

PURPOSE = "search"


def find(query: Query, may_see: Sight) -> Found:
    """The newest things that have all the words and that this viewer may see.

    Words in "quotes" must stand side by side, which blind tokens cannot tell: the caller opens
    the texts and asks `lib.words.contains_phrase` for each phrase returned.
    """
    wanted = words.wanted(query.text)
    if not wanted.tokens or query.limit < 1:
        return Found([])
    search = Search(
        blind(wanted.tokens, vault.derived_key(PURPOSE)),
        None if query.person_ids is None else list(query.person_ids),
        None if query.kinds is None else list(query.kinds),
        query.limit,
        query.before_id,
        may_see,
    )
    found_by, using = engine()
    return Found(found_by.find(using, search), wanted.phrases)


def outdated(kind: str, limit: int = 500) -> list[int]:
    """Refs of this kind whose words were normalised by an older version, newest first."""
    rows = SearchDoc.objects.filter(kind=kind, normaliser__lt=words.NORMALISER_VERSION).order_by("-id")
    return list(rows.values_list("ref", flat=True)[:limit])
