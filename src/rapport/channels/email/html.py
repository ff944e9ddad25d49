"""HTML of mails: received HTML made safe to show, our own kept simple, text turned to and fro.

Safe means an allowlist and nothing remote: the page that shows it adds a sandbox and a policy of its own (IN-18).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

import nh3
from inscriptis import get_text
from inscriptis.model.config import ParserConfig

from rapport.channels.email import allowlist
from rapport.channels.email.html_quotes import quote_split as quote_split
from rapport.channels.email.html_styles import inlined
from rapport.channels.email.html_weight import MAX_LENGTH, is_bearable
from rapport.lib.text import storable, unix_lines

MAX_LAYOUT = 1_000_000  # laying out text takes seconds beyond; then the tags are only taken off

# A value with a function (url, expression, image-set), an escape or a comment is none that a mail needs.
_UNSAFE_VALUE = re.compile(
    r"\\|/\*|@|[{}<>]|javascript:|behaviou?r|(?<!rgb)(?<!rgba)(?<!hsl)(?<!hsla)\(|(?<![\w-])-\s*\.?\d",
    re.I,
)
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]*\Z", re.I)
_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_SOURCE = re.compile(r' src="([^"]*)"')
_BLOCK_END = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^<>]*>", re.I)
_LINK = re.compile(r"\b(https?://[^\s<>\"]{1,2000}[^\s<>\".,;:!?)\]'])")

_CLEANER = nh3.Cleaner(
    tags=set(allowlist.TAGS),
    clean_content_tags=set(allowlist.DROPPED_WITH_CONTENT),
    attributes=allowlist.ATTRIBUTES,
    attribute_filter=lambda tag, name, value: _attribute(tag, name, value),
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    url_relative="deny",
    link_rel="noopener noreferrer",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    filter_style_properties=set(allowlist.STYLES),
)
_COMPOSED = nh3.Cleaner(
    tags={"p", "br", "strong", "em", "b", "i", "u", "a", "ul", "ol", "li", "blockquote"},
    clean_content_tags=set(allowlist.DROPPED_WITH_CONTENT),
    attributes={"a": {"href"}},
    tag_attribute_values={tag: {"dir": {"ltr", "rtl", "auto"}} for tag in ("p", "ul", "ol", "li", "blockquote")},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=None,
)


def clean(html: str, cid_map: Mapping[str, str] | None = None) -> str:
    """Return received HTML with what is safe to show: no code, no forms, nothing fetched from afar.

    A remote image waits in `data-remote-src`; a `cid:` image points to the address the map gives it.
    """
    if not is_bearable(html):
        return from_text(to_text(html))
    known = {key.strip("<>"): url for key, url in (cid_map or {}).items()}
    dressed = inlined(html)
    cleaned = _CLEANER.clean(dressed if dressed is html or is_bearable(dressed) else html)
    return _IMAGE.sub(lambda image: _image(image[1], known), cleaned)


def remote_images(cleaned: str) -> int:
    """Return how many images of cleaned HTML wait to be fetched from afar, which nobody does unasked."""
    return cleaned.count('<img src="" data-remote-src="')


def clean_composed(html: str) -> str:
    """Return HTML of our own editor with paragraphs, emphasis, lists, quotes and links, and nothing else."""
    if not is_bearable(html):
        return from_text(to_text(html))
    cleaned = _COMPOSED.clean(html)
    return re.sub(r"<(/?)(b|i)>", lambda tag: f"<{tag[1]}{'strong' if tag[2] == 'b' else 'em'}>", cleaned)


def from_text(text: str) -> str:
    """Return plain text as HTML that looks the same: paragraphs, line ends, links that can be clicked."""
    paragraphs = re.split(r"\n[ \t]*\n", unix_lines(text).strip("\n"))
    return "\n".join(f"<p>{_linked(one).replace(chr(10), '<br>')}</p>" for one in paragraphs if one.strip())


def to_text(html: str) -> str:
    """Return the words of HTML laid out as plain text; whatever the HTML is, no word is lost."""
    html = storable(html)
    if len(html) <= MAX_LAYOUT and is_bearable(html):
        try:
            text = get_text(html, ParserConfig(display_links=False)) if html.strip() else ""
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError):
            text = ""
        if text.strip():
            return storable(_tidy(text))
    return storable(_tidy(_stripped(html)))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return _style(value)
    if name == "href":
        return None if value.lstrip().lower().startswith(("data:", "cid:")) else value
    if name == "src":
        is_other = not value.lstrip().lower().startswith("data:")
        return value if is_other or _DATA_IMAGE.match(value.strip()) else None
    if name == "dir":
        return value if value.lower() in {"ltr", "rtl", "auto"} else None
    return value


def _style(value: str) -> str | None:
    kept = []
    for declaration in value.split(";"):
        name, colon, setting = declaration.partition(":")
        if colon and name.strip().lower() in allowlist.STYLES and not _UNSAFE_VALUE.search(setting):
            kept.append(f"{name.strip().lower()}:{setting.strip()}")
    return ";".join(kept) or None


def _image(attributes: str, known: Mapping[str, str]) -> str:
    found = _SOURCE.search(attributes)
    if found is None:
        return f"<img{attributes}>"
    source = unescape(found[1])
    rest = _SOURCE.sub("", attributes)
    scheme = source.partition(":")[0].lower()
    if scheme == "data":
        return f"<img{attributes}>"
    if scheme == "cid":
        url = known.get(source[4:]) or known.get(unescape(source[4:]).strip("<>"), "")
        return f'<img src="{escape(url)}"{rest}>'
    if scheme in {"http", "https"}:
        return f'<img src="" data-remote-src="{escape(source)}"{rest}>'
    return f'<img src=""{rest}>'


def _stripped(html: str) -> str:
    html = html[:MAX_LENGTH]
    html = re.sub(r"<(script|style|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", " ", html, flags=re.I | re.S)
    return unescape(re.sub(r"<[^<>]*>", "", _BLOCK_END.sub("\n", html)))


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in unix_lines(text).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _linked(text: str) -> str:
    pieces = _LINK.split(text)
    return "".join(
        f'<a href="{escape(piece)}">{escape(piece)}</a>' if number % 2 else escape(piece, quote=False)
        for number, piece in enumerate(pieces)
    )
