"""Words that only pages of accounts need."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser(agent: str) -> str:
    """ "Firefox on Linux" out of what a browser says of itself; the raw words when we do not know it."""
    name = next((known for mark, known in _BROWSERS if mark in agent), "")
    system = next((known for mark, known in _SYSTEMS if mark in agent), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or agent[:60] or _("Unknown browser")
