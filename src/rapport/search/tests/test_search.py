from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from rapport.lib import words
from rapport.search import queries, services
from rapport.search.domain import EVERYTHING, Doc, Query, Sight
from rapport.search.models import SearchDoc

pytestmark = pytest.mark.django_db

START = datetime(2024, 5, 17, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path


def doc(ref: int, text: str, *, minutes: int | None = None, kind: str = "message", **more: Any) -> Doc:
    at = START + timedelta(minutes=ref if minutes is None else minutes)
    return Doc(kind, ref, at, words.tokens(text), **more)


def refs(text: str, sight: Sight = EVERYTHING, **more: Any) -> list[int]:
    return [hit.ref for hit in queries.find(Query(text, **more), sight).hits]


def test_newest_first_and_every_word_must_be_there() -> None:
    services.put([doc(1, "the offer is ready"), doc(3, "an offer"), doc(2, "offer READY"), doc(4, "ready")])
    assert refs("offer") == [3, 2, 1]
    assert refs("Offer, ready!") == [2, 1]
    assert refs("nothing") == refs("") == refs("!?") == []


def test_arabic_and_chinese_are_found_as_they_are_typed() -> None:
    services.put([doc(1, "موعد المُقابَلَة غداً"), doc(2, "面试安排在明天")])
    assert refs("مقابلة") == [1]
    assert refs("面试") == [2]


@pytest.mark.parametrize("person_ids", [None, [7]])
def test_pages_follow_each_other(person_ids: list[int] | None) -> None:
    services.put([doc(n, "offer", minutes=n // 3, person_id=7) for n in range(10)])
    seen: list[int] = []
    before = None
    while hits := queries.find(Query("offer", person_ids, limit=4, before_id=before), EVERYTHING).hits:
        seen += [hit.ref for hit in hits]
        before = hits[-1].id
    assert sorted(seen) == list(range(10))
    assert [n // 3 for n in seen] == sorted((n // 3 for n in seen), reverse=True)


@pytest.mark.parametrize("person_ids", [None, [7, 8]])
def test_sight_is_kept_by_the_database(person_ids: list[int] | None) -> None:
    services.put(
        [
            doc(1, "offer", person_id=7, audience_id=1),
            doc(2, "offer", person_id=7, audience_id=2),
            doc(3, "offer", person_id=8, audience_id=1),
            doc(4, "offer", person_id=8),
        ]
    )
    more: dict[str, Any] = {"person_ids": person_ids}
    assert refs("offer", EVERYTHING, **more) == [4, 3, 2, 1]
    assert refs("offer", Sight((1,)), **more) == [4, 3, 1]
    assert refs("offer", Sight((1, 2), (8,)), **more) == [2, 1]
    assert refs("offer", Sight((), ()), **more) == [4]
    # What may not be seen does not use up the page.
    assert refs("offer", Sight((2,), (8,)), limit=1, **more) == [2]


def test_a_thing_about_nobody_is_not_hidden_by_ones_own_record() -> None:
    services.put([doc(1, "offer")])
    assert refs("offer", Sight((), (8,))) == [1]


def test_scopes() -> None:
    services.put(
        [doc(1, "offer", person_id=7), doc(2, "offer", person_id=8), doc(3, "offer", kind="note", person_id=7)]
    )
    assert refs("offer", person_ids=[7]) == [3, 1]
    assert refs("offer", person_ids=[7], kinds=["note"]) == [3]
    assert refs("offer", kinds=["message"]) == [2, 1]
    assert refs("offer", person_ids=[]) == refs("offer", kinds=[]) == []


def test_putting_again_leaves_no_ghosts() -> None:
    services.put([doc(1, "first words"), doc(2, "first")])
    id = SearchDoc.objects.get(ref=1).id
    services.put([doc(1, "other words")])
    assert SearchDoc.objects.get(ref=1).id == id
    assert refs("first") == [2]
    assert refs("other") == refs("words") == [1]
    services.put([doc(1, "third", minutes=60)])
    assert refs("other") == []
    assert refs("third") == [1]
    assert SearchDoc.objects.count() == 2
    services.remove("message", [1, 2])
    assert SearchDoc.objects.count() == 0
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for word in ("first", "words", "other", "third"):
                token = queries.blind([word], queries.vault.derived_key("search"))[0]
                cursor.execute("SELECT count(*) FROM search_words WHERE search_words MATCH %s", [f'"{token:012x}"'])
                assert cursor.fetchone() == (0,)


def test_one_thing_about_two_people_is_two_documents() -> None:
    services.put([doc(1, "offer", person_id=7), doc(1, "offer", person_id=8), doc(1, "offer")])
    services.put([doc(1, "letter", person_id=7)])
    assert sorted(map(str, [hit.person_id for hit in queries.find(Query("offer"), EVERYTHING).hits])) == ["8", "None"]
    services.forget_person(8)
    assert [hit.person_id for hit in queries.find(Query("offer"), EVERYTHING).hits] == [None]
    services.remove("message", [1])
    assert not SearchDoc.objects.exists()


def test_the_database_refuses_a_second_document_of_a_thing() -> None:
    services.put([doc(1, "offer")])
    row = SearchDoc.objects.get()
    row.pk += 1
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_last_of_two_in_one_batch_counts() -> None:
    services.put([doc(1, "old"), doc(1, "new")])
    assert (refs("old"), refs("new")) == ([], [1])


def test_audiences_change() -> None:
    services.put([doc(1, "offer", audience_id=1), doc(2, "offer", audience_id=1)])
    services.set_audience("message", 1, 2)
    services.set_audience("message", [2], None)
    assert refs("offer", Sight((1,))) == [2]
    assert refs("offer", Sight((2,))) == [2, 1]


def test_phrases_are_handed_back_for_checking() -> None:
    services.put([doc(1, "see you next week"), doc(2, "the week after next")])
    found = queries.find(Query('"next week" see'), EVERYTHING)
    assert [hit.ref for hit in found.hits] == [1]
    assert found.needs_phrase_check
    assert found.phrases == ("next week",)
    assert not queries.find(Query("next week"), EVERYTHING).needs_phrase_check


def test_names_are_found_by_their_beginning() -> None:
    services.put([Doc("person", 1, START, words.name_tokens("Zoë Müller"), person_id=1)])
    assert refs("zo mul", kinds=["person"]) == [1]


def test_a_batch_of_one_moment_gets_different_ids() -> None:
    services.put([doc(n, "same", minutes=0) for n in range(1500)])
    assert SearchDoc.objects.count() == 1500
    assert len(refs("same", limit=5000)) == 1500
    services.remove("message", range(1500))
    assert refs("same") == []


def test_rare_words_are_found_behind_many_newer_documents() -> None:
    services.put([doc(0, "needle")] + [doc(n, "hay") for n in range(1, 1200)])
    assert refs("needle") == [0]


def test_nothing_readable_is_stored() -> None:
    services.put([doc(1, "offer")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_searchdoc")
        assert "offer" not in str(cursor.fetchall())


def test_documents_of_an_older_normaliser_are_listed() -> None:
    services.put([doc(1, "offer"), doc(2, "offer")])
    SearchDoc.objects.filter(ref=1).update(normaliser=0)
    assert queries.outdated("message") == [1]
