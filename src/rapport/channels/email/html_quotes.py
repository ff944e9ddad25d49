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
# Programs draw dashes around the announcement of a forward, whatever their language.
_FORWARD = re.compile(r"\A\W{0,20}-{5,}\s?(?!\s*(?:On|Am)\b)[^<>-]{4,60}?\s?-{5,}")
_RULE_ABOVE = re.compile(r"\bstyle=[\"']?border:\s?none;\s?border-top", re.IGNORECASE)
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
    if (
        intros.FORWARD.search(above[-80:])
        or _is_forward(quoted[:3000])
        or intros.INLINE.search(above[-2000:])
        or _answers_between(quoted)
    ):
        return html, ""
    return visible, quoted


def _start(html: str) -> int | None:
    # Up to the last ">" every tag ends, so that the search takes one pass.
    for tag in _OPENING.finditer(html[: html.rfind(">") + 1]):
        mark = _MARK.search(tag[1][:600])
        if mark and _RULE_ABOVE.match(mark[0]) and not _has_header(html[tag.end() : tag.end() + 2000]):
            continue  # a line above somebody's own paragraph
        if mark or intros.ORIGINAL.match(html[tag.end() : tag.end() + 80].partition("<")[0].strip()):
            return tag.start()
    return None


def _has_header(html: str) -> bool:
    return intros.HEADER_FROM.match(_words(html[: html.rfind(">") + 1])) is not None


def _is_forward(quoted: str) -> bool:
    announced = _words(quoted[: quoted.rfind(">") + 1])
    first = _FORWARD.match(announced)
    return intros.FORWARD.match(announced[:200]) is not None or (
        first is not None and not intros.ORIGINAL.match(first[0].strip())
    )


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
