"""The pages of jobs by their addresses: with htmx and without, for those who may and those who may not."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from rapport.events.models import AccessLog
from rapport.jobs import moves, queries, services
from rapport.jobs.models import Application, Job, Reason, Stage, StageMove
from rapport.jobs.moves import MailPreview
from rapport.jobs.queries import lists
from rapport.jobs.tests import make
from rapport.jobs.views import moves as pages
from rapport.lib.actor import SYSTEM
from rapport.people.models import CustomField
from rapport.people.tests import make as persons

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def ada(client: Client, house: make.House) -> Client:
    client.force_login(house.staff.ada)
    return client


@pytest.fixture
def root(house: make.House) -> Client:
    client = Client()
    client.force_login(house.staff.root)
    return client


PAGES = ("board/", "candidates/", "details/", "team/")


@pytest.mark.parametrize("page", PAGES)
def test_a_job_not_to_be_seen_answers_like_one_that_is_not_there(house: make.House, ada: Client, page: str) -> None:
    assert ada.get(f"/jobs/{house.open.pk}/{page}").status_code == 200
    hidden = ada.get(f"/jobs/{house.secret.pk}/{page}")
    missing = ada.get(f"/jobs/999999/{page}")
    assert hidden.status_code == missing.status_code == 404
    assert "General Counsel" not in hidden.content.decode()


def test_the_list_filters_by_every_column_and_pages_by_cursor(
    house: make.House, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        make.job(
            f"Engineer {n}", department="Tech", level="Senior", country="DE", team_id=house.staff.team.pk, priority=4
        )
    monkeypatch.setattr(lists, "PAGE", 2)
    page, titles = ada.get("/jobs/?department=Tech&level=Senior&country=DE&priority=4&sort=title"), []
    while True:
        titles += [row["job"].title for row in page.context["rows"]]
        if not page.context["older"]:
            break
        page = ada.get(f"/jobs/{page.context['older']}")
    assert titles == [f"Engineer {n}" for n in range(5)]
    assert [row["job"].title for row in ada.get("/jobs/?q=counsel").context["rows"]] == ["Associate Counsel"]
    assert "No job answers these filters" in ada.get("/jobs/?q=zzz").content.decode()


def test_a_job_is_opened_by_form_with_tags_and_custom_values_that_filter(house: make.House, ada: Client) -> None:
    CustomField.objects.create(of="job", key="remote", label={"en": "Remote"}, type="flag")
    form = ada.get("/jobs/new/").context["form"]
    sent = {name: field.initial or "" for name, field in form.fields.items()} | form.initial
    sent |= {
        "title": "Paralegal",
        "tags": "urgent, Berlin",
        "custom_remote": "on",
        "employment": "full_time",
        "openings": 2,
    }
    answer = ada.post("/jobs/new/", {name: value for name, value in sent.items() if value is not None})
    job = Job.objects.get(title="Paralegal")
    assert answer.status_code == 302, answer.context["form"].errors
    assert job.custom == {"remote": True}
    assert {tag.name for tag in queries.tags_of_job(job.pk)} == {"urgent", "Berlin"}
    assert [row["job"] for row in ada.get("/jobs/?custom_remote=1").context["rows"]] == [job]


def test_a_conflict_shows_both_and_saving_again_keeps_what_was_typed(house: make.House, ada: Client) -> None:
    job = house.open
    form = ada.get(f"/jobs/{job.pk}/edit/").context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    services.edit_job(SYSTEM, job.pk, revision=1, changes={"title": "Senior Counsel"})
    page = ada.post(f"/jobs/{job.pk}/edit/", sent | {"title": "Junior Counsel"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Senior Counsel" in text
    assert "Junior Counsel" in text
    again = sent | {"title": "Junior Counsel", "revision": page.context["form"]["revision"].value()}
    assert ada.post(f"/jobs/{job.pk}/edit/", again).status_code == 302
    job.refresh_from_db()
    assert job.title == "Junior Counsel"


def test_exports_need_their_permission_are_logged_and_hold_no_formulas_sec16(
    house: make.House, ada: Client, root: Client
) -> None:
    make.job('=HYPERLINK("http://evil.example")', team_id=house.staff.team.pk)
    assert ada.get("/jobs/export/csv").status_code == 403
    answer = root.get("/jobs/export/csv")
    assert "'=HYPERLINK" in answer.content.decode()
    assert AccessLog.objects.filter(kind="export", actor_id=house.staff.root.pk).count() == 1
    assert root.get("/jobs/export/xlsx").content[:2] == b"PK"
    make.application(persons.person("@SUM(1)", "sum@home.example"), house.open)
    assert "'@SUM(1)" in root.get(f"/jobs/{house.open.pk}/candidates/export/csv").content.decode()
    assert ada.get(f"/jobs/{house.open.pk}/candidates/export/csv").status_code == 403


def test_a_drop_moves_at_once_tells_and_offers_to_take_it_back(house: make.House, ada: Client) -> None:
    (application,) = make.people(house.open, 1)
    offer = make.stage(house.open, "offer")  # this stage mails nobody
    url = f"/jobs/applications/{application.pk}/move/"
    answer = ada.post(url, {"to": offer.pk, "revision": 1}, headers=HTMX)
    told = json.loads(answer["HX-Trigger"])
    assert answer.status_code == 204
    assert f"job:{house.open.pk}" in told
    assert "Offer" in told["notice"]["text"]
    back = ada.post(told["notice"]["undo"]["url"], headers=HTMX)
    assert back.status_code == 204
    application.refresh_from_db()
    assert application.stage.kind == "applied"


def test_a_stale_drop_is_refused_and_the_board_is_told(house: make.House, ada: Client) -> None:
    (application,) = make.people(house.open, 1)
    services.move(SYSTEM, application.pk, to_stage_id=make.stage(house.open, "interview").pk)
    url = f"/jobs/applications/{application.pk}/move/"
    answer = ada.post(url, {"to": make.stage(house.open, "offer").pk, "revision": 1}, headers=HTMX)
    assert answer.status_code == 409
    assert "Somebody" in answer.content.decode()


def test_a_drop_on_rejected_asks_for_the_reason_first_us13(house: make.House, ada: Client) -> None:
    (application,) = make.people(house.open, 1)
    rejected = make.stage(house.open, "rejected")
    url, sent = f"/jobs/applications/{application.pk}/move/", {"to": rejected.pk, "revision": 1}
    asked = ada.post(url, sent, headers=HTMX)
    assert (asked.status_code, asked["HX-Retarget"]) == (200, "#dialog")
    assert make.reason().label["en"] in asked.content.decode()
    assert ada.post(url, sent | {"asked": 1, "mail": "sent"}, headers=HTMX).status_code == 422
    done = ada.post(url, sent | {"asked": 1, "mail": "sent", "reason": make.reason().pk}, headers=HTMX)
    assert done.status_code == 204
    application.refresh_from_db()
    assert (application.stage, application.decided_by) == (rejected, house.staff.ada)


def test_a_move_that_would_mail_shows_the_mail_before_anything_happens(
    house: make.House, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (application,) = make.people(house.open, 1)
    letter = MailPreview("Next steps", "<p>Dear Person, we would like to meet you.</p>", "person0@home.example")
    monkeypatch.setattr(moves._ports, "preview", lambda viewer, application, stage: letter)
    screen = make.stage(house.open, "screen")
    url, sent = f"/jobs/applications/{application.pk}/move/", {"to": screen.pk, "revision": 1}
    asked = ada.post(url, sent, headers=HTMX).content.decode()
    assert "Next steps" in asked
    assert "person0@home.example" in asked
    frame = f"/jobs/applications/{application.pk}/letter/{screen.pk}/"
    assert f'src="{frame}"' in asked and "srcdoc" not in asked
    letter_page = ada.get(frame)
    assert "we would like to meet you" in letter_page.content.decode()
    assert letter_page["Content-Security-Policy"].startswith("default-src 'none'")
    assert ada.get(f"/jobs/applications/{application.pk}/letter/999999/").status_code == 404
    assert StageMove.objects.filter(from_stage__isnull=False).count() == 0
    assert ada.post(url, sent | {"asked": 1, "mail": "withheld"}, headers=HTMX).status_code == 422
    done = ada.post(url, sent | {"asked": 1, "mail": "withheld", "mail_reason": "by_phone"}, headers=HTMX)
    assert done.status_code == 204
    move = StageMove.objects.get(from_stage__isnull=False)
    assert (move.mail, move.mail_reason) == ("withheld", "by_phone")


def test_a_stage_that_does_not_mail_asks_nothing(
    house: make.House, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (application,) = make.people(house.open, 1)
    monkeypatch.setattr(moves._ports, "preview", lambda *_: MailPreview("x", "y", "z"))
    answer = ada.post(
        f"/jobs/applications/{application.pk}/move/",
        {"to": make.stage(house.open, "offer").pk, "revision": 1},
        headers=HTMX,
    )
    assert answer.status_code == 204


def test_a_batch_is_reviewed_moves_in_slices_and_can_be_taken_back(
    house: make.House, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SLICE", 2)
    rows = make.people(house.open, 5)
    offer, url = make.stage(house.open, "offer"), f"/jobs/{house.open.pk}/bulk/"
    services.move(SYSTEM, rows[0].pk, to_stage_id=offer.pk)
    services.move(SYSTEM, rows[1].pk, to_stage_id=make.stage(house.open, "interview").pk)
    review = ada.post(url, {"pick": [f"{row.pk}.1" for row in rows], "to": offer.pk})
    whys = [why for _name, why in review.context["excluded"]]
    assert whys == ["Is in this stage already.", "Was moved or changed by somebody else meanwhile."]
    assert [row.pk for row, _to in review.context["going"]] == [row.pk for row in rows[2:]]
    picked = review.context["form"]["picked"].value()
    first = ada.post(url, {"step": "go", "to": offer.pk, "picked": picked, "total": 3}, headers=HTMX)
    assert (first.context["handled"], first.context["total"]) == (2, 3)
    more = {
        "step": "go",
        "to": offer.pk,
        "picked": first.context["rest"],
        "total": 3,
        "done": first.context["done_text"],
    }
    last = ada.post(url, more, headers=HTMX)
    assert (len(last.context["done"]), last.context["rest"]) == (3, "")
    assert Application.objects.filter(stage=offer).count() == 4
    done = last.context["done"]
    ada.post(f"/jobs/moves/{done[0]}/back/", {"also": ",".join(map(str, done[1:]))})
    assert Application.objects.filter(stage=offer).count() == 1


def test_nobody_is_moved_in_bulk_while_nothing_is_said_about_their_mail(
    house: make.House, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves._ports, "preview", lambda *_: MailPreview("x", "y", "z"))
    application = make.application(persons.person(), house.open)
    rejected = make.stage(house.open, "rejected")
    Stage.objects.filter(pk=rejected.pk).update(mails_on_entry=True)
    go = {"step": "go", "to": rejected.pk, "picked": f"{application.pk}.1", "reason": make.reason().pk, "total": 1}
    url = f"/jobs/{house.open.pk}/bulk/"
    assert ada.post(url, go).status_code == 422
    assert ada.post(url, {**go, "mail": "withheld"}).status_code == 422
    assert Application.objects.get(pk=application.pk).stage.kind == "applied"
    ada.post(url, {**go, "mail": "withheld", "mail_reason": "by_phone"})
    last = queries.last_move(application.pk)
    assert last is not None and (last.mail, last.mail_reason) == ("withheld", "by_phone")


def test_a_move_of_another_session_is_not_taken_back(house: make.House, ada: Client) -> None:
    (application,) = make.people(house.open, 1)
    services.move(house.staff.actor(house.staff.ada), application.pk, to_stage_id=make.stage(house.open, "offer").pk)
    last = queries.last_move(application.pk)
    assert last is not None
    assert ada.post(f"/jobs/moves/{last.pk}/back/").status_code == 404


def test_a_person_is_added_from_the_job_and_from_their_own_page(house: make.House, ada: Client) -> None:
    person = persons.person()
    offered = ada.get(f"/jobs/{house.open.pk}/suggest?q=diana").json()
    assert [choice["id"] for choice in offered] == [person.pk]
    ada.post(f"/jobs/{house.open.pk}/add/", {"person": person.pk, "source": "referral"})
    assert Application.objects.get(person=person).source == "referral"
    assert ada.get(f"/jobs/{house.open.pk}/suggest?q=diana").json() == []
    twice = ada.post(f"/jobs/{house.open.pk}/add/", {"person": person.pk, "source": "referral"})
    assert twice.status_code == 422
    assert ada.post("/jobs/apply/", {"person": person.pk, "job": house.secret.pk, "source": "mail"}).status_code == 404
    assert [job["label"] for job in ada.get("/jobs/suggest?q=counsel").json()] == ["Associate Counsel"]


def test_an_application_page_shows_its_way_and_keeps_edits(house: make.House, ada: Client) -> None:
    (application,) = make.people(house.open, 1)
    services.move(SYSTEM, application.pk, to_stage_id=make.stage(house.open, "interview").pk)
    url = f"/jobs/applications/{application.pk}/"
    assert "Interview" in ada.get(url).content.decode()
    ada.post(url, {"revision": 2, "source": "sourced", "tags": "strong"})
    application.refresh_from_db()
    assert application.source == "sourced"
    stale = ada.post(url, {"revision": 2, "source": "event", "tags": ""})
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "<td>Sourced</td><td>Event</td>" in text and "<td>strong</td><td></td>" in text
    assert ada.post(url, {"revision": 3, "source": "event", "tags": ""}).status_code == 302
    application.refresh_from_db()
    assert application.source == "event"


def test_stages_are_named_ordered_added_and_kept_while_somebody_is_in_them(house: make.House, ada: Client) -> None:
    job = house.open
    make.people(job, 1)
    url = f"/jobs/{job.pk}/stages/"
    stages = queries.stages(job.pk)

    def sent(changes: dict[str, str]) -> dict[str, str]:
        given = {"revision": str(Job.objects.get(pk=job.pk).revision), "new-id": "", "new-kind": "interview"}
        for n, stage in enumerate(stages, start=1):
            given |= {
                f"{n}-id": str(stage.pk),
                f"{n}-kind": stage.kind,
                f"{n}-place": str(n),
                f"{n}-name-en": str(stage),
            }
        return given | changes

    refused = ada.post(url, sent({"1-remove": "1"}))
    assert refused.status_code == 422
    assert "1 person stands in it" in refused.content.decode()
    added = sent({"2-name-de": "Telefonat", "3-place": "2", "2-place": "3", "new-name-en": "Work sample"})
    assert ada.post(url, added).status_code == 302
    names = [str(stage) for stage in queries.stages(job.pk)]
    assert names == ["Applied", "Interview", "Screen", "Offer", "Work sample", "Hired", "Rejected", "Withdrawn"]
    assert Stage.objects.get(pk=stages[1].pk).name["de"] == "Telefonat"
    stale = added | {"revision": "1"}
    assert ada.post(url, stale).status_code == 422


def test_reasons_are_edited_by_administrators_and_name_no_protected_trait_us13(
    house: make.House, ada: Client, root: Client
) -> None:
    assert ada.get("/settings/reasons/").status_code == 403
    page = root.get("/settings/reasons/")
    assert page.status_code == 200
    kept = {}
    for n, reason in enumerate(queries.all_reasons()):
        kept |= {f"r{n}-id": reason.pk, f"r{n}-kind": reason.kind, f"r{n}-place": n + 1, f"r{n}-active": "1"}
        kept |= {f"r{n}-name-{language}": text for language, text in reason.label.items()}
    new = {"new-kind": "rejected", "new-id": ""}
    refused = root.post("/settings/reasons/", kept | new | {"new-name-en": "Too old for the team"})
    assert refused.status_code == 422
    assert root.post("/settings/reasons/", kept | new | {"new-name-en": "No driving licence"}).status_code == 302
    assert Reason.objects.get(label__en="No driving licence").kind == "rejected"
    gone = {name: value for name, value in kept.items() if not name.startswith("r0-")}
    root.post("/settings/reasons/", gone)
    assert Reason.objects.filter(is_active=False).count() == 2


def test_the_team_is_edited_where_the_right_is_held(house: make.House, ada: Client) -> None:
    cleo = house.staff.cleo
    ada.post(f"/jobs/{house.open.pk}/team/", {f"part-{cleo.pk}": "interviewer", f"part-{house.staff.ben.pk}": ""})
    assert [seat.user for seat in queries.hiring_team(house.open.pk)] == [cleo]
    client = Client()
    client.force_login(cleo)
    assert client.get(f"/jobs/{house.open.pk}/team/").status_code == 200
    assert client.post(f"/jobs/{house.open.pk}/team/", {}).status_code == 403


def test_the_board_hears_of_moves_by_others_and_an_outsider_hears_nothing(house: make.House, ada: Client) -> None:
    (application,) = make.people(house.open, 1)
    url = f"/jobs/{house.open.pk}/pulse"
    before = ada.get(url).json()["v"]
    assert ada.get(url, {"v": before}).status_code == 204
    services.move(house.staff.actor(house.staff.ben), application.pk, to_stage_id=make.stage(house.open, "offer").pk)
    assert ada.get(url, {"v": before}).json()["changed"] == [f"job:{house.open.pk}"]
    assert ada.get(f"/jobs/{house.secret.pk}/pulse").status_code == 404
