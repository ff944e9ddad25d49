"""Rules of style sheets moved to the elements that they dress, so that what is kept is judged in one place.

A rule that stays in a sheet could reach whatever stands around the mail; on an element it reaches that element.
"""

from __future__ import annotations

import re

import css_inline

MAX_SHEETS = 200_000
# Every rule is tried on every element, and what fits is written there: sheets times elements bound both.
MAX_WORK = 60_000_000
MAX_NESTED = 20
MAX_GROWTH = 2_000_000

_SHEET = re.compile(r"<style\b[^>]*>(.*?)(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
_BRACKET = re.compile(r"[(\[{]|[)\]}]")
_INLINER = css_inline.CSSInliner(
    inline_style_tags=True, keep_style_tags=False, keep_link_tags=False, load_remote_stylesheets=False
)


def inlined(html: str) -> str:
    """Return the HTML with its style sheets applied, or as it is where that would take unbounded work."""
    if "<style" not in html and "<STYLE" not in html:
        return html
    sheets = "".join(one[1] for one in _SHEET.finditer(html[: html.rfind(">") + 1]))
    if not sheets.strip() or len(sheets) > MAX_SHEETS or len(sheets) * html.count("<") > MAX_WORK:
        return html
    if _nested(sheets) > MAX_NESTED:
        return html
    try:
        dressed = _INLINER.inline(html)
    except (css_inline.InlineError, ValueError):
        return html
    return dressed if len(dressed) <= len(html) + MAX_GROWTH else html


def _nested(sheets: str) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.finditer(sheets):
        depth = depth + 1 if bracket[0] in "([{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest
