"""Words are sealed per item; the keys hang on whose words they are.

    item = services.new_item([Subject("person", 7)])       an item with its own content key
    row.body = item.seal("timeline_item", "body", text)    sealed for this column of this item only
    row.wrapped = item.wraps[subject]                      beside the words, or services.keep_wraps(item)

    items = queries.open_items(refs)                       set by set; erased items are absent
    items[row.seal_id].text("timeline_item", "body", row.body)

Erasing a person is `services.destroy([subject])`: without the subject's key no copy of the words
opens, in backups neither, because keys are backed up apart and only the newest copy is kept.
"""

from __future__ import annotations
