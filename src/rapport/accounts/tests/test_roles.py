"""Roles and teams are rows; what one sees follows them at once, and somebody is always left in charge."""

from __future__ import annotations

import pytest

from rapport.accounts import domain, queries, services, words
from rapport.accounts.models import Brand, LegalEntity, Role
from rapport.accounts.policy.last_administrator import last_administrator
from rapport.accounts.queries import admin
from rapport.accounts.tests import make
from rapport.lib.errors import Conflict, Invalid, NotAllowed, Refused

ALL = frozenset({"all"})
IN_CHARGE = {"accounts:manage": ALL, "accounts:administer": ALL, "settings:edit": ALL}


def facts(id: int, grants, is_active: bool = True) -> domain.UserFacts:
    return domain.UserFacts(id, is_active, grants=grants)


@pytest.mark.parametrize(
    ("after", "refused"),
    [
        ([facts(1, IN_CHARGE)], False),
        ([facts(1, IN_CHARGE, is_active=False), facts(2, IN_CHARGE)], False),
        ([], True),
        ([facts(1, IN_CHARGE, is_active=False)], True),
        ([facts(1, {"accounts:manage": ALL})], True),
        ([facts(1, {**IN_CHARGE, "settings:edit": frozenset({"team"})})], True),
        ([facts(1, {"accounts:manage": ALL}), facts(2, {"settings:edit": ALL})], True),
        ([facts(1, {"accounts:manage": ALL, "settings:edit": ALL})], True),
    ],
)
def test_an_administrator_must_remain(after, refused):
    assert (last_administrator(after) is not None) is refused


def test_every_permission_area_and_scope_has_words():
    assert set(words.PERMISSIONS) == domain.ALL_PERMISSIONS
    assert set(words.AREAS) == set(domain.PERMISSIONS)


@pytest.fixture
def staff(db) -> make.Staff:
    return make.three()


def test_an_own_role_gives_exactly_its_rights(staff):
    role = services.make_role(staff.actor(staff.root), "Sourcer", {"people:read": "all", "people:edit": "team"})
    services.set_roles(staff.actor(staff.root), staff.cleo.pk, [role.key])
    cleo = staff.actor(staff.cleo)
    assert queries.can(cleo, "people:read").is_allowed
    assert not queries.can(cleo, "timeline:note").is_allowed
    assert not queries.can(cleo, "people:edit", domain.Scope()).is_allowed


def test_changing_a_role_changes_what_its_holders_see_at_once(staff):
    everyone = services.intern_audience("everyone")
    assert queries.holds(staff.ada.pk, everyone)
    role = Role.objects.get(key="recruiter")
    rights = {k: v for k, v in admin.role(role.pk).rights.items() if k != "timeline:read"}
    services.change_role(staff.actor(staff.root), role.pk, role.name, rights)
    assert not queries.holds(staff.ada.pk, everyone)
    services.change_role(staff.actor(staff.root), role.pk, role.name, {**rights, "timeline:read": "all"})
    assert queries.holds(staff.ada.pk, everyone)


def test_the_administrators_role_cannot_lose_what_it_is_for(staff):
    role = Role.objects.get(key="administrator")
    rights = {k: v for k, v in admin.role(role.pk).rights.items() if k != "accounts:manage"}
    with pytest.raises(Refused):
        services.change_role(staff.actor(staff.root), role.pk, role.name, rights)
    assert "accounts:manage" in admin.role(role.pk).rights


def test_roles_that_are_held_or_built_in_stay(staff):
    root = staff.actor(staff.root)
    own = services.make_role(root, "Sourcer", {"people:read": "all"})
    services.set_roles(root, staff.cleo.pk, [own.key])
    for role_id in (own.pk, Role.objects.get(key="auditor").pk):
        with pytest.raises(Conflict):
            services.remove_role(root, role_id)
    services.set_roles(root, staff.cleo.pk, ["interviewer"])
    services.remove_role(root, own.pk)
    assert not Role.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("rights", [{"people:fly": "all"}, {"people:read": "everywhere"}])
def test_rights_that_do_not_exist_are_refused(staff, rights):
    with pytest.raises(Invalid):
        services.make_role(staff.actor(staff.root), "X", rights)


def test_only_those_who_manage_accounts_touch_roles_and_teams(staff):
    ada = staff.actor(staff.ada)
    for act in (
        lambda: services.make_role(ada, "X", {}),
        lambda: services.save_team(ada, None, "X", []),
        lambda: services.set_access(ada, staff.ada.pk, ["administrator"], []),
        lambda: services.deactivate(ada, staff.ben.pk),
        lambda: services.end_sessions(ada, staff.ben.pk),
        lambda: services.save_brand(ada, None, name="X"),
        lambda: services.save_organisation(ada, name="X"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_team_has_exactly_its_members(staff):
    root = staff.actor(staff.root)
    services.save_team(root, staff.team.pk, "Law", [staff.cleo.pk])
    assert queries.team_member_ids(staff.team.pk) == [staff.cleo.pk]
    with pytest.raises(Invalid):
        services.save_team(root, None, "law", [])
    services.remove_team(root, staff.team.pk)
    assert queries.teams() == []


def test_there_is_always_one_default_brand_and_legal_entity(staff):
    root = staff.actor(staff.root)
    brand = services.save_brand(root, None, name="Second", is_default=True)
    services.save_legal_entity(root, None, name="Second Ltd", is_default=False)
    assert [b.pk for b in Brand.objects.filter(is_default=True)] == [brand.pk]
    services.save_brand(root, brand.pk, name="Second", is_default=False)
    assert queries.default_brand().pk == brand.pk
    assert LegalEntity.objects.filter(is_default=True).count() == 1


def test_the_list_of_members_costs_the_same_for_four_and_for_thirty(staff, django_assert_num_queries):
    with django_assert_num_queries(5):
        assert len(admin.members()) == 4
    for n in range(26):
        make.staff(f"Member {n}", "recruiter", teams=(staff.team,), email=f"m{n}@halden.example")
    with django_assert_num_queries(5):
        assert len(admin.members()) == 30


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "LOVE"}, ["Ada Lovelace"]),
        ({"role": "interviewer"}, ["Cleo Petrov"]),
        ({"status": "left"}, ["Ben Okafor"]),
    ],
)
def test_members_are_found_by_words_role_and_standing(staff, asked, found):
    services.deactivate(staff.actor(staff.root), staff.ben.pk)
    assert [member.user.name for member in admin.members(**asked)] == found


def test_saving_roles_on_the_page_of_a_member(staff, client):
    client.force_login(staff.root)
    answer = client.post(f"/settings/members/{staff.cleo.pk}/", {"roles": ["hr"], "teams": [staff.team.pk]})
    assert answer.status_code == 302
    member = admin.member(staff.cleo.pk)
    assert ([role.key for role in member.roles], member.teams) == (["hr"], [staff.team])


def test_the_matrix_on_the_page_of_a_role_saves_what_it_shows(staff, client):
    client.force_login(staff.root)
    role = Role.objects.get(key="marketing")
    client.post(f"/settings/roles/{role.pk}/", {"name": "Brand team", "people:read": "all", "content:edit": ""})
    row = admin.role(role.pk)
    assert (row.role.name, row.rights) == ("Brand team", {"people:read": "all"})
