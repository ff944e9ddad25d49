from __future__ import annotations

from datetime import date

import pytest

from rapport.lib.errors import NotFound
from rapport.lib.seal import SealError
from rapport.vault import queries, services
from rapport.vault.domain import HOUSE, NewItem, Subject, intake, person
from rapport.vault.models import SubjectKey, Wrap

pytestmark = pytest.mark.django_db

ADA, BEN = person(1), person(2)


def refs(item: NewItem) -> list[tuple[bytes, Subject, bytes]]:
    return [(item.seal_id, subject, wrapped) for subject, wrapped in item.wraps.items()]


def test_an_item_opens_for_its_subjects() -> None:
    item = services.new_item([ADA, HOUSE])
    blob = item.seal("message", "body", "Dear Zoë")
    opened = queries.open_items(refs(item))[item.seal_id]
    assert opened.text("message", "body", blob) == "Dear Zoë"
    assert opened.text("message", "body", opened.seal("message", "body", "changed")) == "changed"
    assert opened.bytes("message", "raw", item.seal("message", "raw", b"\x00")) == b"\x00"
    assert opened.text("message", "body", None) == ""
    assert "key" not in repr(opened)


def test_swapped_words_do_not_open() -> None:
    one, two = services.new_items([[ADA], [ADA]])
    blob = one.seal("message", "body", "for one")
    with pytest.raises(SealError):
        two.text("message", "body", blob)
    with pytest.raises(SealError):
        one.text("message", "subject", blob)


def test_a_page_of_items_needs_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    items = services.new_items([[person(n % 5)] for n in range(1, 31)])
    with django_assert_num_queries(1):
        assert len(queries.open_items(ref for item in items for ref in refs(item))) == 30


def test_destroying_a_subject_shreds_what_is_theirs_alone() -> None:
    mine, shared = services.new_items([[ADA], [ADA, BEN]])
    assert services.destroy([ADA]) == 1
    opened = queries.open_items([*refs(mine), *refs(shared)])
    assert set(opened) == {shared.seal_id}


def test_a_key_made_after_destruction_does_not_bring_old_words_back() -> None:
    old = services.new_item([ADA])
    services.destroy([ADA])
    new = services.new_item([ADA])
    assert set(queries.open_items([*refs(old), *refs(new)])) == {new.seal_id}


def test_a_wrap_moved_to_another_item_or_subject_does_not_open() -> None:
    one, two = services.new_items([[ADA], [BEN]])
    assert queries.open_items([(two.seal_id, ADA, one.wraps[ADA])]) == {}
    assert queries.open_items([(one.seal_id, BEN, one.wraps[ADA])]) == {}


def test_sharing_gives_others_the_same_item() -> None:
    item = services.new_item([intake(date(2024, 5, 17))])
    wraps = services.share(item, [BEN])
    assert queries.open_items([(item.seal_id, BEN, wraps[BEN])])[item.seal_id].key == item.key


def test_kept_wraps_come_and_go() -> None:
    item = services.new_item([ADA])
    services.keep_wraps(item)
    services.add_subjects(item.seal_id, [BEN, ADA])
    assert queries.subjects_of([item.seal_id]) == {item.seal_id: {ADA, BEN}}
    assert queries.items_of(BEN) == [item.seal_id]
    services.destroy([ADA])
    assert queries.open_by_id([item.seal_id])[item.seal_id].key == item.key
    services.drop_subjects(item.seal_id, [BEN])
    assert queries.open_by_id([item.seal_id]) == {}
    with pytest.raises(NotFound):
        services.add_subjects(item.seal_id, [BEN])
    services.keep_wraps(item)
    services.drop([item.seal_id])
    assert not Wrap.objects.exists()


def test_an_item_needs_a_subject() -> None:
    with pytest.raises(ValueError, match="at least one"):
        services.new_item([])


def test_a_subject_has_one_key() -> None:
    services.new_items([[ADA], [ADA, HOUSE], [HOUSE]])
    assert SubjectKey.objects.count() == 2


def test_fingerprints_depend_on_purpose_and_value_only() -> None:
    mark = queries.fingerprint("address", "ada@example.org")
    assert len(mark) == 16
    assert mark == queries.fingerprint("address", b"ada@example.org")
    assert mark != queries.fingerprint("mail", "ada@example.org")
    assert mark != queries.fingerprint("address", "ben@example.org")
    services.rotate()
    assert mark == queries.fingerprint("address", "ada@example.org")
