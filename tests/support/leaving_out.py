"""What was left out is said; with RAPPORT_CI=1 nothing may be, and a skipped test has failed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

# Node ids that may be skipped even there; each needs a reason beside it.
MAY_BE_SKIPPED: frozenset[str] = frozenset()

IS_CI = os.environ.get("RAPPORT_CI") == "1"


def _refuse(report: Any) -> None:
    if not (IS_CI and report.skipped) or hasattr(report, "wasxfail") or report.nodeid in MAY_BE_SKIPPED:
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{report.nodeid} was left out where nothing may be: {reason}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    _refuse((yield).get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    _refuse((yield).get_result())


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"Left out {count}: {reason.removeprefix('Skipped: ')}")
