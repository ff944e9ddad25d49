"""Is a piece of HTML light enough for a tree? Depth costs a parser quadratic time, and formatting left open
is opened anew in every later paragraph (HTML 13.2.4.3), so a small mail can unfold into gigabytes.
"""

from __future__ import annotations

import re

MAX_LENGTH = 4_000_000
MAX_DEPTH = 1000
MAX_DEPTH_WEIGHT = 10_000_000
MAX_FORMAT_WEIGHT = 1_000_000

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>", re.IGNORECASE)
# To the parser tags inside these are none; an unclosed one reaches to the end, so that one pass is enough.
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|title|textarea|xmp)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_FLAT_NAMES = "p li td tr th dt dd br img hr input meta link col area base wbr option thead tbody tfoot"
_FLAT = frozenset(_FLAT_NAMES.split())
_FORMAT = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
_CELLS = {"td", "th", "caption"}


def is_bearable(html: str) -> bool:
    """Tell whether sanitising and laying out this HTML takes bounded time and memory."""
    if len(html) > MAX_LENGTH:
        return False
    formats = _OpenFormats()
    depth = depth_weight = format_weight = 0
    seen = _HIDDEN.sub("", html)
    # Up to the last ">" every tag ends, so that the scan takes one pass.
    for tag in _TAG.finditer(seen[: seen.rfind(">") + 1]):
        closes, name = bool(tag[1]), tag[2].lower()
        formats.see(name, closes)
        if name not in _FLAT:
            depth = max(0, depth - 1) if closes else depth + 1
        depth_weight += depth
        format_weight += formats.active
        if depth > MAX_DEPTH or depth_weight > MAX_DEPTH_WEIGHT or format_weight > MAX_FORMAT_WEIGHT:
            return False
    return True


class _OpenFormats:
    """Counts the parser's list of active formatting elements, whose markers are the cells of tables."""

    def __init__(self) -> None:
        self.levels: list[tuple[str, int]] = [("top", 0)]
        self.active = 0

    def see(self, name: str, closes: bool) -> None:
        if name in _FORMAT:
            kind, count = self.levels[-1]
            step = (-1 if count else 0) if closes else 1
            self.levels[-1] = (kind, count + step)
            self.active += step
        elif name == "table":
            self._close_table() if closes else self.levels.append(("table", 0))
        elif name in _CELLS and len(self.levels) > 1:
            self._close_cell()
            if not closes:
                self.levels.append(("cell", 0))

    def _close_cell(self) -> None:
        if self.levels[-1][0] == "cell":
            self.active -= self.levels.pop()[1]

    def _close_table(self) -> None:
        self._close_cell()
        if self.levels[-1][0] == "table":
            # What stood between table and cell was moved before the table and is still open.
            _, left_open = self.levels.pop()
            kind, count = self.levels[-1]
            self.levels[-1] = (kind, count + left_open)
