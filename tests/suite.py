"""Runs the whole suite: on SQLite, then on PostgreSQL where one can be had. `make test` calls it.

With RAPPORT_CI=1 both are a must. Further arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402 - found only now
from tests.support.browser import MISSING, find_chromium  # noqa: E402

IS_CI = os.environ.get("RAPPORT_CI") == "1"
NO_POSTGRES = "No PostgreSQL found, so the tests run on SQLite only; to run both: apt-get install postgresql"


def say(line: str) -> None:
    sys.stdout.write(f"\n== {line}\n")
    sys.stdout.flush()


def run(url: str, *arguments: str) -> int:
    kept = {"RAPPORT_CI", "RAPPORT_CHROMIUM"}  # all other settings are the tests' own
    env = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORT_") or name in kept}
    command = [sys.executable, "-m", "pytest", "-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "worksteal"]
    with tempfile.TemporaryDirectory(prefix="rapport-tests-") as home:
        env |= {"DATABASE_URL": url, "RAPPORT_HOME": home, "PYTHONPATH": str(ROOT / "src")}
        return subprocess.run([*command, *arguments], env=env, cwd=ROOT, check=False).returncode


def main(arguments: list[str]) -> int:
    if find_chromium() is None:
        say(f"The browser walks are left out: {MISSING}.")
    with postgres.server() as found:
        if found is None:
            say(NO_POSTGRES)
            if IS_CI:
                return 1
        else:
            say("Tests on SQLite")
        failed = run("", *arguments)
        if failed or found is None:
            return failed
        url, origin = found
        say(f"Tests on PostgreSQL: {origin}")
        return run(url, *arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
