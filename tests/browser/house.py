"""A real `rapport run` for the walks, and what a walk asks of it."""

from __future__ import annotations

import json
import re
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from rapport.config.management import ports
from rapport.config.serving import environment

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long passphrase"
START_WITHIN = 90


def seed(home: Path, database_url: str) -> dict[str, dict[str, int]]:
    """Bring the little company into a prepared home; the answer names everybody's number."""
    env = surroundings(home, database_url)
    seeded = subprocess.run(
        [sys.executable, "-m", "tests.browser.seed"], env=env, cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert seeded.returncode == 0, seeded.stderr
    numbers: dict[str, dict[str, int]] = json.loads(seeded.stdout)
    return numbers


def surroundings(home: Path, database_url: str) -> dict[str, str]:
    return environment(
        RAPPORT_HOME=str(home),
        RAPPORT_DEMO="0",
        DATABASE_URL=database_url,
        DJANGO_SETTINGS_MODULE="rapport.config.settings",
    )


@dataclass
class House:
    """The running product, its numbers, and one signed-in session for each who came."""

    home: Path
    database_url: str
    numbers: Mapping[str, Mapping[str, int]]
    port: int = 0
    smtp_port: int = 0
    cookies: dict[str, list[Any]] = field(default_factory=dict)

    def __enter__(self) -> House:
        self.port, self.smtp_port = ports.free_ports(2)
        self.said = self.home / "said"
        with self.said.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rapport", "run", f"--port={self.port}", f"--smtp-port={self.smtp_port}"],
                env=surroundings(self.home, self.database_url),
                cwd=ROOT,
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        end = time.monotonic() + START_WITHIN
        while "Stop with Ctrl-C" not in self.said.read_text():
            assert self.process.poll() is None and time.monotonic() < end, self.said.read_text()
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def person(self, name: str) -> str:
        return f"{self.url}/people/{self.numbers['people'][name]}/"

    def job(self, title: str) -> str:
        return f"{self.url}/jobs/{self.numbers['jobs'][title]}/"

    def sign_in(self, page: Any, who: str = "ada") -> None:
        """Through the form the first time; afterwards with the session that it gave."""
        if who in self.cookies:
            page.context.add_cookies(self.cookies[who])
            return
        page.goto(f"{self.url}/accounts/login/")
        page.get_by_label("E-mail address").fill(f"{who}@halden.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(re.compile(rf"{self.url}/(?!accounts)"))
        self.cookies[who] = page.context.cookies()

    def mail(self, sender: str, subject: str, text: str, to: str = "jobs@rapport.localhost") -> None:
        """A mail from the outside world, brought to the listener by SMTP."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = f"<walk-{time.time_ns()}@mail.example>"
        mail.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as link:
            link.send_message(mail)
