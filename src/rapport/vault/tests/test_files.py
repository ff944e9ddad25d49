from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from rapport.lib.errors import Invalid, NotFound
from rapport.lib.seal import SealError
from rapport.vault import files, queries, services
from rapport.vault.domain import person
from rapport.vault.models import SealedFile, Wrap

pytestmark = pytest.mark.django_db

ADA = person(1)
PIECE = files._ON_DISK


def store(content: bytes, **more: Any) -> SealedFile:
    return files.store(BytesIO(content), [ADA], **more)


def on_disk(file: SealedFile) -> Path:
    return files._path(bytes(file.seal_id))


@pytest.mark.parametrize("size", [0, 1, files.CHUNK - 1, files.CHUNK, files.CHUNK + 1, 3 * files.CHUNK])
def test_a_file_comes_back_as_it_was(size: int) -> None:
    content = os.urandom(size)
    file = SealedFile.objects.get(pk=store(content, name="Lebenslauf – Zoë.pdf", type="application/pdf").pk)
    assert b"".join(files.open_stream(file)) == content
    assert (file.size, bytes(file.fingerprint)) == (size, queries.fingerprint("file", content))
    assert files.names([file]) == {file.pk: "Lebenslauf – Zoë.pdf"}
    assert content[:40] not in on_disk(file).read_bytes() or size < 40
    assert list(on_disk(file).parent.glob("new-*")) == []


def test_streams_that_give_little_at_a_time_are_read_whole() -> None:
    class Slow(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1000))

    content = os.urandom(files.CHUNK + 500)
    assert b"".join(files.open_stream(files.store(Slow(content), [ADA]))) == content


def test_damage_is_noticed() -> None:
    mark = len(files._MARK)
    file = store(os.urandom(3 * files.CHUNK))
    whole = on_disk(file).read_bytes()
    first, second, third = (whole[mark + at * PIECE : mark + (at + 1) * PIECE] for at in range(3))
    start = whole[:mark]
    for broken in [
        start + first + second,
        start + first + second + third[:-1],
        start + second + first + third,
        start + first + third,
        start + first + second + third + third,
        start + first + second + third + b"x",
        start + first[:-1] + bytes([first[-1] ^ 1]) + second + third,
        start,
        b"",
    ]:
        on_disk(file).write_bytes(broken)
        with pytest.raises(SealError):
            b"".join(files.open_stream(file))


def test_a_file_under_another_name_does_not_open() -> None:
    one, two = store(b"one"), store(b"two")
    on_disk(two).write_bytes(on_disk(one).read_bytes())
    with pytest.raises(SealError):
        b"".join(files.open_stream(two))


def test_too_large_leaves_nothing_behind(home: Path) -> None:
    with pytest.raises(Invalid):
        store(bytes(200_000), limit=100_000)
    assert not SealedFile.objects.exists()
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []


def test_an_erased_file_is_not_found() -> None:
    file = store(b"content")
    services.destroy([ADA])
    with pytest.raises(NotFound):
        files.open_stream(file)
    assert files.names([file]) == {}


def test_a_file_whose_bytes_are_gone_is_not_found() -> None:
    file = store(b"content")
    on_disk(file).unlink()
    with pytest.raises(NotFound):
        files.open_stream(file)


def test_removing_waits_for_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    file = store(b"content")
    path = on_disk(file)
    with django_capture_on_commit_callbacks(execute=True):
        files.remove([file])
        assert path.exists()
    assert not path.exists()
    assert not SealedFile.objects.exists()
    assert not Wrap.objects.exists()


def test_sweeping_removes_what_no_row_knows() -> None:
    file, orphan = store(b"kept"), store(b"lost")
    path = on_disk(orphan)
    SealedFile.objects.filter(pk=orphan.pk).delete()
    assert files.sweep(older_than=3600) == 0
    assert files.sweep(older_than=-1) == 1
    assert on_disk(file).exists()
    assert not path.exists()
