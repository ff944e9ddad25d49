"""A blind index: the database finds words it cannot read.

    services.put([Doc("message", 7, sent_at, words.tokens(text), person_id=3, audience_id=5)])
    found = queries.find(Query('offer "next week"'), Sight(audience_ids, own_person_ids))

Words become truncated keyed hashes under a key of the vault; equality and frequency of words
show in the index, the words themselves do not.
"""

from __future__ import annotations
