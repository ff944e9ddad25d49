"""The main pages, by name: what every walk over all pages goes through."""

from __future__ import annotations

from tests.browser.house import House

MAIN = (
    "candidate, communications",
    "composer",
    "note form",
    "board",
    "my day",
    "tasks",
    "people",
    "search",
    "Sandbox",
    "triage",
    "edit job",
)


def of(house: House) -> dict[str, str]:
    """For a recruiter."""
    person = house.person("Diana Allen")
    job = house.job("Associate Counsel")
    tabs = {f"candidate, {tab}": f"{person}?tab={tab}" for tab in ("overview", "communications", "timeline", "files")}
    rest = {
        "composer": "compose=email",
        "log form": "compose=log",
        "note form": "tab=notes&compose=note",
    }
    forms = {name: f"{person}?{query}" for name, query in rest.items()}
    paths = {
        "my day": "",
        "tasks": "tasks/",
        "new task": "tasks/new",
        "people": "people/",
        "new person": "people/new/",
        "jobs": "jobs/",
        "agencies": "agencies/",
        "search": "search?q=interview",
        "Sandbox": "sandbox/",
        "triage": "triage/",
        "outbox": "outbox/",
        "notices": "notices/",
        "notifications": "me/notifications/",
        "me": "me/",
        "signing in": "accounts/2fa/",
        "sessions": "accounts/sessions/",
    }
    return {
        **tabs,
        **forms,
        "edit person": f"{person}edit/",
        "consent": f"{person}consent/",
        "board": f"{job}board/",
        "job's candidates": f"{job}candidates/",
        "job's details": f"{job}details/",
        "job's team": f"{job}team/",
        "edit job": f"{job}edit/",
        "stages": f"{job}stages/",
        **{name: f"{house.url}/{path}" for name, path in paths.items()},
    }


def of_an_administrator(house: House) -> dict[str, str]:
    rooms = (
        "",
        "members/",
        "members/invite/",
        "roles/",
        "teams/",
        "identities/",
        "organisation/",
        "reasons/",
        "tags/",
        "fields/",
        "audit/",
        "access-log/",
        "reactions/",
        "staff-mail/",
        "sending/",
    )
    return {f"settings/{room}": f"{house.url}/settings/{room}" for room in rooms}


def of_anybody(house: House) -> dict[str, str]:
    return {
        "sign-in": f"{house.url}/accounts/login/",
        "password reset": f"{house.url}/accounts/password/reset/",
        "spent invitation": f"{house.url}/invite/nothing/",
    }
