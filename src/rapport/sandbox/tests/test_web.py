from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.accounts.tests import make as accounts
from rapport.channels.email.compose import Attachment
from rapport.channels.email.parse import parse
from rapport.sandbox import queries, services
from rapport.sandbox.models import SandboxMail
from rapport.sandbox.tests import make

pytestmark = pytest.mark.django_db
HTML = '<p>Hi <b>Diana</b></p><script>x()</script><img src="https://spy.example/p.gif"><img src="cid:logo"><a href="https://x.example">x</a>'


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(accounts.three().ada)
    return client


def test_the_page_shows_mailboxes_mails_and_that_nothing_leaves(ada: Client) -> None:
    make.mail()
    page = ada.get("/sandbox/").content.decode()
    assert "Nothing leaves this machine." in page
    assert "Your interview" in page and "Diana Allen" in page
    assert 'url="/sandbox/pulse"' in page


def test_opening_a_mail_marks_it_read(ada: Client) -> None:
    row = make.mail()
    page = ada.get(reverse("sandbox_mail", args=[row.pk])).content.decode()
    assert not SandboxMail.objects.filter(read_at=None).exists()
    assert f'src="/sandbox/{row.pk}/letter" sandbox="allow-same-origin allow-popups"' in page
    assert ada.get("/sandbox/999999/").status_code == 404


@pytest.mark.parametrize(
    ("tab", "words"),
    [("text", "Tuesday at nine?"), ("source", "Content-Type: text/plain"), ("headers", make.VERP)],
)
def test_every_tab_shows_its_side(ada: Client, tab: str, words: str) -> None:
    row = make.mail()
    assert words in ada.get(f"/sandbox/{row.pk}/?tab={tab}").content.decode()


def test_the_letter_runs_nothing_and_fetches_nothing_from_afar(ada: Client) -> None:
    logo = Attachment("logo.png", "image/png", b"\x89PNG\r\n\x1a\n", "logo")
    row = make.mail(make.wire(html=HTML, attachments=(logo,)))
    answer = ada.get(reverse("sandbox_letter", args=[row.pk]))
    body = answer.content.decode()
    assert "<script" not in body and ' src="https:' not in body
    assert f'src="/sandbox/{row.pk}/file/0"' in body
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; frame-ancestors 'self'; base-uri 'none';"
        " form-action 'none'"
    )
    picture = ada.get(f"/sandbox/{row.pk}/file/0")
    assert picture.headers["Content-Type"] == "image/png" and picture.content.startswith(b"\x89PNG")


def test_a_file_is_saved_never_opened(ada: Client) -> None:
    row = make.mail(make.wire(attachments=(Attachment("رسالة.html", "text/html", b"<script>"),)))
    answer = ada.get(f"/sandbox/{row.pk}/file/0")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert ada.get(f"/sandbox/{row.pk}/file/7").status_code == 404
    assert ada.get(reverse("sandbox_eml", args=[row.pk])).content.startswith(b"From:")


def test_the_reply_box_sends_words_and_files(ada: Client, listener: Any) -> None:
    row = make.mail()
    cv = SimpleUploadedFile("cv.pdf", b"%PDF", "application/pdf")
    answer = ada.post(
        reverse("sandbox_reply", args=[row.pk]), {"text": "Yes, please.", "attachments": [cv]}, follow=True
    )
    assert "The answer is on its way" in answer.content.decode()
    mail = parse(listener.came[0][2])
    assert mail.visible == "Yes, please." and mail.files[0].name == "cv.pdf"


def test_an_answer_that_cannot_go_stays_in_its_box(ada: Client, settings: Any) -> None:
    settings.LISTENER_PORT = 0
    row = make.mail()
    answer = ada.post(reverse("sandbox_reply", args=[row.pk]), {"text": "My long answer"})
    assert answer.status_code == 422
    assert "My long answer" in answer.content.decode() and "rapport run" in answer.content.decode()
    told = ada.post(reverse("sandbox_bounce", args=[row.pk]), follow=True)
    assert "rapport run" in told.content.decode()


def test_away_and_bounce_are_one_click(ada: Client, listener: Any) -> None:
    row = make.mail()
    ada.post(reverse("sandbox_away", args=[row.pk]))
    ada.post(reverse("sandbox_bounce", args=[row.pk]))
    assert [sender for sender, _, _ in listener.came] == ["", ""]


def test_the_pulse_is_silent_until_something_comes(ada: Client) -> None:
    make.mail()
    version = ada.get("/sandbox/pulse?v=").json()["v"]
    assert ada.get(f"/sandbox/pulse?v={version}").status_code == 204
    make.mail()
    assert ada.get(f"/sandbox/pulse?v={version}").json()["counts"] == {"sandbox": 2}


def test_htmx_gets_the_panes_and_a_browser_the_page(ada: Client) -> None:
    make.mail()
    assert "<!doctype" not in ada.get("/sandbox/", headers={"HX-Request": "true"}).content.decode()
    back = ada.get("/sandbox/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<!doctype" in back.content.decode()


def test_older_mails_come_by_the_page_and_a_long_list_costs_no_more_queries_than_a_short_one(ada: Client) -> None:
    def fill(numbers: range) -> None:
        for number in numbers:
            raw = make.wire(subject=f"Mail {number:03}")
            services.keep(raw, envelope_from="", recipients=[f"p{number % 7}@example.org"])

    def look() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as asked:
            return ada.get("/sandbox/").content.decode(), len(asked)

    fill(range(1))
    look()
    _, short = look()
    fill(range(1, queries.PAGE + 5))
    page, long = look()
    assert long == short
    assert "Mail 034" in page and "Mail 004" not in page
    cursor = page.partition("before=")[2].partition('"')[0]
    assert "Mail 004" in ada.get(f"/sandbox/?before={cursor}").content.decode()
    assert ada.get("/sandbox/?before=nonsense&box=zz").status_code == 404


def test_with_a_mail_server_the_page_says_that_mail_leaves(ada: Client, settings: Any) -> None:
    settings.SANDBOX, settings.SMTP = False, type("Server", (), {"host": "mail.example.org"})
    page = ada.get("/sandbox/").content.decode()
    assert "Mail leaves this machine through mail.example.org." in page
    assert "Empty the Sandbox" not in page


def test_emptying_asks_for_the_right_and_then_forgets(ada: Client, client: Client) -> None:
    make.mail()
    ada.post(reverse("sandbox_empty"))
    assert not SandboxMail.objects.filter(read_at=None).exists()
    assert ada.get(reverse("sandbox_empty")).status_code == 405
