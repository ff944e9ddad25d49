"""Every text colour holds 4.5:1 on every ground it may stand on, and every edge of a control 3:1, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[1] / "assets" / "tokens.css").read_text()
GROUNDS = ["surface", "wash", "hover", "tint-brand", "tint-in", "tint-note"]
PAIRS = (
    [(ink, ground, 4.5) for ink in ("ink", "ink-2", "muted", "faint") for ground in GROUNDS]
    + [(f"text-{tone}", f"tint-{tone}", 4.5) for tone in ("brand", "ok", "wait", "stop", "in")]
    + [
        (f"text-{tone}", ground, 4.5)
        for tone in ("brand", "ok", "wait", "stop", "in")
        for ground in ("surface", "wash")
    ]
    + [("on-fill", "fill", 4.5), ("on-fill", "fill-hover", 4.5), ("on-dark-fill", "dark-fill", 4.5)]
    + [("on-stop-fill", "stop-fill", 4.5), ("muted", "line-2", 4.5), ("ink-2", "line-2", 4.5)]
    + [(f"av-{n}-text", f"av-{n}", 4.5) for n in range(6)]
    + [(edge, ground, 3.0) for edge in ("edge", "ring", "brand") for ground in ("surface", "wash")]
)


def tokens(selector: str) -> dict[str, str]:
    blocks = re.findall(re.escape(selector) + r"\s*\{(.*?)\n\}", CSS, re.S)
    return dict(pair for block in blocks for pair in re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b", block))


LIGHT = tokens(":root")
DARK = LIGHT | tokens('[data-bs-theme="dark"]')


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_every_pair_can_be_read(theme: str, colours: dict[str, str]) -> None:
    faint = {
        f"{text} on {ground}": round(ratio(colours[text], colours[ground]), 2)
        for text, ground, least in PAIRS
        if ratio(colours[text], colours[ground]) < least
    }
    assert faint == {}, theme
