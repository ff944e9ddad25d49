from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest

from rapport.integrations import mbox
from rapport.messaging.models import Message, RawMail
from rapport.messaging.services import file_new, keep_raw
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db

MBOX = b"""From diana@example.org Sat Nov 21 10:00:00 2026
From: Diana Allen <diana.allen@example.org>
To: careers@halden.example
Subject: My application
Message-ID: <one@example.org>
Date: Sat, 21 Mar 2026 10:00:00 +0000

Here is my application.

>From here on I am available.

From stranger@example.org Sat Nov 21 11:00:00 2026
From: A Stranger <stranger@example.org>
Subject: Hello

Who are you?
"""


def test_every_mail_of_a_file_is_accounted_for(tmp_path: Path) -> None:
    diana = people.person()
    file = tmp_path / "old.mbox"
    file.write_bytes(MBOX)
    report = mbox.bring_in(file)
    assert [f.state for f in report.fates] == ["filed", "triage"]
    message = Message.objects.get()
    assert message.person == diana
    assert message.at.year == 2026
    assert message.at.month == 3
    again = mbox.bring_in(file)
    assert [f.state for f in again.fates] == ["filed", "triage"]
    assert RawMail.objects.count() == 2


def test_a_quoted_from_line_loses_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "old.mbox"
    file.write_bytes(MBOX)
    first, second = mbox.split(file)
    assert b"\nFrom here on" in first
    assert second.startswith(b"From: A Stranger")


def test_every_test_mail_of_python_goes_through_and_none_is_lost() -> None:
    folder = Path(sysconfig.get_paths()["stdlib"]) / "test" / "test_email" / "data"
    mails = sorted(folder.glob("*.txt"))
    assert mails, f"The running Python ships no test mails in {folder}."
    for path in mails:
        keep_raw(
            path.read_bytes(), envelope_from="x@example.org", recipients=["careers@halden.example"], source=path.name
        )
    while file_new():
        pass
    assert RawMail.objects.count() == len(mails)
    assert not RawMail.objects.filter(state__in=["new", "failed"]).exists()
