from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from rapport.lib.errors import Conflict
from rapport.people.tests import make as people
from rapport.timeline.models import About
from rapport.timeline.tests import make as timeline
from rapport.vault import files, keyring, queries, reseal, services
from rapport.vault.domain import HOUSE, Subject, before, person
from rapport.vault.models import SubjectKey, Wrap

pytestmark = pytest.mark.django_db


def items(count: int, *subjects: Subject) -> dict[bytes, bytes]:
    made = services.new_items([subjects] * count)
    services.keep_wraps(*made)
    return {item.seal_id: item.key for item in made}


def readable(kept: dict[bytes, bytes]) -> bool:
    opened = queries.open_by_id(kept)
    return {id: item.key for id, item in opened.items()} == kept


def test_everything_opens_after_a_reseal_and_nothing_with_what_leaked(home: Path) -> None:
    kept = items(5, person(1), HOUSE) | items(3, person(2))
    leaked_ring, leaked_rows = keyring.load(), list(SubjectKey.objects.values_list("kind", "ref", "wrapped"))
    done = reseal.reseal()
    assert (done.keys, done.wraps) == (3, 13)
    assert readable(kept)
    assert not queries.is_resealing()
    ring = keyring.load()
    assert not set(leaked_ring.keys) & set(ring.keys)
    assert ring.stable == leaked_ring.stable  # search and matching go on
    services.put_back([(kind, ref, bytes(wrapped), leaked_ring.current) for kind, ref, wrapped in leaked_rows])
    keyring._write(leaked_ring, keyring.ring_file())
    assert queries.open_by_id(kept) == {}  # the old keys do not open what is here now


def test_a_reseal_cut_short_leaves_everything_readable_and_is_finished_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = items(7, person(1)) | items(2, HOUSE)
    monkeypatch.setattr(reseal, "_AT_ONCE", 2)
    real, calls = reseal._rewrap, []

    def dies(*args: Any) -> int:
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(1)
        return real(*args)

    monkeypatch.setattr(reseal, "_rewrap", dies)
    with pytest.raises(KeyboardInterrupt):
        reseal.reseal()
    assert queries.is_resealing() and readable(kept)
    kept |= items(1, person(1), person(3))  # people go on working
    assert readable(kept)
    with pytest.raises(Conflict, match="reseal"):
        services.rotate()
    monkeypatch.setattr(reseal, "_rewrap", real)
    ring = keyring.load()
    reseal.reseal()
    assert readable(kept) and not queries.is_resealing()
    assert keyring.load().current == ring.current  # it went on, it did not begin anew
    services.rotate()
    assert readable(kept)


def test_a_person_destroyed_while_a_reseal_is_under_way_stays_destroyed(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = items(2, person(1))
    monkeypatch.setattr(reseal, "_walk", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        reseal.reseal()
    assert SubjectKey.objects.filter(kind=before(person(1)).kind).exists()
    assert services.destroy([person(1)]) == 1
    assert not SubjectKey.objects.exists()
    assert queries.open_by_id(kept) == {}


def test_keys_wrapped_in_tables_of_other_rooms_are_wrapped_anew_too() -> None:
    diana = people.person()
    note = timeline.item(diana)
    file = files.store(io.BytesIO(b"cv"), [person(diana.pk)], name="cv.txt")
    about = About.objects.get(interaction=note, person=diana)
    before_it = bytes(about.wrapped_key)
    reseal.reseal()
    about.refresh_from_db()
    assert bytes(about.wrapped_key) != before_it
    assert queries.open_items([(bytes(note.seal_id), person(diana.pk), bytes(about.wrapped_key))])
    assert b"".join(files.open_stream(file)) == b"cv"


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_it_cannot_undo() -> None:
    items(1, person(1))
    said = io.StringIO()
    call_command("keys", "reseal", stdout=said)
    assert "1 items are wrapped anew" in said.getvalue() and "What this cannot do" in said.getvalue()


def test_a_ring_from_the_environment_must_bring_the_new_key_itself(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = items(1, person(1))
    text = keyring.ring_file().read_text()
    monkeypatch.setenv("RAPPORT_KEYRING", text)
    with pytest.raises(Conflict, match="RAPPORT_KEYRING"):
        reseal.reseal()
    monkeypatch.delenv("RAPPORT_KEYRING")
    keyring.add_current()
    monkeypatch.setenv("RAPPORT_KEYRING", keyring.ring_file().read_text())
    assert reseal.reseal().wraps == 1
    assert readable(kept) and Wrap.objects.count() == 1
