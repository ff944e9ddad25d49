"""The components that templates are built of. Each begins with its arguments; all stand on the style page, /_style/.

{% icon "mail" %}  {% chip "Delivered" "ok" "checks" %}  {% kbd "Ctrl ↵" %}  {% avatar name "lg" %}  {% tint name %}
{% card title="May we contact Diana?" %}…{% endcard %}  {% field form.email %}  {% field_errors form %}  {% once %}
{% empty "inbox" title text %}…{% endempty %}
{% when moment %}  {% older url into="#list" %}  {{ name|bidi }}  {{ names|listed }}  {% comma %}

In a template `empty` stands outside a loop's body, or inside the loop's own empty branch.
"""

from __future__ import annotations

import secrets
import unicodedata
import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

register = template.Library()

# Icons that point somewhere along the line of reading; clocks, marks and logos keep their face.
DIRECTIONAL = frozenset(
    """arrow-back-up arrow-down-left arrow-forward-up arrow-left arrow-right arrow-up-right arrows-split-2 chevron-left
    chevron-right corner-up-left corner-up-left-double corner-up-right door-exit external-link layout-sidebar-right list
    list-numbers login logout mail-forward menu-2 message message-2 messages notes phone-incoming phone-outgoing quote
    route send send-2 sort-ascending speakerphone versions""".split()  # noqa: SIM905
)
TONES = frozenset({"", "ok", "wait", "stop", "in", "brand", "on"})
TINTS = 6
ONCE = "once"


@register.simple_tag
def icon(name: str, label: str = "", cls: str = "") -> SafeString:
    """name from the sprite; label when the icon says something alone; extra classes (a tone: text-ok, …)."""
    return _icon(name, str(label), cls)


@lru_cache(maxsize=2048)  # a page shows hundreds, and each would ask the static files for the sprite's address
def _icon(name: str, label: str, cls: str) -> SafeString:
    classes = " ".join(filter(None, ("icon", "flip" if name in DIRECTIONAL else "", cls)))
    href = f"{static('web/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, href)


@register.simple_tag
def chip(text: Any, tone: str = "", icon_name: str = "", url: str = "", current: bool = False) -> SafeString:
    """text; tone "", ok, wait, stop, in or brand; icon; a link when url is given; current marks the chosen filter."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"A chip has no tone {tone!r}.")
    sign = icon(icon_name) if icon_name else ""
    if url:
        mark = mark_safe(' aria-current="true"') if current else ""
        return format_html('<a class="chip {}" href="{}"{}>{}{}</a>', tone, url, mark, sign, text)
    return format_html('<span class="chip {}">{}{}</span>', tone, sign, text)


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """keys parted by spaces, each in its own cap. Hidden from speech: the button has its words."""
    caps = format_html_join(" ", "<kbd>{}</kbd>", ((key,) for key in keys.split()))
    return format_html('<span class="kbds" aria-hidden="true">{}</span>', caps)


def initials(name: str) -> str:
    """One or two letters to know a name by, in any script; "?" when it holds none."""
    words = [w for w in name.split("@")[0].replace("-", " ").replace(".", " ").split() if w and w[0].isalnum()]
    letters = [words[0], words[-1]] if len(words) > 1 else words[:1]
    # Only scripts with capitals are known by two letters; joined scripts and ideographs by one.
    if letters and not letters[0][0].isupper() and not letters[0][0].islower():
        letters = letters[:1]
    return unicodedata.normalize("NFC", "".join(word[0] for word in letters)).upper() or "?"


@register.simple_tag
def tint(name: str) -> str:
    """The class of the soft colour that belongs to a name, the same wherever it stands."""
    return f"tint-{zlib.crc32(str(name).strip().casefold().encode()) % TINTS}"


@register.simple_tag
def avatar(name: Any, size: str = "", cls: str = "") -> SafeString:
    """name; size sm or lg; extra classes (me, round). Decoration: the name stands beside it."""
    text = str(name or "")
    look = cls if "me" in cls.split() else f"{tint(text)} {cls}".strip()
    return format_html('<span class="av {} {}" aria-hidden="true">{}</span>', size, look, initials(text))


@register.simple_tag
def once() -> SafeString:
    """Within a form that writes: sent twice, it is taken once (see `accounts.once`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_urlsafe(12))


@register.filter
def bidi(value: Any) -> SafeString:
    """Isolates a name, address or number of any script from the words around it."""
    return format_html("<bdi>{}</bdi>", value)


@register.simple_tag
def comma() -> str:
    """What parts the items of a list in the reader's language, blank and all."""
    # Translators: between the items of a list, with its blank: "، " in Arabic.
    return pgettext("between the items of a list", ", ")


@register.filter
def listed(items: Iterable[Any]) -> SafeString:
    """Names one after the other, each kept apart from the others' direction of writing."""
    return format_html_join(comma(), "<bdi>{}</bdi>", ((item,) for item in items))


@register.simple_block_tag
def card(content: str, title: Any = "", tone: str = "", cls: str = "", id: str = "", level: int = 2) -> SafeString:
    """title (small capitals), tone note, wait, stop or in, classes, id, heading level."""
    head = format_html('<h{} class="caps">{}</h{}>', level, title, level) if title else ""
    mark = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<section class="panel pad {}"{}>{}{}</section>', f"{tone} {cls}".strip(), mark, head, mark_safe(content)
    )


@register.simple_block_tag
def empty(content: str, icon_name: str, title: Any, text: Any = "") -> SafeString:
    """icon, title, one sentence; the block holds what can be done next."""
    words = format_html("<p>{}</p>", text) if text else ""
    return format_html(
        '<div class="empty">{}<p class="t">{}</p>{}<div class="acts">{}</div></div>',
        icon(icon_name),
        title,
        words,
        mark_safe(content.strip()),
    )


