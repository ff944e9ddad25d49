"""Nobody gives what they do not hold, nor raises themselves: by any door that gives a role, a right or a seat."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from rapport.accounts import queries, services
from rapport.accounts.domain import ALL_PERMISSIONS
from rapport.accounts.models import SEEDED_ROLES, Role, RolePermission, UserRole
from rapport.accounts.policy.granting import may_give, may_seat
from rapport.accounts.queries import admin
from rapport.accounts.tests import make
from rapport.lib.errors import NotAllowed, Refused


def held(**rights: str) -> dict[str, frozenset[str]]:
    return {name.replace("_", ":", 1): frozenset(scopes.split()) for name, scopes in rights.items()}


@pytest.mark.parametrize(
    ("giver", "rights", "beyond"),
    [
        (held(), {}, None),
        (held(), {"people:read": "own"}, ["people:read"]),
        (held(people_read="all"), {"people:read": "all"}, None),
        (held(people_read="all"), {"people:read": "team"}, None),
        (held(people_read="all"), {"people:read": "job"}, None),
        (held(people_read="all"), {"people:read": "own"}, None),
        (held(people_read="team"), {"people:read": "all"}, ["people:read"]),
        (held(people_read="team"), {"people:read": "job"}, None),
        (held(people_read="team"), {"people:read": "own"}, ["people:read"]),
        (held(people_read="job"), {"people:read": "team"}, ["people:read"]),
        (held(people_read="own"), {"people:read": "job"}, ["people:read"]),
        (held(people_read="own job"), {"people:read": "own"}, None),
        (held(people_read="all"), {"people:read": "all", "people:edit": "own"}, ["people:edit"]),
        (held(accounts_manage="all"), {"accounts:administer": "all"}, ["accounts:administer"]),
        (held(accounts_administer="team"), {"people:read": "all"}, ["people:read"]),
        (held(accounts_administer="all"), dict.fromkeys(ALL_PERMISSIONS, "all"), None),
    ],
)
def test_a_role_may_be_given_by_whoever_holds_all_of_it(giver, rights, beyond):
    finding = may_give(giver, rights)
    assert (list(finding.params["permissions"]) if finding else None) == beyond


@pytest.mark.parametrize(
    ("giver", "joining", "refused"),
    [
        (held(accounts_manage="all"), [1], True),
        (held(accounts_manage="all"), [2, 3], False),
        (held(accounts_manage="all"), [], False),
        (held(accounts_administer="all"), [1], False),
    ],
)
def test_nobody_puts_themselves_into_a_team(giver, joining, refused):
    assert (may_seat(giver, 1, joining) is not None) is refused


@pytest.fixture
def staff(db) -> make.Staff:
    return make.three()


@pytest.fixture
def keeper(staff):
    """Manages accounts and no more: the seeded IT role."""
    return make.staff("Ira Keeper", "it")


def test_the_seeded_administrator_gives_every_role(staff):
    for role in Role.objects.all():
        services.set_roles(staff.actor(staff.root), staff.cleo.pk, [role.key])


def test_a_keeper_of_accounts_gives_only_what_they_hold(staff, keeper):
    ira = staff.actor(keeper)
    services.set_roles(ira, staff.cleo.pk, ["interviewer", "it"])
    services.set_roles(ira, staff.cleo.pk, ["it"])
    for key in ("interviewer", "recruiter", "administrator"):
        with pytest.raises(NotAllowed):
            services.set_roles(ira, staff.cleo.pk, [key])
    assert [role.key for role in admin.member(staff.cleo.pk).roles] == ["it"]


def doors(staff, keeper):
    """Every way in which somebody could hand rights to others or to themselves."""
    ira, recruiter = staff.actor(keeper), Role.objects.get(key="recruiter")
    it = admin.role(Role.objects.get(key="it").pk)
    made = services.invite(staff.actor(staff.root), "dana@halden.example", "Dana", ["administrator"])
    services.deactivate(staff.actor(staff.root), staff.ben.pk)
    return [
        lambda: services.set_roles(ira, keeper.pk, ["it", "administrator"]),
        lambda: services.set_access(ira, staff.cleo.pk, ["recruiter"], []),
        lambda: services.set_teams(ira, keeper.pk, [staff.team.pk]),
        lambda: services.save_team(ira, staff.team.pk, "Law", [staff.ada.pk, keeper.pk]),
        lambda: services.invite(ira, "new@halden.example", "New", ["recruiter"]),
        lambda: services.create_user(ira, email="new@halden.example", name="New", roles=["recruiter"]),
        lambda: services.resend_invitation(ira, made.invitation.pk),
        lambda: services.reactivate(ira, staff.ben.pk),
        lambda: services.make_role(ira, "Mine", {"people:read": "job"}),
        lambda: services.change_role(ira, it.role.pk, "IT", {**it.rights, "people:read": "all"}),
        lambda: services.change_role(ira, recruiter.pk, "Recruiter", {}),
        lambda: services.remove_role(ira, recruiter.pk),
    ]


@pytest.mark.parametrize("number", range(12))
def test_no_door_gives_more_than_its_giver_holds(staff, keeper, number):
    acts = doors(staff, keeper)
    assert len(acts) == 12
    before = (set(UserRole.objects.values_list("user_id", "role_id")), RolePermission.objects.count())
    with pytest.raises(NotAllowed):
        acts[number]()
    assert (set(UserRole.objects.values_list("user_id", "role_id")), RolePermission.objects.count()) == before


def test_the_last_who_may_give_anything_stays(staff, keeper):
    """Whoever manages accounts without that right could never make an administrator again."""
    with pytest.raises(Refused):
        services.set_roles(staff.actor(staff.root), staff.root.pk, ["it"])


def box(page: str, role: str) -> str:
    """The box of a role as it stands on the page."""
    found = re.search(rf'<input[^>]*value="{role}"[^>]*>', page)
    assert found is not None
    return found[0]


def test_the_pages_say_why_a_role_cannot_be_chosen(staff, keeper, client):
    client.force_login(keeper)
    for path in (f"/settings/members/{staff.cleo.pk}/", "/settings/members/invite/"):
        page = client.get(path).content.decode()
        assert "disabled" in box(page, "recruiter") and 'aria-describedby="roles-closed"' in box(page, "recruiter")
        assert "disabled" not in box(page, "it")
        assert "don&#x27;t hold there yourself" in page.split('id="roles-closed"')[1]
    page = client.get(f"/settings/roles/{Role.objects.get(key='recruiter').pk}/").content.decode()
    assert "You can't change this role." in page
    assert "Save the role" not in page
    client.force_login(staff.root)
    assert "roles-closed" not in client.get("/settings/members/invite/").content.decode()


def test_what_one_cannot_give_can_still_be_taken_away(staff, keeper, client):
    client.force_login(keeper)
    page = client.get(f"/settings/members/{staff.cleo.pk}/").content.decode()
    assert "disabled" not in box(page, "interviewer")
    client.post(f"/settings/members/{staff.cleo.pk}/", {"roles": ["it"]})
    assert not queries.can(staff.actor(staff.cleo), "timeline:note").is_allowed


def test_a_closed_box_ticked_all_the_same_is_refused(staff, keeper, client):
    client.force_login(keeper)
    answer = client.post(f"/settings/members/{staff.cleo.pk}/", {"roles": ["interviewer", "administrator"]})
    assert answer.status_code == 403
    assert [role.key for role in admin.member(staff.cleo.pk).roles] == ["interviewer"]


def test_a_seeded_role_is_called_in_the_readers_language_until_it_is_renamed(staff, monkeypatch):
    role = Role.objects.get(key="interviewer")
    monkeypatch.setattr("rapport.accounts.models.gettext", lambda text: f"‹{text}›")
    assert role.label == str(role) == "‹Interviewer›"
    assert ("interviewer", "‹Interviewer›") in admin.role_names()
    assert admin.names_of("role", [role.pk]) == {role.pk: "‹Interviewer›"}
    with translation.override("de"):
        services.change_role(staff.actor(staff.root), role.pk, "Talks", admin.role(role.pk).rights)
    assert Role.objects.get(pk=role.pk).label == "Talks"


def test_every_seeded_role_has_its_name_in_the_catalogue(db):
    assert dict(Role.objects.filter(is_builtin=True).values_list("key", "name")) == SEEDED_ROLES


def test_saving_a_seeded_role_under_its_shown_name_keeps_it_translatable(staff, client, monkeypatch):
    monkeypatch.setattr("rapport.accounts.models.gettext", lambda text: f"‹{text}›")
    client.force_login(staff.root)
    role = Role.objects.get(key="interviewer")
    client.post(f"/settings/roles/{role.pk}/", {"name": "‹Interviewer›", "people:read": "job"})
    assert Role.objects.get(pk=role.pk).name == "Interviewer"
