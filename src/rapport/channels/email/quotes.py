"""What of a mail's text is new: stretches to show, to fold away, and the signature; nothing is ever deleted.

When in doubt everything is shown: a folded answer is a lost answer, a shown quote is only long.
"""

from __future__ import annotations

import re

import quotequail

from rapport.channels.email import disclaimers, intros
from rapport.channels.email.incoming import Piece

MAX_READ = 64 * 1024  # hostile lines beyond this make quotequail slow
MAX_LINES = 3000
MAX_SIGNATURE = 12
_POSTSCRIPT = re.compile(r"(?:p\.?\s?s|n\.?\s?b|p\.?\s?d)\b[.:\s]", re.IGNORECASE)


def split(text: str, subject: str = "") -> tuple[Piece, ...]:
    """Cut the text into pieces that joined are the text again."""
    head = text[:MAX_READ]
    lines = head.splitlines(keepends=True)[:MAX_LINES]
    start = _start_of_quote(lines)
    if start is not None and not _is_safe_to_fold(lines, start, subject):
        start = None
    top = "".join(lines[:start]) if start is not None else text
    quoted = text[len(top) :]
    own, signature = _signature(top)
    footer = ""
    if quoted and not signature:
        quoted, footer = _footer(quoted)
    pieces = (Piece("visible", own), Piece("signature", signature), Piece("quoted", quoted), Piece("signature", footer))
    return tuple(piece for piece in pieces if piece.text)


def _start_of_quote(lines: list[str]) -> int | None:
    """Return the first line of what is quoted: quotequail's answer or one of ours, whichever is earlier."""
    found = _by_rules(lines)
    if any(map(_is_marked, lines)):  # without marks our rules know all that the library is believed
        found.append(_by_library(lines))
    starts = [one for one in found if one is not None]
    return min(starts) if starts else None


def _by_library(lines: list[str]) -> int | None:
    text = "".join(lines)
    try:
        parts = quotequail.quote(text.replace("\r", " "), limit=MAX_LINES + 1, quote_intro_line=True)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    if len(parts) < 2:
        return None
    start = str(parts[0][1]).count("\n") + 1 if parts[0][1] else 0
    if start >= len(lines):
        return None
    if _is_marked(lines[start]) or _intro_at(lines, start):
        return start
    # What only the library takes for an announcement may be somebody's sentence: it is shown, the marked lines fold.
    below = next((number for number in range(start + 1, len(lines)) if lines[number].strip()), None)
    return below if below is not None and _is_marked(lines[below]) else None


def _next(lines: list[str], number: int) -> str:
    """Return the next line that is not blank; what is far away announces nothing."""
    return next((line for line in lines[number : number + 6] if line.strip()), "")


def _by_rules(lines: list[str]) -> list[int | None]:
    return [_intro(lines), _header_block(lines), _delimiter(lines), _marked(lines)]


def _intro(lines: list[str]) -> int | None:
    return next((number for number in range(len(lines)) if _intro_at(lines, number)), None)


def _intro_at(lines: list[str], number: int) -> bool:
    """Tell whether an announcement begins in this line; programs wrap it over as many as four."""
    text = intros.bare(lines[number])
    if not text or not intros.may_begin_intro(text):
        return False
    for length in (1, 2, 3, 4):
        block = lines[number : number + length]
        if len(block) < length or not block[-1].strip():
            return False
        if intros.bare(block[-1]).endswith((":", "：")):
            is_marked_below = not _is_marked(lines[number]) and _is_marked(_next(lines, number + length))
            return intros.is_intro(block, is_marked_below)
    return False


def _header_block(lines: list[str]) -> int | None:
    """Find Outlook's way: From, then at least two more fields within eight lines.

    Somebody's journey has a From, a To and a Date too, so an address or a subject must be among them.
    """
    for number, line in enumerate(lines):
        if intros.HEADER_FROM.match(intros.bare(line)):
            following = [intros.bare(one) for one in lines[number + 1 : number + 9]]
            is_mail = "@" in line or any(intros.HEADER_SUBJECT.match(one) for one in following)
            if is_mail and sum(1 for one in following if intros.HEADER_OTHER.match(one)) >= 2:
                return _above_rule(lines, number)
    return None


