"""A file from outside is shown only where it cannot act, and whatever it is, under a policy that leaves it nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rapport.accounts.tests import make as accounts
from rapport.lib.actor import user as actor_of
from rapport.people.tests.make import person
from rapport.timeline.models import Attachment
from rapport.timeline.services import files
from rapport.web.csp import HEADER

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)
PAGE = b"<html><script>alert(1)</script></html>"


def served(settings: Any, tmp_path: Path, client: Client, name: str, content: bytes, query: str = "") -> Any:
    settings.FILES_ROOT = tmp_path
    ada = accounts.three().ada
    files.add_file(actor_of(ada.pk), person().pk, SimpleUploadedFile(name, content))
    client.force_login(ada)
    return client.get(f"/files/{Attachment.objects.get().file.token}/{query}")


def directives(answer: Any) -> dict[str, str]:
    pairs = (one.strip().partition(" ") for one in answer[HEADER].split(";"))
    return {name: sources for name, _, sources in pairs}


@pytest.mark.parametrize(
    ("name", "content", "query", "is_shown", "type", "is_sandboxed"),
    [
        ("cv.pdf", PDF, "", True, "application/pdf", False),
        ("cv.pdf", PDF, "?download", False, "application/pdf", True),
        ("face.png", PNG, "", True, "image/png", True),
        ("page.html", PAGE, "", False, "application/octet-stream", True),
        ("drawing.svg", b"<svg><script/></svg>", "", False, "application/octet-stream", True),
    ],
)  # fmt: skip
def test_what_is_shown_and_under_which_policy(
    settings: Any, tmp_path: Path, client: Client,
    name: str, content: bytes, query: str, is_shown: bool, type: str, is_sandboxed: bool,
) -> None:  # fmt: skip
    answer = served(settings, tmp_path, client, name, content, query)
    policy = directives(answer)
    assert answer["Content-Type"] == type
    assert answer["Content-Disposition"].startswith("inline" if is_shown else "attachment")
    assert ("sandbox" in policy) is is_sandboxed
    assert policy["default-src"] == "'none'" and "script-src" not in policy
    assert policy["base-uri"] == policy["form-action"] == "'none'" and policy["frame-ancestors"] == "'self'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin" and "no-store" in answer["Cache-Control"]
