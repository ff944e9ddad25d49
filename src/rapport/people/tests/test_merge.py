from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from rapport.accounts.services import intern_audience
from rapport.accounts.tests import make as accounts
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, NotAllowed, NotFound
from rapport.people import queries, services
from rapport.people.models import ContactPoint, MergeRecord, Person, Twins
from rapport.people.tests import make

pytestmark = pytest.mark.django_db


def root_of(person: Person) -> int | None:
    return Person.objects.values_list("merged_into_id", flat=True).get(pk=person.pk)


def test_merging_is_an_alias_and_moves_nothing() -> None:
    one, other = make.person(), make.person("Diana Allen-Reed", "diana@home.example")
    services.merge(SYSTEM, one.pk, other.pk)
    assert root_of(other) == one.pk
    assert set(queries.group_ids(other.pk)) == {one.pk, other.pk}
    assert ContactPoint.objects.get(canonical="diana@home.example").person_id == other.pk


def test_values_taken_over_go_back_when_the_two_are_taken_apart() -> None:
    make.field("Notice period")
    one = make.person(headline="Counsel", country="US", custom={"notice_period": "4 weeks"})
    other = make.person("Diana A.", "d@home.example", headline="Associate Counsel", custom={"notice_period": "none"})
    services.merge(SYSTEM, one.pk, other.pk, take=["headline", "custom.notice_period"])
    one.refresh_from_db()
    assert (one.headline, one.custom) == ("Associate Counsel", {"notice_period": "none"})
    services.unmerge(SYSTEM, other.pk)
    one.refresh_from_db()
    assert (one.headline, one.custom, one.country) == ("Counsel", {"notice_period": "4 weeks"}, "US")
    assert root_of(other) is None


def test_what_somebody_edited_since_the_merge_stays_when_taken_apart() -> None:
    one, other = make.person(headline="Counsel"), make.person("Diana A.", "d@home.example", headline="Partner")
    services.merge(SYSTEM, one.pk, other.pk, take=["headline"])
    one.refresh_from_db()
    services.edit_person(SYSTEM, one.pk, revision=one.revision, changes={"headline": "General Counsel"})
    services.unmerge(SYSTEM, other.pk)
    one.refresh_from_db()
    assert one.headline == "General Counsel"


def test_mail_filed_three_times_after_a_merge_is_where_it_was_when_taken_apart() -> None:
    """New mail is filed under the owner of the matched contact point, so un-merging is exact (DESIGN 16)."""
    one, other = make.person(), make.person("D. Allen", "d@home.example")
    services.merge(SYSTEM, one.pk, other.pk)
    filed = []
    for address in ("d@home.example", "diana.allen@example.org", "d@home.example"):
        (owner,) = queries.owners_of_address("email", address)
        filed.append(owner.person_id)
    services.unmerge(SYSTEM, other.pk)
    assert filed == [other.pk, one.pk, other.pk]
    assert queries.group_ids(other.pk) == [other.pk]
    assert queries.group_ids(one.pk) == [one.pk]


def test_chains_of_merges_stay_flat_and_come_apart_in_any_order() -> None:
    a, b, c = (
        make.person("A One", "a@x.example"),
        make.person("B Two", "b@x.example"),
        make.person("C Three", "c@x.example"),
    )
    services.merge(SYSTEM, b.pk, c.pk)
    services.merge(SYSTEM, a.pk, b.pk)
    assert (root_of(a), root_of(b), root_of(c)) == (None, a.pk, a.pk)
    services.unmerge(SYSTEM, c.pk)
    assert (root_of(a), root_of(b), root_of(c)) == (None, a.pk, None)
    services.merge(SYSTEM, b.pk, c.pk)
    services.unmerge(SYSTEM, b.pk)
    assert (root_of(a), root_of(b), root_of(c)) == (None, None, a.pk)


def test_merging_merged_people_joins_their_groups_and_never_makes_a_ring() -> None:
    a, b = make.person("A One", "a@x.example"), make.person("B Two", "b@x.example")
    services.merge(SYSTEM, a.pk, b.pk)
    for one, other in ((a, b), (b, a)):
        with pytest.raises(Conflict):
            services.merge(SYSTEM, one.pk, other.pk)


