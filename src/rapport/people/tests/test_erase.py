from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rapport.accounts.tests import make as accounts
from rapport.events.models import Event
from rapport.lib.actor import SYSTEM
from rapport.lib.actor import user as actor_of
from rapport.lib.errors import NotAllowed
from rapport.people import services
from rapport.people.models import ContactPoint, MergeRecord, Person
from rapport.people.tests import make
from rapport.search import queries as search
from rapport.search.domain import EVERYTHING, Query
from rapport.search.models import SearchDoc
from rapport.vault import files
from rapport.vault import queries as vault
from rapport.vault.domain import HOUSE, person

pytestmark = pytest.mark.django_db


def test_nothing_of_who_they_were_is_left_and_the_row_stays(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
    diana = make.person(headline="Counsel", custom={"notice": "3 months"}, source_note="met at the fair")
    token = diana.token
    services.erase_person(SYSTEM, diana.pk)
    row = Person.objects.get(pk=diana.pk)
    assert (row.full_name, row.sort_name, row.headline, row.source_note, row.custom) == ("", "", "", "", {})
    assert row.erased_at and row.removed_at and row.token != token
    assert not ContactPoint.objects.exists() and not SearchDoc.objects.filter(person_id=diana.pk).exists()
    assert not search.find(Query("diana"), EVERYTHING).hits
    assert [(kind, ref) for kind, ref, _ in vault.erased()] == [("person", diana.pk)]
    assert vault.without_key("person", [diana.pk]) == {diana.pk}
    assert Event.objects.filter(kind="people.PersonErased", person_id=diana.pk).count() == 1


def test_their_files_leave_the_disk_and_shared_ones_stay(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    diana, omar = make.person(), make.person("Omar Khalil", "omar@example.org")
    files.store(io.BytesIO(b"hers"), [person(diana.pk)])
    both = files.store(io.BytesIO(b"both"), [person(diana.pk), person(omar.pk)])
    ours = files.store(io.BytesIO(b"ours"), [HOUSE])
    with django_capture_on_commit_callbacks(execute=True):
        services.erase_person(SYSTEM, diana.pk)
    assert {path.name for path in tmp_path.glob("??/*")} == {bytes(f.seal_id).hex() for f in (both, ours)}
    assert b"".join(files.open_stream(both)) == b"both"


def test_everybody_merged_into_them_is_erased_too_with_what_the_merge_remembered() -> None:
    one, other = make.person(), make.person("D. Allen", "d.allen@example.org", headline="Counsel")
    services.merge(SYSTEM, one.pk, other.pk, take=["headline"])
    assert sorted(services.erase_person(SYSTEM, other.pk)) == [one.pk, other.pk]
    assert set(Person.objects.values_list("full_name", "headline")) == {("", "")}
    assert MergeRecord.objects.get().after == {}


def test_whoever_may_not_delete_may_not_erase() -> None:
    diana, ada = make.person(), accounts.three().ada
    with pytest.raises(NotAllowed):
        services.erase_person(actor_of(ada.pk), diana.pk)


def test_erasing_again_touches_only_whom_a_copy_brought_back() -> None:
    diana, omar = make.person(), make.person("Omar Khalil", "omar@example.org")
    assert services.erase_again([diana.pk, 10_000]) == [diana.pk]
    assert Person.objects.get(pk=omar.pk).full_name == "Omar Khalil"


@pytest.mark.django_db(transaction=True)
def test_the_command_wants_a_yes() -> None:
    diana, said = make.person(), io.StringIO()
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase", str(diana.pk), stdout=said)
    call_command("erase", str(diana.pk), "--yes", stdout=said)
    assert "Erased" in said.getvalue() and Person.objects.get(pk=diana.pk).erased_at
    with pytest.raises(CommandError, match="no such person"):
        call_command("erase", "99999", "--yes", stdout=said)
