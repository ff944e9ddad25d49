"""What HTML of a mail may hold: everything that is not named here is taken out."""

from __future__ import annotations

_TAG_NAMES = (
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn "
    "div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q "
    "s samp section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
TAGS = frozenset(_TAG_NAMES.split())

_DROPPED = "script style title template noscript textarea select svg math object"
DROPPED_WITH_CONTENT = frozenset(_DROPPED.split())

_TABLE = {"align", "valign", "bgcolor", "border", "cellpadding", "cellspacing", "width", "height", "colspan", "rowspan"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border"},
    "table": _TABLE,
    "tr": _TABLE,
    "td": _TABLE | {"nowrap"},
    "th": _TABLE | {"nowrap", "scope"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value"},
    "hr": {"width", "size", "color", "noshade"},
    "div": {"align"},
    "time": {"datetime"},
}

_STYLE_NAMES = (
    "color background background-color font font-family font-size font-style font-variant font-weight line-height "
    "letter-spacing word-spacing text-align text-decoration text-indent text-transform vertical-align white-space "
    "direction unicode-bidi width min-width max-width height min-height max-height margin margin-top margin-right "
    "margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left border border-top "
    "border-right border-bottom border-left border-color border-style border-width border-collapse border-spacing "
    "border-radius list-style list-style-type table-layout display word-break overflow-wrap word-wrap float clear "
    "border-top-color border-top-style border-top-width border-bottom-color border-bottom-style border-bottom- "
    "width border-left-color border-left-style border-left-width border-right-color border-right-style border- "
    "right-width"
)
STYLES = frozenset(_STYLE_NAMES.split())