def test_only_who_may_see_both_is_offered_a_pair_or_may_merge_it() -> None:
    staff = accounts.three()
    shown, hidden = make.person(), make.person(audience_id=intern_audience("people", [staff.ben.pk]))
    assert Twins.objects.filter(reason="address").count() == 1
    assert not queries.twins_of(staff.viewer(staff.ada)).exists()
    assert queries.twins_of(staff.viewer(staff.ben)).count() == 1
    with pytest.raises(NotFound):
        services.merge(staff.actor(staff.ada), shown.pk, hidden.pk)
    services.merge(staff.actor(staff.ben), shown.pk, hidden.pk)
    assert not queries.twins_of(staff.viewer(staff.ben)).exists()


def test_a_merge_shows_nobody_a_person_they_could_not_see() -> None:
    staff = accounts.three()
    survivor = make.person(audience_id=intern_audience("people", [staff.ben.pk]))
    merged = make.person("Diana A.", "d@home.example")
    services.merge(SYSTEM, survivor.pk, merged.pk)
    ada, ben = staff.viewer(staff.ada), staff.viewer(staff.ben)
    assert queries.get(ada, merged.pk).pk == merged.pk
    assert list(queries.listed(ada)) == [merged]
    assert queries.get(ben, merged.pk).pk == survivor.pk
    assert list(queries.listed(ben)) == [survivor]
    assert queries.visible_ids_of(ada, queries.get(ada, merged.pk)) == [merged.pk]


def test_what_was_merged_with_my_own_record_is_hidden_from_me_too() -> None:
    staff = accounts.three()
    own = make.person("Ada Lovelace", "ada@home.example", user=staff.ada)
    other = make.person("A. Lovelace", "countess@home.example")
    services.merge(SYSTEM, other.pk, own.pk)
    ada = staff.viewer(staff.ada)
    assert not queries.visible_to(ada).exists()
    assert set(queries.own_ids(ada)) == {own.pk, other.pk}


def test_an_interviewer_may_not_merge() -> None:
    staff = accounts.three()
    one, other = make.person(), make.person("D. Allen", "d@home.example")
    with pytest.raises(NotAllowed):
        services.merge(staff.actor(staff.cleo), one.pk, other.pk)


def test_those_taken_apart_are_not_offered_again() -> None:
    staff = accounts.three()
    one, other = make.person(), make.person()
    services.merge(staff.actor(staff.ada), one.pk, other.pk)
    services.unmerge(staff.actor(staff.ada), other.pk)
    assert not queries.twins_of(staff.viewer(staff.ada)).exists()
    services.sweep_twins()
    assert not queries.twins_of(staff.viewer(staff.ada)).exists()


def race(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Run acts at the same moment in threads of their own; returns what each raised."""
    barrier, raised = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n: int) -> None:
        try:
            barrier.wait(10)
            acts[n]()
        except BaseException as error:
            raised[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_merge_the_same_pair_both_ways_at_once_make_no_ring() -> None:
    for _ in range(5):
        a, b = make.person("A One", ""), make.person("B Two", "")
        raised = race(partial(services.merge, SYSTEM, a.pk, b.pk), partial(services.merge, SYSTEM, b.pk, a.pk))
        assert sorted(type(error).__name__ for error in raised) == ["Conflict", "NoneType"]
        assert {root_of(a), root_of(b)} in ({None, a.pk}, {None, b.pk})


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_three_merges_in_a_circle_at_once_make_no_ring() -> None:
    for _ in range(5):
        a, b, c = make.person("A One", ""), make.person("B Two", ""), make.person("C Three", "")
        raised = race(
            partial(services.merge, SYSTEM, a.pk, b.pk),
            partial(services.merge, SYSTEM, b.pk, c.pk),
            partial(services.merge, SYSTEM, c.pk, a.pk),
        )
        assert all(error is None or isinstance(error, Conflict) for error in raised)
        roots = {p.pk: root_of(p) for p in (a, b, c)}
        assert None in roots.values()
        assert all(root is None or roots[root] is None for root in roots.values())
        assert MergeRecord.objects.filter(merged__in=[a, b, c]).count() == sum(r is not None for r in roots.values())
