"""What every test stands on; each part lives in a small module of its own."""

from __future__ import annotations

pytest_plugins = [
    "tests.support.homes",
    "tests.support.databases",
    "tests.support.network",
    "tests.support.leaving_out",
    "tests.support.browser",
    "tests.support.guesses",
]
