"""How sign-in is bound to our users: by invitation only, and a company account signs in who was invited."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from rapport.accounts import queries, second_step, services
from rapport.accounts.models import User
from rapport.accounts.services import sign_in
from rapport.web import locale

log = logging.getLogger(__name__)

COOKIE_AGE = 365 * 24 * 3600


def remember_language(response: HttpResponse, language: str) -> None:
    """Let pages before sign-in speak the language chosen last in this browser."""
    response.set_cookie(
        locale.COOKIE, language, max_age=COOKIE_AGE, secure=settings.SECURE, httponly=True, samesite="Lax"
    )


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built on our own origin, never on the Host header of whoever asked."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.PUBLIC_URL) + path.replace("UID-KEY", key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the reader, not of the page it was asked for on."""
        reader = context.get("user") or queries.staff_by_address([email]).get(email.lower())
        with translation.override(reader.language if isinstance(reader, User) else None):
            mail: EmailMessage = self.render_mail(template_prefix, email, {"email": email, **context})
            mail.send()

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def post_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **rest)
        request.session[locale.SESSION_KEY] = user.language
        remember_language(response, user.language)
        sign_in.signed_in(user.pk, ip=self.get_client_ip(request), agent=self.get_http_user_agent(request))
        if not second_step.look(request, user).is_free:
            return redirect(second_step.way_in(response["Location"]))
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        sign_in.sign_in_failed(
            str(credentials.get("email") or ""),
            ip=self.get_client_ip(request),
            agent=self.get_http_user_agent(request),
        )


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Connect a company account to the active user, or the invitation, whose address it vouches for."""
        if sociallogin.is_existing or not isinstance(request.user, AnonymousUser):
            return
        addresses = [a.email for a in sociallogin.email_addresses if a.verified]
        if not addresses:
            # The same answer whether or not we know the address: it tells nothing about who works here.
            told = next((a.email for a in sociallogin.email_addresses), "")
            page = render(request, "socialaccount/unverified.html", {"address": told}, status=403)
            raise ImmediateHttpResponse(page)
        user = queries.user_with_address(addresses)
        if user is not None and not user.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        user = user or services.accept_invited(addresses, sociallogin.user.name, language=get_language() or "en")
        if user is not None:
            sociallogin.connect(request, user)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:200]
        return user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **rest: Any) -> None:
        """The page says that it did not work; the operator reads why."""
        if rest.get("exception") is not None:
            log.warning("Signing in with the company account failed: %s", rest["exception"])
