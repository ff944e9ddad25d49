"""The command line: `python -m rapport COMMAND` is Django's own, with our commands beside it."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    if sys.argv[1:2] == ["receive"]:
        _receive()
    else:
        _run()


def _receive() -> None:
    """A mail server pipes into this one: whatever is wrong here, settings and database too, it must try again."""
    try:
        _run()
    except Exception as error:  # noqa: BLE001 - any other exit code would return the mail to its sender
        sys.stderr.write(f"4.3.0 Not kept, try again later: {type(error).__name__}: {error}\n")
        sys.exit(os.EX_TEMPFAIL)
    except SystemExit as ending:
        # What Django itself gives up with ("settings are wrong", "no such option") is nothing the sender can mend.
        if isinstance(ending.code, str):
            sys.stderr.write(f"{ending.code}\n")
        sys.exit(os.EX_TEMPFAIL if ending.code in {1, 2} or isinstance(ending.code, str) else ending.code)


def _run() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["rapport", *sys.argv[1:]])


if __name__ == "__main__":
    main()
