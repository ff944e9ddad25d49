"""Signing in with the company's directory, more strictly than allauth does by itself.

Added here: the token's signature is checked although it came over TLS, a nonce binds it to this browser, the directory
must be the one configured, user info must be about the same subject, and only vouched addresses lead to an account.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

from rapport.accounts.policy.company_address import is_vouched_for

WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
KEPT = ("iss", "sub", "email")


def nonce_of(code_verifier: str) -> str:
    """The nonce that goes with a sign-in: made from the secret its session keeps anyway (OIDC Core 15.5.2)."""
    digest = hashlib.sha256(b"nonce " + code_verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


class CompanyAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    _verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the directory says of itself, if it is the one that was configured (OIDC Discovery 4.3)."""
        config: dict[str, Any] = super().openid_config
        wanted = str(self.get_provider().app.settings["server_url"]).removesuffix(WELL_KNOWN)
        if str(config.get("issuer", "")).rstrip("/") != wanted.rstrip("/"):
            raise OAuth2Error("The directory calls itself by another name than RAPPORT_OIDC_ISSUER.")
        if not config.keys() >= NEEDED:
            raise OAuth2Error(f"The directory does not say where to find {', '.join(sorted(NEEDED - config.keys()))}.")
        return config

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        self._verifier = pkce_code_verifier or ""
        found: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        return found

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = self._claims(app, str(kwargs["response"].get("id_token") or ""))
        found = self._fetch_user_info(token.token) if "userinfo_endpoint" in self.openid_config else {}
        if found and found.get("sub") != claims["sub"]:
            raise OAuth2Error("The user info is about somebody else than the token.")
        data = {**found, **claims}
        if "email_verified" not in claims and found.get("email") != data.get("email"):
            # What the user info says of its own address says nothing about the token's.
            data.pop("email_verified", None)
        return self.get_provider().sociallogin_from_response(request, {"id_token": data})

    def _claims(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The token's claims, once its signature, issuer, audience, age and nonce have been checked."""
        config = self.openid_config
        try:
            claims: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=config["jwks_uri"],
                issuer=config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The token names no key that the directory has.") from error
        except Exception as error:
            # PyJWT reads the header before allauth guards it; whatever it stumbles over is a bad token.
            if type(error).__module__.startswith("jwt."):
                raise OAuth2Error("This is no token.") from error
            raise
        if not claims.get("sub") or not claims.get("exp"):
            raise OAuth2Error("The token names nobody, or holds for ever.")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("The token was made for somebody else.")
        if not self._verifier or not hmac.compare_digest(str(claims.get("nonce", "")), nonce_of(self._verifier)):
            raise OAuth2Error("The token belongs to another sign-in.")
        return claims


class CompanyProvider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = CompanyAdapter

    def get_pkce_params(self) -> dict[str, Any]:
        params: dict[str, Any] = generate_code_challenge()
        return {**params, "nonce": nonce_of(params["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """What the configuration says; a link to our sign-in page adds nothing of its own."""
        params: dict[str, Any] = self.get_auth_params()
        return params

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        scope: list[str] = self.get_scope()
        return scope

    def extract_uid(self, data: dict[str, Any]) -> str:
        """A subject is one only together with its issuer: another directory counts its people anew."""
        claims = data["id_token"]
        return hashlib.sha256(f"{claims['iss']}\n{claims['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = data["id_token"]
        return {"id_token": {name: claims[name] for name in KEPT if name in claims}}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        claims = data["id_token"]
        address = str(claims.get("email") or "").strip()
        if not address:
            return []
        domains = self.app.settings.get("verified_domains", ())
        verified = is_vouched_for(address, claims.get("email_verified"), domains)
        return [EmailAddress(email=address, verified=verified, primary=True)]


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = CompanyAdapter(request, provider_id)
    try:
        response: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, OSError) as error:
        # allauth asks the directory for its endpoints outside of its own guard; `requests` raises OSErrors.
        response = render_authentication_error(request, adapter.get_provider(), exception=error)
    return response
