"""The base subject of a thread (RFC 5256 2.1, and the prefixes of other languages); it suggests and never proves."""

from __future__ import annotations

import re

from rapport.lib.text import one_line, without_bidi

# Reply and forward marks of the languages of Europe, of Turkish, Arabic and Chinese.
_MARKS = (
    "re|fwd?|aw|wg|sv|vs|vb|tr|rv|rif|i|r|enc|antw|doorst|odp|pd|vl|ynt|ilt|رد|إعادة توجيه|回复|回覆|转发|轉寄|答复"
)
_LEADER = re.compile(
    rf"(?:\[[^\[\]]{{0,80}}\]\s*)*(?:{_MARKS})\s*(?:\[[^\[\]]{{0,20}}\]|\(\d{{1,3}}\))?\s*[:：]\s*", re.IGNORECASE
)
_BLOB = re.compile(r"\[[^\[\]]{0,80}\]\s*(?=\S)")
_TRAILER = re.compile(r"(?:\s*\(fwd\))+\s*\Z", re.IGNORECASE)
_WRAPPED = re.compile(r"\[fwd:\s*(.*)\]\Z", re.IGNORECASE)


def base(subject: str) -> str:
    """Return the subject without its marks of replying and forwarding."""
    text = one_line(without_bidi(subject))[:1000]
    while True:
        before = text
        text = _TRAILER.sub("", text).strip()
        while leader := _LEADER.match(text):
            text = text[leader.end() :]
        if blob := _BLOB.match(text):
            text = text[blob.end() :]
        if wrapped := _WRAPPED.match(text):
            text = wrapped[1].strip()
        if text == before:
            return text