def _above_rule(lines: list[str], number: int) -> int:
    """Take the rule that some programs draw above their block along."""
    above = number - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above >= 0 and intros.RULE.match(lines[above]):
        return above
    return number


def _delimiter(lines: list[str]) -> int | None:
    marks = (number for number, line in enumerate(lines) if intros.ORIGINAL.match(intros.bare(line)))
    return next(marks, None)


def _marked(lines: list[str]) -> int | None:
    """Find the block of lines that begin with ">" and reach to the end."""
    start = None
    for number in range(len(lines) - 1, -1, -1):
        if _is_marked(lines[number]):
            start = number
        elif lines[number].strip():
            break
    return start


def _is_marked(line: str) -> bool:
    return intros.bare(line).startswith((">", "|>", "&gt;"))


def _is_safe_to_fold(lines: list[str], start: int, subject: str) -> bool:
    above, below = lines[:start], lines[start:]
    if not any(line.strip() for line in above):
        return False  # nothing new above: a forward, or an answer written underneath
    if any(intros.FORWARD.match(intros.bare(line)) for line in [*above[-2:], *below[:2]]):
        return False  # a forwarded mail is the very thing we are meant to read
    if intros.FORWARD_SUBJECT.match(subject):
        return False
    if intros.INLINE.search("".join(above[-40:])):
        return False  # "see my answers below"
    return not _answers_between(below)


def _answers_between(below: list[str]) -> bool:
    """Tell whether somebody wrote between or under the marked lines."""
    seen_marked = False
    for line in below:
        text = intros.bare(line)
        if _is_marked(line):
            seen_marked = True
        elif text and seen_marked:
            return text not in {"--", "—"} and not intros.MOBILE.match(text)
    return False


def _signature(top: str) -> tuple[str, str]:
    """Split off a signature: from the line "-- " on (RFC 3676 4.3), what a telephone adds, what lawyers add.

    Words that somebody wrote beneath are no signature, so everything is shown when there may be some.
    """
    lines = top.splitlines(keepends=True)
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    last = _above_small_print(lines, last)
    while last and not lines[last - 1].strip():
        last -= 1
    start = last
    while start and intros.MOBILE.match(intros.bare(lines[start - 1])):
        start -= 1
    for number in range(start - 1, max(0, start - MAX_SIGNATURE) - 1, -1):
        if intros.bare(lines[number]) in {"--", "—"}:
            start = number if not any(map(_speaks, lines[number + 1 : last])) else start
            break
    if not any(line.strip() for line in lines[:start]):
        return top, ""
    while start < len(lines) and not lines[start].strip():
        start += 1
    return "".join(lines[:start]), "".join(lines[start:])


def _speaks(line: str) -> bool:
    """Tell whether a line of a signature may be somebody's sentence after all."""
    text = intros.bare(line)
    return text.endswith(("?", "!", "？", "؟", "！")) or _POSTSCRIPT.match(text) is not None or len(text) > 120


def _above_small_print(lines: list[str], last: int) -> int:
    """Return where a disclaimer begins that reaches to the end: whole paragraphs, each of which is one."""
    start = end = last
    while end:
        begin = end
        while begin and lines[begin - 1].strip():
            begin -= 1
        if not disclaimers.is_one(" ".join(intros.bare(line) for line in lines[begin:end])):
            break
        start = begin
        end = begin
        while end and not lines[end - 1].strip():
            end -= 1
    return start


def _footer(quoted: str) -> tuple[str, str]:
    """Split off a signature that stands under the marked lines."""
    lines = quoted[-4000:].splitlines(keepends=True)
    for number in range(len(lines) - 1, max(-1, len(lines) - 1 - MAX_SIGNATURE), -1):
        if _is_marked(lines[number]):
            break
        if intros.bare(lines[number]) in {"--", "—"}:
            at = len(quoted) - len("".join(lines[number:]))
            return quoted[:at], quoted[at:]
    return quoted, ""
