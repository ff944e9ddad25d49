from __future__ import annotations

import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rapport.lib.seal import SealError
from rapport.vault import keyring, queries, services
from rapport.vault.domain import person
from rapport.vault.models import SubjectKey

ADA = person(1)


def test_the_ring_is_made_once_and_only_for_us(home: Path) -> None:
    ring = keyring.load()
    file = home / "keyring.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keyring.load() is ring
    assert [path.name for path in home.iterdir()] == ["keyring.json"]


def test_whoever_comes_second_keeps_the_first_ring(home: Path) -> None:
    ring = keyring.load()
    keyring._make(home / "keyring.json")
    assert keyring.load() == ring


def test_a_broken_ring_is_told(home: Path) -> None:
    for text in ("", "{}", '{"current": "a", "keys": {}, "fingerprints": ""}', "[]"):
        (home / "keyring.json").write_text(text)
        with pytest.raises(SealError, match="restore it"):
            keyring.load()


def test_the_ring_may_live_elsewhere(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_KEYRING_FILE", str(tmp_path / "elsewhere" / "ring"))
    ring = keyring.load()
    monkeypatch.setenv("RAPPORT_KEYRING", (tmp_path / "elsewhere" / "ring").read_text())
    assert keyring.load() == ring
    assert not keyring.is_writable()


@pytest.mark.django_db(transaction=True)
def test_rotation_moves_every_key_and_retires_the_old_one() -> None:
    items = services.new_items([[person(n)] for n in range(1, 8)])
    services.keep_wraps(*items)
    before = keyring.load().current
    services._ROTATE_AT_ONCE, was = 3, services._ROTATE_AT_ONCE  # type: ignore[misc]
    try:
        assert services.rotate() == 7
    finally:
        services._ROTATE_AT_ONCE = was  # type: ignore[misc]
    ring = keyring.load()
    assert before not in ring.keys
    assert queries.keys_in_use() == {ring.current: 7}
    assert len(queries.open_by_id([item.seal_id for item in items])) == 7


@pytest.mark.django_db(transaction=True)
def test_items_open_and_are_made_while_the_ring_rotates() -> None:
    items = services.new_items([[person(n)] for n in range(1, 41)])
    services.keep_wraps(*items)
    ids, done, failures = [item.seal_id for item in items], threading.Event(), list[Any]()

    def look(number: int) -> None:
        try:
            at = 0
            while not done.is_set() or at == 0:
                at += 1
                if len(queries.open_by_id(ids)) != 40:
                    failures.append("an item was missing")
                services.keep_wraps(services.new_item([person(1000 * number + at)]))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=look, args=(n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(4):
            services.rotate()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []
    every = SubjectKey.objects.values_list("kind", "ref")
    assert len(queries.subject_keys({person(ref) for _, ref in every})) == len(every)


@pytest.mark.django_db(transaction=True)
def test_two_writers_make_one_key_for_a_new_subject() -> None:
    together, made, failures = threading.Barrier(4), list[Any](), list[Any]()

    def make() -> None:
        try:
            together.wait()
            made.append(services.new_item([person(9), person(8)]))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert SubjectKey.objects.count() == 2
    assert len(queries.open_items((item.seal_id, person(9), item.wraps[person(9)]) for item in made)) == 4


@pytest.mark.django_db
def test_a_lost_ring_is_told_and_not_taken_for_erased(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    item = services.new_item([ADA])
    call_command("keys", "status")
    assert "(current): 1 subject keys" in capsys.readouterr().out
    (home / "keyring.json").unlink()
    with pytest.raises(SealError, match="lacks the key"):
        queries.open_items([(item.seal_id, ADA, item.wraps[ADA])])
    with pytest.raises(CommandError, match="cannot open"):
        call_command("keys", "status")


@pytest.mark.django_db(transaction=True)
def test_rotation_at_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    services.new_item([ADA])
    call_command("keys", "rotate")
    assert "1 subject keys are now under" in capsys.readouterr().out