@register.inclusion_tag("web/components/field.html")
def field(
    bound: BoundField, label: Any = None, help: Any = None, switch: bool = False, cls: str = ""
) -> dict[str, Any]:
    """a bound form field; other label or help; switch for a checkbox that acts like one; classes."""
    widget = bound.field.widget
    kind, looks = "line", "form-control"
    if bound.is_hidden:
        kind = "hidden"
    elif isinstance(widget, widgets.CheckboxInput):
        kind, looks = "check", "sw" if switch else "form-check-input"
    elif isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        kind, looks = "choices", "form-check-input"
    elif isinstance(widget, widgets.Select):
        looks = "form-select"
    attrs: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} {looks}".strip()}
    if switch and kind == "check":
        attrs["role"] = "switch"
    told = bound.help_text if help is None else help
    described = [f"{bound.auto_id}_helptext"] * bool(told) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    if described and kind != "choices":
        attrs["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "kind": kind,
        "label": bound.label if label is None else label,
        "help": told,
        "help_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "control": bound.as_widget(attrs=attrs),
        "cls": cls,
    }


@register.simple_tag
def when(moment: datetime | date | None, style: str = "short", now: datetime | None = None) -> SafeString:
    """a moment; style short ("11 min", "14:31", "Fri", "12 Mar"), clock ("14:31"), long (day, date and time) or day."""
    if moment is None:
        return mark_safe("")
    if not isinstance(moment, datetime):
        text = _day(moment, timezone.localdate(now))
        return format_html('<time class="when" datetime="{}">{}</time>', moment.isoformat(), text)
    if style in {"clock", "long"}:
        return _fixed(moment, style, timezone.get_current_timezone(), get_language() or "")
    local = timezone.localtime(moment)
    here = timezone.localtime(now)
    text = _day(local.date(), here.date()) if style == "day" else _short(local, here)
    return _time(moment, local, text)


@lru_cache(maxsize=8192)  # the same moments are told again and again: to every colleague, on every visit
def _fixed(moment: datetime, style: str, zone: tzinfo, language: str) -> SafeString:
    local = moment.astimezone(zone)
    return _time(moment, local, _clock(local) if style == "clock" else _long(local))


def _time(moment: datetime, local: datetime, text: str) -> SafeString:
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    title = _("{when} ({zone})").format(when=_long(local), zone=zone_name(local))
    return format_html('<time class="when" datetime="{}" title="{}">{}</time>', stamp, title, text)


def zone_name(local: datetime) -> str:
    """Riyadh, UTC+3: a place and its distance, never an abbreviation that two places share."""
    return _zone_name(local.utcoffset() or timedelta(), str(local.tzinfo))


@lru_cache(maxsize=1024)
def _zone_name(offset: timedelta, zone: str) -> str:
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    distance = f"UTC{'+' if minutes >= 0 else '−'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
    place = zone.rsplit("/", 1)[-1].replace("_", " ") if "/" in zone else ""
    return f"{place}, {distance}" if place else distance


def _clock(moment: datetime) -> str:
    return _told(moment.replace(second=0, microsecond=0, tzinfo=None), "clock", get_language() or "")


def _long(moment: datetime) -> str:
    return _told(moment.replace(second=0, microsecond=0, tzinfo=None), "long", get_language() or "")


@lru_cache(maxsize=8192)  # the same moments are told again and again: to every colleague, on every visit
def _told(minute: datetime, style: str, language: str) -> str:
    if style == "clock":
        return formats.date_format(minute, pgettext("clock time", "H:i"))
    return formats.date_format(minute, pgettext("day, date and time", "D j M Y, H:i"))


def _day(day: date, today: date) -> str:
    return _day_told(day, today, get_language() or "")


@lru_cache(maxsize=2048)
def _day_told(day: date, today: date, language: str) -> str:
    distance = (today - day).days
    known = {0: _("Today"), 1: _("Yesterday"), -1: _("Tomorrow")}
    if distance in known:
        return known[distance]
    if day.year == today.year:
        return formats.date_format(day, pgettext("date in this year", "D j M"))
    return formats.date_format(day, pgettext("date in another year", "j M Y"))


def _short(moment: datetime, now: datetime) -> str:
    distance = now - moment
    minutes = int(distance.total_seconds() // 60)
    if 0 <= minutes < 1:
        return _("now")
    if 0 <= minutes < 60:
        return ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
    if moment.date() == now.date():
        return _clock(moment)
    if timedelta() <= distance < timedelta(days=6):
        return formats.date_format(moment, "D")
    if moment.year == now.year:
        return formats.date_format(moment, pgettext("short date in this year", "j M"))
    return formats.date_format(moment, pgettext("date in another year", "j M Y"))


@register.simple_tag
def older(url: str | None, into: str = "", label: Any = None) -> SafeString:
    """the next page's address (nothing when there is none); into: the list whose rows the answer's rows join."""
    if not url:
        return mark_safe("")
    words = conditional_escape(label or _("Show older"))
    load = ""
    if into:
        load = format_html(' hx-get="{}" hx-target="closest .older" hx-swap="outerHTML" hx-select="{} > *"', url, into)
    return format_html('<nav class="older"><a class="btn" href="{}"{}>{}</a></nav>', url, load, words)


@register.simple_tag
def field_errors(form: Any) -> SafeString:
    """a form's errors that belong to no single field, in one box that takes the focus."""
    lines = [*form.non_field_errors()]
    for hidden in form.hidden_fields():
        lines += list(hidden.errors)
    if not lines:
        return mark_safe("")
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    return format_html('<div class="form-error" role="alert">{}<ul>{}</ul></div>', icon("alert-triangle"), items)
