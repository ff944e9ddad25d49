"""Reading the settings of the company's directory, loudly: what is wrong here lets the wrong person in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from rapport.config import environment as env

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# Anybody gets an address there, so no company directory can vouch for one.
EVERYBODYS = {
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "onmicrosoft.com"),
    *("yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "proton.me"),
    *("protonmail.com", "mail.ru", "yandex.ru", "qq.com", "163.com"),
}
# Entra's doors for every tenant in the world: there a stranger writes any address into their own directory.
SHARED = {"common", "organizations", "consumers"}


def read() -> dict[str, Any] | None:
    """The directory as allauth wants it, or None without RAPPORT_OIDC_ISSUER."""
    issuer = env.text("RAPPORT_OIDC_ISSUER")
    domains = [word.lower() for word in env.text("RAPPORT_OIDC_VERIFIED_DOMAINS").replace(",", " ").split()]
    trusted = env.flag("RAPPORT_OIDC_SECOND_FACTOR", False)
    if not issuer:
        if domains or trusted:
            raise env.BadSetting("RAPPORT_OIDC_… is set, but RAPPORT_OIDC_ISSUER is not.")
        return None
    parts = urlsplit(issuer)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise env.BadSetting("RAPPORT_OIDC_ISSUER must look like https://login.example.org/realms/company.")
    client = env.text("RAPPORT_OIDC_CLIENT_ID")
    if not client:
        raise env.BadSetting("RAPPORT_OIDC_CLIENT_ID is missing; the directory gave it when Rapport was registered.")
    if domains and SHARED & set(parts.path.split("/")):
        raise env.BadSetting(
            "RAPPORT_OIDC_VERIFIED_DOMAINS needs the directory of one company: put your tenant's id into "
            "RAPPORT_OIDC_ISSUER instead of “common”, “organizations” or “consumers”."
        )
    for domain in domains:
        if not DOMAIN.fullmatch(domain):
            raise env.BadSetting(f"RAPPORT_OIDC_VERIFIED_DOMAINS: {domain!r} is no domain such as example.org.")
        if domain in EVERYBODYS:
            raise env.BadSetting(f"RAPPORT_OIDC_VERIFIED_DOMAINS: nobody can vouch for everybody at {domain}.")
    return {
        "provider_id": "company",
        "name": env.text("RAPPORT_OIDC_NAME", "Company account"),
        "client_id": client,
        "secret": env.text("RAPPORT_OIDC_CLIENT_SECRET"),
        "settings": {"server_url": issuer, "verified_domains": domains, "has_second_factor": trusted},
    }
