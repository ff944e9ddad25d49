from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rapport.lib.errors import Invalid, RapportError


class Command(BaseCommand):
    help = "Begins an empty installation: organisation, first administrator, sender, first job. May be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", default="", help="name of the company, as candidates read it")
        parser.add_argument("--country", default="", help="two letters, for the legal entity")
        parser.add_argument("--name", default="", help="the first administrator's name")
        parser.add_argument("--email", default="", help="the first administrator's address, to sign in with")
        secret = parser.add_mutually_exclusive_group()
        secret.add_argument("--password-file", default="", metavar="FILE")
        secret.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--sender", default="", help="address that mails to candidates come from")
        parser.add_argument("--job", default="", help="title of the first job")

    def handle(self, *args: Any, **options: Any) -> None:
        from rapport.config.first_run import services
        from rapport.config.first_run.domain import Beginning
        from rapport.config.management import preparing

        preparing.migrate(self.stdout.write)
        given = {name: options[name] for name in ("organisation", "country", "name", "email", "sender", "job")}
        password = self._password(options)
        if not any(given.values()):
            if not sys.stdin.isatty():
                raise CommandError("Nothing to do: give --organisation, --name, --email and so on (see --help).")
            given, password = self._ask()
        try:
            begun = services.begin(Beginning(**given, password=password))
        except Invalid as error:
            raise CommandError(
                "\n".join(f"{name or 'setup'}: {text}" for name, text in error.fields.items())
            ) from error
        except RapportError as error:
            raise CommandError(str(error)) from error
        for is_done, words in (
            (begun.organisation, f"The company is called {given['organisation']}."),
            (begun.administrator, f"{given['email']} may sign in as administrator."),
            (begun.sender, f"Mails to candidates come from {given['sender']}."),
            (begun.job, f"The job “{given['job']}” is open."),
        ):
            if is_done:
                self.stdout.write(words)
        if not any((begun.organisation, begun.administrator, begun.sender, begun.job)):
            self.stdout.write("All of this was there already; nothing was changed.")

    def _password(self, options: dict[str, Any]) -> str:
        if options["password_stdin"]:
            return sys.stdin.readline().rstrip("\n")
        if options["password_file"]:
            try:
                return Path(options["password_file"]).read_text(encoding="utf-8").rstrip("\n")
            except OSError as error:
                raise CommandError(f"Cannot read {options['password_file']}: {error.strerror}.") from error
        return ""

    def _ask(self) -> tuple[dict[str, str], str]:
        """Lead through the steps; an empty answer leaves the step for later."""
        self.stdout.write("1 of 4  Your company")
        organisation, country = input("  Name: ").strip(), input("  Country, two letters (optional): ").strip()
        self.stdout.write("2 of 4  You, the first administrator")
        name, email = input("  Your name: ").strip(), input("  Your address: ").strip()
        password = getpass.getpass("  Password, at least twelve characters: ") if email else ""
        if password and password != getpass.getpass("  Once more: "):
            raise CommandError("The two passwords differ; nothing was changed.")
        self.stdout.write("3 of 4  Sender")
        sender = input("  Mails to candidates come from (optional): ").strip()
        self.stdout.write("4 of 4  First job")
        job = input("  Title (optional): ").strip()
        given = {"organisation": organisation, "country": country, "name": name, "email": email}
        return {**given, "sender": sender, "job": job}, password
