"""Pages keep to the content security policy and stay small."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.source import PACKAGE, place, templates

MOST_LINES = 150
INLINE = {
    "inline style": re.compile(r"\sstyle\s*=\s*[\"'{]", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "javascript: address": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.I),
}


def is_for_mail(path: Path) -> bool:
    """Mail programs know no style sheets, so wording for mail carries its style with it."""
    return "mail" in path.relative_to(PACKAGE).parts or path.name.endswith(".mail.html")


def test_templates_stay_small():
    long = [
        f"{place(t)}: {count} lines" for t in templates() if (count := len(t.read_text().splitlines())) > MOST_LINES
    ]
    assert not long, "Split these into fragments:\n" + "\n".join(long)


def test_pages_hold_no_inline_script_or_style():
    found = []
    for template in templates():
        if is_for_mail(template):
            continue
        text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", template.read_text(), flags=re.S)
        found += [f"{place(template)}: {what}" for what, pattern in INLINE.items() if pattern.search(text)]
    assert not found, "The content security policy would refuse:\n" + "\n".join(found)


def test_forms_and_links_work_without_script():
    """An hx-get keeps a working address; an hx-post stands in a form or on a button of one."""
    found = []
    for template in templates():
        for tag in re.findall(r"<a\b[^>]*>", template.read_text(), flags=re.S):
            if "hx-get" in tag and "href" not in tag:
                found.append(f"{place(template)}: {tag[:80]}")
    assert not found, "These links do nothing without script:\n" + "\n".join(found)
