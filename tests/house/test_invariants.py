"""What sending mail promises, by number, and where each promise is kept to: a number without a test fails."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from tests.house.source import PACKAGE, ROOT

# Those that stand so far; the others come with campaigns, tracking and approval.
PROMISED = {
    1: "the business change and its outbox rows commit in one transaction",
    2: "one cause, one mail",
    3: "one Message-ID, one token, the same bytes on every try",
    4: "leaving 'claimed' is a compare-and-swap",
    5: "'submitting' is durable before the final dot leaves",
    6: "bodies never exceed what was resent by policy, and no row is missing",
    7: "whoever slept past a lease overwrites nobody",
    8: "workers need no shared lock file",
    9: "summaries equal a fold over rows, and nothing is done early",
    10: "a broken line touches only what was on it",
    11: "5xx never repeats, 4xx backs off and ends",
    12: "a permanent refusal feeds suppression, and nothing else does",
    13: "no connection is held inside a transaction",
    14: "every fact is read again in the transaction that marks",
    18: "every row not sent says why",
    19: "limits hold in any window, across processes and restarts",
    20: "urgent passes bulk, and bulk keeps its share",
    21: "after a stop at most a window a line leaves",
    22: "a recall counts what it stopped and lists what it did not",
    24: "a missed schedule and a strange copy are held",
    27: "wording compiles once and is never half filled",
    28: "the fast writer of mails equals the standard library's parse",
}
CITED = re.compile(r"\binvariants? (\d+)", re.IGNORECASE)


def citing() -> dict[int, list[str]]:
    """The tests that cite each invariant in their docstring, or in that of their file."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted([*PACKAGE.rglob("tests/test_*.py"), *(ROOT / "tests").rglob("test_*.py")]):
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        if not CITED.search(text):
            continue
        tree = ast.parse(text)
        for number in CITED.findall(ast.get_docstring(tree) or ""):
            found[int(number)].append(str(path.relative_to(ROOT)))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for number in CITED.findall(ast.get_docstring(node) or ""):
                    found[int(number)].append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


def test_every_promise_has_a_test_that_cites_it():
    kept = citing()
    missing = [f"invariant {number}: {what}" for number, what in PROMISED.items() if not kept[number]]
    assert not missing, "No test cites these in its docstring:\n" + "\n".join(missing)


def test_no_test_cites_a_promise_that_is_not_made():
    strange = {number: names for number, names in citing().items() if number not in PROMISED}
    assert not strange, f"Add these to the promises, or cite another number: {strange}"
