"""Settings of the company's directory that make no sense, or let strangers in, stop the start with a sentence."""

from __future__ import annotations

import pytest

from rapport.config import company_directory
from rapport.config.environment import BadSetting

GOOD = {
    "RAPPORT_OIDC_ISSUER": "https://login.microsoftonline.com/0a1b2c3d/v2.0",
    "RAPPORT_OIDC_CLIENT_ID": "rapport",
    "RAPPORT_OIDC_VERIFIED_DOMAINS": "Halden.example, halden-moss.co.uk",
}


def read(monkeypatch, **changes: str):
    for name in ("ISSUER", "CLIENT_ID", "VERIFIED_DOMAINS", "SECOND_FACTOR"):
        monkeypatch.delenv(f"RAPPORT_OIDC_{name}", raising=False)
    for name, value in {**GOOD, **{f"RAPPORT_OIDC_{name}": value for name, value in changes.items()}}.items():
        monkeypatch.setenv(name, value)
    return company_directory.read()


def test_what_is_right_is_taken(monkeypatch):
    found = read(monkeypatch, SECOND_FACTOR="1")
    assert found is not None
    assert found["settings"] == {
        "server_url": GOOD["RAPPORT_OIDC_ISSUER"],
        "verified_domains": ["halden.example", "halden-moss.co.uk"],
        "has_second_factor": True,
    }


def test_without_an_issuer_there_is_none(monkeypatch):
    assert read(monkeypatch, ISSUER="", VERIFIED_DOMAINS="") is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ISSUER": ""}, "RAPPORT_OIDC_ISSUER is not"),
        ({"ISSUER": "", "VERIFIED_DOMAINS": "", "SECOND_FACTOR": "1"}, "RAPPORT_OIDC_ISSUER is not"),
        ({"ISSUER": "login.example.org"}, "must look like"),
        ({"ISSUER": "http://login.example.org"}, "must look like"),
        ({"CLIENT_ID": ""}, "CLIENT_ID is missing"),
        ({"ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "tenant's id"),
        ({"ISSUER": "https://login.microsoftonline.com/organizations/v2.0"}, "tenant's id"),
        ({"VERIFIED_DOMAINS": "*"}, "no domain"),
        ({"VERIFIED_DOMAINS": "*.halden.example"}, "no domain"),
        ({"VERIFIED_DOMAINS": "@halden.example"}, "no domain"),
        ({"VERIFIED_DOMAINS": "com"}, "no domain"),
        ({"VERIFIED_DOMAINS": "halden.example gmail.com"}, "everybody at gmail.com"),
        ({"SECOND_FACTOR": "maybe"}, "must be 1 or 0"),
    ],
)
def test_what_is_wrong_is_said(monkeypatch, changes, told):
    with pytest.raises(BadSetting, match=told):
        read(monkeypatch, **changes)
