"""Who may sign in to the demo company; `rapport run` prints these."""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "Welcome to Halden"


class Login(NamedTuple):
    key: str
    email: str
    name: str
    title: str
    role: str  # as it is printed
    roles: tuple[str, ...]  # as the house knows it
    language: str
    time_zone: str
    password: str = PASSWORD


LOGINS: tuple[Login, ...] = (
    Login(
        "isabel", "isabel@halden.example", "Isabel Reyes", "Senior Recruiter",
        "recruiter", ("recruiter",), "en", "Europe/London",
    ),
    Login(
        "cynthia", "cynthia@halden.example", "Cynthia Marsh", "Head of Recruiting",
        "recruiting lead", ("recruiting_lead",), "en", "Europe/London",
    ),
    Login(
        "noor", "noor@halden.example", "Noor Haddad", "Partner, Litigation",
        "hiring manager", ("hiring_manager",), "en", "America/Chicago",
    ),
    Login(
        "tom", "tom@halden.example", "Tom Field", "Senior Associate",
        "interviewer", ("interviewer",), "en", "America/Chicago",
    ),
    Login(
        "ana", "ana@halden.example", "Ana Ruiz", "Systems and Communications",
        "administrator", ("administrator", "communications_administrator"), "en", "Europe/Berlin",
    ),
    Login(
        "sam", "sam@halden.example", "Sam Lee", "Privacy Counsel",
        "legal and privacy", ("legal_privacy",), "en", "Europe/London",
    ),
)  # fmt: skip
BY_KEY = {login.key: login for login in LOGINS}
