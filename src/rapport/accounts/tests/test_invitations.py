"""An invitation is good for one person, once, for a week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from rapport.accounts import queries, services
from rapport.accounts.models import Invitation, User
from rapport.accounts.tests import make
from rapport.events.models import Event
from rapport.lib.errors import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
PASSWORD = "the quiet harbour at dawn"


@pytest.fixture
def staff() -> make.Staff:
    return make.three()


def invited(staff: make.Staff, email: str = "dana@halden.example", **more) -> services.Invited:
    return services.invite(staff.actor(staff.root), email, "Dana", ["recruiter"], [staff.team.pk], **more)


def token_of(made: services.Invited) -> str:
    return made.link.rstrip("/").rsplit("/", 1)[1]


def test_whoever_is_invited_gets_a_mail_and_becomes_a_member_with_roles_and_teams(staff):
    made = invited(staff)
    assert made.link in mail.outbox[0].body
    user = services.accept_invitation(token_of(made), "Dana Ito", PASSWORD, language="de", time_zone="Asia/Tokyo")
    assert user.check_password(PASSWORD)
    assert (user.email, user.language, user.time_zone) == ("dana@halden.example", "de", "Asia/Tokyo")
    assert queries.can(staff.actor(user), "messaging:send").is_allowed
    assert queries.team_member_ids(staff.team.pk).count(user.pk) == 1
    assert Event.objects.filter(kind="accounts.InvitationAccepted").count() == 1


def test_the_table_holds_no_token_that_opens_anything(staff):
    """SEC-04: 128 bits or more, stored hashed."""
    token = token_of(invited(staff))
    assert len(token) >= 22
    assert token.encode() not in bytes(Invitation.objects.get().token_hash)


def test_a_link_works_once(staff):
    token = token_of(invited(staff))
    services.accept_invitation(token, "Dana", PASSWORD)
    with pytest.raises(NotFound):
        services.accept_invitation(token, "Somebody else", PASSWORD)
    assert User.objects.filter(email="dana@halden.example").count() == 1


def test_a_link_ends_after_seven_days(staff):
    made = invited(staff)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        services.accept_invitation(token_of(made), "Dana", PASSWORD)
    assert made.invitation.expires_at - made.invitation.created_at == timedelta(days=7)


def test_a_link_taken_back_opens_nothing(staff):
    made = invited(staff)
    services.revoke_invitation(staff.actor(staff.root), made.invitation.pk)
    with pytest.raises(NotFound):
        services.accept_invitation(token_of(made), "Dana", PASSWORD)


def test_sending_again_makes_the_old_link_worthless(staff):
    made = invited(staff)
    again = services.resend_invitation(staff.actor(staff.root), made.invitation.pk)
    with pytest.raises(NotFound):
        services.accept_invitation(token_of(made), "Dana", PASSWORD)
    assert services.accept_invitation(token_of(again), "Dana", PASSWORD)


def test_inviting_the_same_address_again_replaces_the_first_invitation(staff):
    first, second = invited(staff), invited(staff)
    with pytest.raises(NotFound):
        services.accept_invitation(token_of(first), "Dana", PASSWORD)
    assert services.accept_invitation(token_of(second), "Dana", PASSWORD)


@pytest.mark.parametrize("password", ["short", "password1234", "dana@halden.example"])
def test_a_weak_password_is_refused_and_the_link_stays_good(staff, password):
    token = token_of(invited(staff))
    with pytest.raises(Invalid) as refused:
        services.accept_invitation(token, "Dana", password)
    assert set(refused.value.fields) == {"password"}
    assert services.accept_invitation(token, "Dana", PASSWORD)


def test_only_those_who_manage_accounts_invite(staff):
    with pytest.raises(NotAllowed):
        services.invite(staff.actor(staff.ada), "x@halden.example", "X", ["recruiter"])


@pytest.mark.parametrize(
    ("email", "roles", "field"),
    [
        ("no address", ["recruiter"], "email"),
        ("ada@HALDEN.example", ["recruiter"], "email"),
        ("x@y.example", [], "roles"),
    ],
)
def test_an_invitation_that_makes_no_sense_says_where(staff, email, roles, field):
    with pytest.raises(Invalid) as refused:
        services.invite(staff.actor(staff.root), email, "X", roles)
    assert set(refused.value.fields) == {field}


def test_the_page_makes_the_account_and_leads_to_signing_in(staff, client):
    path = f"/invite/{token_of(invited(staff))}/"
    assert "dana@halden.example" in client.get(path).content.decode()
    answer = client.post(path, {"name": "Dana Ito", "password": PASSWORD, "time_zone": "Nowhere/Land"})
    assert answer.status_code == 302
    assert User.objects.get(email="dana@halden.example").time_zone == "UTC"
    assert client.get(path).status_code == 410
