"""Inviting staff: a link for one address, good for seven days, once. Only its hash is kept (SEC-04)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rapport.accounts import queries
from rapport.accounts.events import InvitationAccepted, InvitationRevoked, InvitationSentAgain, UserInvited
from rapport.accounts.models import Invitation, Role, Team, User
from rapport.accounts.queries import admin
from rapport.accounts.services import users
from rapport.accounts.services.granting import require_may_give
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.actor import user as actor_of
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.lib.text import one_line

VALID_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made or renewed, with the only sight of its link."""

    invitation: Invitation
    link: str


def invite(actor: Actor, email: str, name: str = "", roles: Iterable[str] = (), teams: Iterable[int] = ()) -> Invited:
    """Mail somebody a link to make their account with these roles (by key) and teams (by id)."""
    queries.require(actor, "accounts:manage")
    address = _address(email)
    chosen = list(Role.objects.filter(key__in=list(roles)))
    if not chosen:
        raise Invalid({"roles": _("Choose at least one role.")})
    if User.objects.filter(email__iexact=address).exists():
        raise Invalid({"email": _("There is already an account with this address.")})
    require_may_give(actor, [role.pk for role in chosen])
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        now = timezone.now()
        Invitation.objects.filter(email__iexact=address, accepted_at__isnull=True, revoked_at__isnull=True).update(
            revoked_at=now
        )
        invitation = Invitation.objects.create(
            email=address,
            name=one_line(name),
            token_hash=admin.token_hash(token),
            invited_by_id=_inviter(actor),
            created_at=now,
            expires_at=now + VALID_FOR,
        )
        invitation.roles.set(chosen)
        invitation.teams.set(Team.objects.filter(pk__in=list(teams)))
        events.publish(actor, UserInvited(invitation_id=invitation.pk))
        events.tick("accounts")
        return _mailed(invitation, token)


def resend(actor: Actor, invitation_id: int) -> Invited:
    """Mail a fresh link for an open invitation; the old link is worth nothing from now on.

    Whoever sends it again sees the link, so they have to be one who could have given these roles.
    """
    queries.require(actor, "accounts:manage")
    require_may_give(actor, admin.invitation(invitation_id).roles.values_list("pk", flat=True))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _change_open(invitation_id, token_hash=admin.token_hash(token), expires_at=timezone.now() + VALID_FOR)
        events.publish(actor, InvitationSentAgain(invitation_id=invitation_id))
        return _mailed(admin.invitation(invitation_id), token)


def revoke(actor: Actor, invitation_id: int) -> None:
    """Take an open invitation back."""
    queries.require(actor, "accounts:manage")
    with transaction.atomic():
        _change_open(invitation_id, revoked_at=timezone.now())
        events.publish(actor, InvitationRevoked(invitation_id=invitation_id))
        events.tick("accounts")


def accept(token: str, name: str, password: str, *, language: str = "en", time_zone: str = "UTC") -> User:
    """Make the account that an invitation promises; the link works once, whoever is faster."""
    invitation = admin.open_invitation(token)
    name = one_line(name)
    if not name:
        raise Invalid({"name": _("Please tell us your name.")})
    _check_password(password, User(email=invitation.email, name=name))
    return _take_up(invitation, name, password, language, time_zone)


def accept_invited(addresses: Iterable[str], name: str, *, language: str = "en") -> User | None:
    """Make the account promised to one of these addresses, without a password: the company's directory vouches for it.

    None when none of them is invited.
    """
    invitation = admin.invitation_for(addresses)
    if invitation is None:
        return None
    called = one_line(name) or invitation.name or invitation.email.partition("@")[0]
    return _take_up(invitation, called, None, language, queries.organisation()["time_zone"])


def _take_up(invitation: Invitation, name: str, password: str | None, language: str, time_zone: str) -> User:
    with transaction.atomic():
        if not Invitation.objects.filter(
            pk=invitation.pk,
            token_hash=bytes(invitation.token_hash),
            accepted_at__isnull=True,
            revoked_at__isnull=True,
        ).update(accepted_at=timezone.now()):
            raise NotFound("This invitation has been used, taken back, or is too old.")
        roles = invitation.roles.values_list("key", flat=True)
        teams = invitation.teams.values_list("pk", flat=True)
        user = users.add(None, invitation.email, name, roles, teams, password, language=language, time_zone=time_zone)
        events.publish(actor_of(user.pk), InvitationAccepted(invitation_id=invitation.pk, user_id=user.pk))
    return user


def _change_open(invitation_id: int, **values: object) -> None:
    open_ones = Invitation.objects.filter(pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True)
    if not open_ones.update(**values):
        raise Conflict(_("This invitation has been taken up or taken back meanwhile."))


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid({"email": " ".join(error.messages)}) from error
    return address


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid({"password": " ".join(error.messages)}) from error


def _inviter(actor: Actor) -> int:
    if not actor.is_user:
        raise Invalid(_("Only a member of staff invites; the first account is made by `rapport setup`."))
    return actor.id


def _mailed(invitation: Invitation, token: str) -> Invited:
    link = settings.PUBLIC_URL + reverse("invitation", args=[token])
    inviter = queries.user(invitation.invited_by_id)
    with translation.override(inviter.language):
        words = {"invitation": invitation, "inviter": inviter, "link": link, "days": VALID_FOR.days}
        EmailMessage(
            subject=_("%(name)s invites you to Rapport") % {"name": inviter.name},
            body=render_to_string("accounts/mail/invitation.txt", words),
            to=[invitation.email],
        ).send()
    return Invited(invitation, link)
