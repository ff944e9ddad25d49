from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from rapport.accounts import queries as accounts
from rapport.accounts import services as accounts_services
from rapport.accounts.models import User
from rapport.accounts.tests import make
from rapport.config.first_run import queries, services
from rapport.config.first_run.domain import Beginning
from rapport.jobs.models import Job, Seat
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db
ANSWERS = {
    "organisation": "Halden & Moss",
    "name": "Isabel Reyes",
    "email": "isabel@halden.example",
    "password": "a quiet morning walk",
    "sender": "jobs@halden.example",
    "job": "Associate Counsel",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def setup(*words: str, password: str = "") -> str:
    said = io.StringIO()
    call_command("setup", *words, stdout=said, no_color=True)
    return said.getvalue()


def flags(home: Path) -> list[str]:
    secret = home / "password"
    secret.write_text(ANSWERS["password"] + "\n")
    named = ("organisation", "name", "email", "sender", "job")
    return [f"--{name}={ANSWERS[name]}" for name in named] + [f"--password-file={secret}"]


def test_setup_makes_company_administrator_sender_and_job(home: Path) -> None:
    setup(*flags(home))
    brand, user = accounts.default_brand(), User.objects.get()
    assert (brand.name, brand.sender_address) == ("Halden & Moss", "jobs@halden.example")
    assert accounts.default_legal_entity().name == "Halden & Moss"
    assert user.check_password(ANSWERS["password"])
    assert accounts.Viewer(user).can("accounts:manage")
    job = Job.objects.get()
    assert (job.title, job.owner_id) == ("Associate Counsel", user.pk)
    assert Seat.objects.get(job=job).user == user


def test_setup_run_again_changes_nothing(home: Path) -> None:
    setup(*flags(home))
    assert "nothing was changed" in setup(*flags(home))
    assert (User.objects.count(), Job.objects.count()) == (1, 1)


def test_setup_may_be_done_step_by_step(home: Path) -> None:
    setup("--organisation=Halden & Moss")
    setup("--job=Paralegal")
    assert Job.objects.get().title == "Paralegal" and not User.objects.exists()


def test_setup_says_what_is_wrong_and_does_nothing(home: Path) -> None:
    with pytest.raises(CommandError, match="password"):
        setup("--organisation=Halden", "--name=Isabel", "--email=isabel@halden.example")
    with pytest.raises(CommandError, match="sender"):
        setup("--organisation=Halden", "--sender=not an address")
    with pytest.raises(CommandError, match="Cannot read"):
        setup("--email=isabel@halden.example", "--password-file=/nowhere")
    assert accounts.default_brand().name != "Halden" and not User.objects.exists()


def test_the_welcome_page_opens_with_the_token_alone(client: Client) -> None:
    assert client.get("/welcome/?token=").status_code == 403
    assert client.get("/welcome/?token=guess").status_code == 404
    assert "Open the house" in client.get(f"/welcome/?token={queries.token()}").content.decode()
    assert client.post("/welcome/", {**ANSWERS, "token": "guess"}).status_code == 404
    assert not User.objects.exists()


def test_the_welcome_page_leads_to_the_first_sign_in(client: Client, home: Path) -> None:
    answer = client.post("/welcome/", {**ANSWERS, "token": queries.token(), "time_zone": "Europe/Berlin"})
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login")
    assert (User.objects.get().email, User.objects.get().time_zone) == ("isabel@halden.example", "Europe/Berlin")
    assert not (home / queries.FILE).exists()


def test_the_welcome_page_keeps_what_was_typed_when_something_is_wrong(client: Client) -> None:
    answer = client.post("/welcome/", {**ANSWERS, "password": "short", "token": queries.token()})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Halden &amp; Moss" in page and "too short" in page and 'value="short"' not in page
    assert not User.objects.exists()


def test_once_somebody_lives_here_the_welcome_page_is_gone(client: Client) -> None:
    token = queries.token()
    make.three()
    assert client.get(f"/welcome/?token={token}").status_code == 302
    client.post("/welcome/", {**ANSWERS, "token": token})
    assert not User.objects.filter(email=ANSWERS["email"]).exists()
    with pytest.raises(Conflict):
        services.begin_as_first(Beginning(**ANSWERS))


def test_the_first_visitor_must_become_somebody() -> None:
    with pytest.raises(Invalid):
        services.begin_as_first(Beginning(organisation="Halden"))


def test_the_token_is_for_the_owner_of_the_machine_alone(home: Path) -> None:
    assert not queries.fits("")
    assert queries.fits(queries.token()) and queries.token() == queries.token()
    assert oct((home / queries.FILE).stat().st_mode)[-3:] == "600"


def test_a_company_named_anew_signs_its_mails_anew_unless_its_sender_has_a_name_of_its_own() -> None:
    setup("--organisation=Halden")
    setup("--organisation=Halden & Moss", "--country=de")
    assert (accounts.default_brand().sender_name, accounts.default_legal_entity().country) == ("Halden & Moss", "DE")
    accounts_services.save_brand(SYSTEM, accounts.default_brand().pk, sender_name="The hiring team")
    setup("--organisation=Moss")
    assert accounts.default_brand().sender_name == "The hiring team"


def test_a_country_added_later_is_kept_and_one_that_is_none_is_refused() -> None:
    setup("--organisation=Halden")
    setup("--organisation=Halden", "--country=AT")
    assert accounts.default_legal_entity().country == "AT"
    with pytest.raises(CommandError, match="no country"):
        setup("--organisation=Halden", "--country=XX")
    assert accounts.default_legal_entity().country == "AT"
