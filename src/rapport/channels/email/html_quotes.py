"""Where the quoted mail begins in HTML; the two halves joined are the HTML again."""

from __future__ import annotations

import re
from html import unescape

from rapport.channels.email import intros

MAX_READ = 2_000_000

_OPENING = re.compile(r"<(?:div|blockquote|hr|span|p|b)\b([^>]*)>", re.IGNORECASE)
# Gmail, Yahoo, Thunderbird, Proton, Zoho, Apple, Outlook on the web, Outlook for Windows and for Mac.
_MARK = re.compile(
    r"\bclass=[\"']?[^\"'>]{0,80}\b(?:gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra)"
    r"|\btype=[\"']?cite\b"
    r"|\bid=[\"']?(?:x_)*(?:appendonsend|divRplyFwdMsg|stopSpelling|OLK_SRC_BODY_SECTION|"
    r"mail-editor-reference-message-container)\b"
    r"|\bstyle=[\"']?border:\s?none;\s?border-top:\s?solid #[0-9a-f]{6} 1\.0pt",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"-{5,}\s?(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Doorgestuurd bericht)",
    re.I,
)
_BLOCKQUOTE = re.compile(r"<(/?)blockquote\b[^<>]*>", re.IGNORECASE)
_INVISIBLE = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")


def quote_split(html: str) -> tuple[str, str]:
    """Return (visible, quoted); the second is "" when nothing is quoted, or when in doubt."""
    start = _start(html[:MAX_READ])
    if start is None:
        return html, ""
    visible, quoted = html[:start], html[start:]
    above = _words(visible)
    has_image = "<img" in visible.lower()
    if not above and not has_image:
        return html, ""
    if _FORWARD.search(quoted[:3000]) or intros.INLINE.search(above[-2000:]) or _answers_between(quoted):
        return html, ""
    return visible, quoted


def _start(html: str) -> int | None:
    # Up to the last ">" every tag ends, so that the search takes one pass.
    for tag in _OPENING.finditer(html[: html.rfind(">") + 1]):
        if _MARK.search(tag[1][:600]) or intros.ORIGINAL.match(
            html[tag.end() : tag.end() + 80].partition("<")[0].strip()
        ):
            return tag.start()
    return None


def _answers_between(quoted: str) -> bool:
    """Tell whether words stand after the end of the outermost block quote."""
    depth, seen = 0, False
    end = 0
    for tag in _BLOCKQUOTE.finditer(quoted):
        if depth == 0 and seen and _is_answer(quoted[end : tag.start()]):
            return True
        depth = max(0, depth - 1) if tag[1] else depth + 1
        seen = True
        end = tag.end()
    return seen and depth == 0 and _is_answer(quoted[end:])


def _is_answer(html: str) -> bool:
    words = _words(html)
    return (
        bool(words)
        and not intros.MOBILE.match(words)
        and not words.startswith(("-- ", "—"))
        and not intros.is_intro([words])
    )


def _words(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", _INVISIBLE.sub(" ", html))).split())
