"""Logging, noting, files and items through HTTP, with and without htmx, and by people who may not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.tests import make as accounts
from rapport.jobs import services as jobs
from rapport.jobs.tests import make as job_makes
from rapport.people.models import Person
from rapport.people.tests import make as persons
from rapport.search import queries as search
from rapport.search.domain import Query, Sight
from rapport.timeline import queries, services
from rapport.timeline.models import Attachment, Interaction
from rapport.timeline.services import Visibility, files
from rapport.timeline.tests import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def docx(xml: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:t>{}</w:t></w:p></w:document>'


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def posted(person: Person, user: User, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "call", "occurred_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "direction": "out",
        "subject": "Phone screen", "description": "Went well", "sent_by": [f"u{user.pk}"], "visibility": "everyone",
        **changes,
    }  # fmt: skip


def test_the_form_logs_a_call_with_its_file_and_leads_to_it() -> None:
    them, person, other = accounts.three(), persons.person(), persons.person("Omar Khalil", "o@example.org")
    client, url = signed_in(them.ada), reverse("log", args=[person.pk])
    assert client.get(url).status_code == client.get(url, headers=HTMX).status_code == 200
    answer = client.post(
        url,
        posted(
            person, them.ada, sent_to=[f"p{other.pk}", f"u{them.ben.pk}"], minutes="18", files=upload("cv.txt", b"law")
        ),
    )
    line = Interaction.objects.get(kind="call")
    assert answer.headers["Location"] == f"/people/{person.pk}/?item={line.pk}#i{line.pk}"
    read = queries.detail(them.viewer(them.ben), line.pk, [other.pk])
    assert [f.name for f in read.files] == ["cv.txt"] and read.item.minutes == 18
    assert client.post(url, posted(person, them.ada), headers=HTMX).headers["HX-Reswap"] == "none"


def test_a_form_that_cannot_be_taken_keeps_what_was_typed() -> None:
    them, person = accounts.three(), persons.person()
    answer = signed_in(them.ada).post(
        reverse("log", args=[person.pk]),
        posted(person, them.ada, subject="", description="", sent_to=[f"u{them.ben.pk}"]),
    )
    assert answer.status_code == 422 and "Ben Okafor" in answer.content.decode()


def test_only_the_logger_reaches_the_edit_form_and_a_stale_one_is_refused() -> None:
    them, person = accounts.three(), persons.person()
    line = make.item(person, kind="call", by=them.ada, subject="Old")
    url = reverse("item_edit", args=[line.pk])
    assert signed_in(them.ben).get(url).status_code == 404
    ada = signed_in(them.ada)
    assert "Old" in ada.get(url).content.decode()
    assert ada.post(url, posted(person, them.ada, subject="New", revision="1")).status_code == 302
    assert ada.post(url, posted(person, them.ada, subject="Newer", revision="1")).status_code == 422
    assert queries.detail(them.viewer(them.ben), line.pk).item.subject == "New"


def test_a_stale_form_shows_both_texts_and_may_be_saved_knowing_them() -> None:
    them, person = accounts.three(), persons.person()
    call = make.item(person, kind="call", by=them.ada, subject="Old")
    note = make.item(person, kind="note", by=them.ada, body="Old")
    ada = signed_in(them.ada)
    for line, form, field in (
        (call, posted(person, them.ada), "description"), (note, {}, "text"),
    ):  # fmt: skip
        url = reverse("item_edit" if line == call else "item_rewrite", args=[line.pk])
        assert ada.post(url, {**form, field: "From the other browser", "revision": "1"}).status_code == 302
        stale = ada.post(url, {**form, field: "Typed here", "revision": "1"}, headers=HTMX)
        told = stale.content.decode()
        assert stale.status_code == 422 and "From the other browser" in told and "Typed here" in told
        assert 'name="revision" value="2"' in told
        assert ada.post(url, {**form, field: "Typed here", "revision": "2"}).status_code == 302
        assert "Typed here" in queries.detail(them.viewer(them.ada), line.pk).body


def test_whoever_sees_a_person_through_jobs_alone_begins_with_the_newest_of_them() -> None:
    them, person = accounts.three(), persons.person()
    seats = [(them.cleo.pk, "interviewer")]
    older, newer = job_makes.job("Older", team=seats), job_makes.job("Newer", team=seats)
    for job in (older, newer):
        job_makes.application(person, job)
    cleo = signed_in(them.cleo)
    for name in ("log", "note"):
        form = cleo.get(reverse(name, args=[person.pk]), headers=HTMX).content.decode()
        assert f'<option value="{newer.pk}" selected>' in form
    refused = cleo.post(reverse("note", args=[person.pk]), {"text": "Good", "visibility": "everyone"}, headers=HTMX)
    assert "you see this person only through one" in refused.content.decode()
    form = {"text": "Good", "visibility": "everyone", "job": newer.pk}
    assert cleo.post(reverse("note", args=[person.pk]), form).status_code == 302
    assert '<option value="" selected>' in signed_in(them.ada).get(reverse("note", args=[person.pk])).content.decode()


def test_guessed_numbers_of_items_find_nothing_whatever_is_tried() -> None:
    them, person = accounts.three(), persons.person()
    line = make.item(
        person, kind="call", by=them.ben, audience_id=jobs.audience_for("only_me", member_ids=[them.ben.pk])
    )
    client = signed_in(them.ada)
    for name in ("item", "item_edit", "item_rewrite", "item_visibility", "item_comment"):
        assert client.get(reverse(name, args=[line.pk])).status_code == 404
    for name in ("item_remove", "item_restore", "item_pin", "item_read", "item_comment", "item_visibility"):
        answer = client.post(reverse(name, args=[line.pk]), {"text": "x", "visibility": "everyone"})
        assert answer.status_code == 404, name
    assert client.get(reverse("person", args=[person.pk], query={"item": line.pk})).status_code == 404


def test_a_note_asks_before_it_shares_and_comments_hang_below() -> None:
    them, person = accounts.three(), persons.person()
    client, url = signed_in(them.ada), reverse("note", args=[person.pk])
    form = {"text": "Look at this", "visibility": "only_me", "call": [f"u{them.ben.pk}"]}
    asked = client.post(url, form, headers=HTMX)
    assert asked.status_code == 422 and "Share with <bdi>Ben Okafor</bdi>" in asked.content.decode()
    assert client.post(url, {**form, "unseeing": "share"}).status_code == 302
    line = Interaction.objects.get(kind="note")
    ben = signed_in(them.ben)
    assert ben.post(reverse("item_comment", args=[line.pk]), {"text": "Seen"}, headers=HTMX).status_code == 200
    assert "Seen" in client.get(reverse("item", args=[line.pk]), headers=HTMX).content.decode()
    assert queries.unread_count(them.viewer(them.ben)) == 1
    ben.get(reverse("item", args=[line.pk]), headers=HTMX)
    assert queries.unread_count(them.viewer(them.ben)) == 0


def test_a_comment_calls_by_the_editor_as_a_note_does() -> None:
    them, person = accounts.three(), persons.person()
    line = make.item(person, by=them.ada, body="Trial work")
    client = signed_in(them.ada)
    form = client.get(reverse("item", args=[line.pk]), headers=HTMX).content.decode()
    assert 'rp-editor class="boxed short bare" data-mentions="/who/suggest?kinds=ut"' in form
    text = f'<p>Ask <span data-type="mention" class="mention" data-id="u{them.ben.pk}">@Ben Okafor</span></p>'
    answer = client.post(
        reverse("item_comment", args=[line.pk]), {"text": text, "call": f"u{them.ben.pk}"}, headers=HTMX
    ).content.decode()
    assert answer.count("@Ben Okafor") == 1 and queries.unread_count(them.viewer(them.ben)) == 1


def test_what_is_deleted_can_be_taken_back_from_the_toast() -> None:
    them, person = accounts.three(), persons.person()
    line = make.item(person, kind="call", by=them.ada)
    client = signed_in(them.ada)
    answer = client.post(reverse("item_remove", args=[line.pk]), headers=HTMX)
    assert reverse("item_restore", args=[line.pk]) in answer.headers["HX-Trigger"]
    assert queries.page(them.viewer(them.ben), [person.pk]).items == []
    client.post(reverse("item_restore", args=[line.pk]), headers=HTMX)
    assert len(queries.page(them.viewer(them.ben), [person.pk]).items) == 1


def test_a_file_is_shown_safely_and_only_to_whoever_sees_its_item() -> None:
    them, person = accounts.three(), persons.person()
    them.actor(them.ada)
    line = files.add_file(
        them.actor(them.ada), person.pk, upload("CV.txt", b"Trial lawyer"), visibility=Visibility("only_me")
    )
    url = reverse("file", args=[Attachment.objects.get(interaction=line).file.token])
    answer = signed_in(them.ada).get(url)
    assert b"".join(answer.streaming_content) == b"Trial lawyer"  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert signed_in(them.ben).get(url).status_code == 404
    assert queries.files_of(them.viewer(them.ben), [person.pk]) == []
    services.set_visibility(them.actor(them.ada), line.pk, Visibility())
    assert signed_in(them.ben).get(url).status_code == 200


def test_files_that_could_act_are_refused_or_only_handed_over() -> None:
    them, person = accounts.three(), persons.person()
    client = signed_in(them.ada)
    for name, content in (("run.exe", b"MZ\x90"), ("cv.pdf.exe", b"MZ"), ("a.pdf", b"<html><script>")):
        assert client.post(reverse("add_files", args=[person.pk]), {"files": upload(name, content)}).status_code == 422
    client.post(reverse("add_files", args=[person.pk]), {"files": upload("page.html", b"<html><script>x</script>")})
    answer = client.get(reverse("file", args=[Attachment.objects.get().file.token]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_words_within_files_are_found_as_far_as_the_item_is_seen() -> None:
    them, person = accounts.three(), persons.person()
    ada = them.actor(them.ada)
    line = files.add_file(ada, person.pk, upload("Résumé.docx", docx(WORD.format("jurisprudence"))))
    files.add_file(ada, person.pk, upload("notes.txt", b"arbitration in Geneva"))

    def found(user: User, text: str) -> int:
        return len(search.find(Query(text), Sight(them.viewer(user).audience_ids)).hits)

    assert found(them.ben, "jurisprudence") == found(them.ben, "arbitration") == 1
    assert found(them.ben, "resume") >= 1
    [hit] = queries.find(them.viewer(them.ben), [person.pk], "jurisprudence").hits
    assert hit.in_file and hit.item.id == line.pk
    services.set_visibility(ada, line.pk, Visibility("only_me"))
    assert found(them.ben, "jurisprudence") == 0 and found(them.ada, "jurisprudence") == 1
    services.remove(ada, line.pk)
    assert found(them.ada, "jurisprudence") == 0
    services.restore(ada, line.pk)
    assert found(them.ada, "jurisprudence") == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.docx", docx('<!DOCTYPE d [<!ENTITY a "aaaa">]>' + WORD.format("&a;"))),
        ("torn.docx", b"PK\x03\x04 not a zip"),
        ("empty.pdf", PDF),
        ("torn.pdf", b"%PDF-1.7 nothing follows"),
    ],
)
def test_a_file_that_cannot_be_read_is_kept_and_found_by_its_name(name: str, content: bytes) -> None:
    them, person = accounts.three(), persons.person()
    files.add_file(them.actor(them.ada), person.pk, upload(name, content))
    hits = search.find(Query(name.split(".")[0]), Sight(them.viewer(them.ben).audience_ids)).hits
    assert "file" in {hit.kind for hit in hits}


def test_pickers_offer_colleagues_teams_and_only_people_the_reader_may_see() -> None:
    them = accounts.three()
    persons.person("Bena Visible", "v@example.org")
    persons.person("Bena Own", "own@example.org", user=them.ada)
    labels = [row["label"] for row in signed_in(them.ada).get(reverse("who"), {"q": "ben", "kinds": "upt"}).json()]
    assert labels == ["Ben Okafor", "Bena Visible"]


def test_who_will_see_it_is_told_by_name_before_it_is_written() -> None:
    them, person = accounts.three(), persons.person()
    client, url = signed_in(them.ada), reverse("will_see", args=[person.pk])
    everyone = client.get(url, {"visibility": "everyone"}).content.decode()
    assert "Ada Lovelace" in everyone and "Ben Okafor" in everyone and "Cleo Petrov" not in everyone
    few = client.get(url, {"visibility": "people", "see_people": f"u{them.ben.pk}"}).content.decode()
    assert "2 colleagues" in few and "Root Admin" not in few
    assert "1 colleague will" in client.get(url, {"visibility": "only_me"}).content.decode()
    assert "Choose a job" in client.get(url, {"visibility": "hiring_team"}).content.decode()
    for form in ("log", "note"):
        assert url in client.get(reverse(form, args=[person.pk]), headers=HTMX).content.decode()
    hidden_job = job_makes.job(confidential=True)
    hidden = persons.person("Hidden", "h@x.example", audience_id=jobs.audience_for("everyone", job_id=hidden_job.pk))
    assert client.get(reverse("will_see", args=[hidden.pk]), {"visibility": "everyone"}).status_code == 404


def test_a_name_called_within_the_words_is_a_mention_and_is_not_named_twice() -> None:
    them, person = accounts.three(), persons.person()
    client = signed_in(them.ada)
    form = client.get(reverse("note", args=[person.pk]), headers=HTMX).content.decode()
    assert f'data-mentions="{reverse("who")}?kinds=ut"' in form
    # What the editor posts: the name in its words, and the call beside them.
    words = f'<p>Ask <span class="mention" data-type="mention" data-id="u{them.ben.pk}">@Ben Okafor</span> first.</p>'
    given = {"text": words, "call": f"u{them.ben.pk}", "visibility": "everyone"}
    assert client.post(reverse("note", args=[person.pk]), given).status_code == 302
    note = Interaction.objects.get(kind="note")
    assert [m.user for m in note.mentions.all()] == [them.ben]
    detail = queries.detail(them.viewer(them.ada), note.pk)
    assert "@Ben Okafor first" in detail.body and "<span" not in detail.body and detail.mentioned == ()


def test_the_mail_composer_calls_nobody() -> None:
    them, person = accounts.three(), persons.person()
    html = signed_in(them.ada).get(reverse("compose", args=[person.pk]), headers=HTMX).content.decode()
    assert "<rp-editor" in html and "data-mentions" not in html
