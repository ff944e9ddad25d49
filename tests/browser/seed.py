"""The little company that the walks walk through, made by the services: `python -m tests.browser.seed`.

Each walk has a person of its own, so that none sees what another did. Prints the numbers of all as JSON.
"""

from __future__ import annotations

import json
import sys

import django

PEOPLE = {
    "Diana Allen": "diana.allen@example.org",
    "Omar Haddad": "omar.haddad@example.org",
    "Mei Tanaka": "mei.tanaka@example.org",
    "Lucía Fernández": "lucia.fernandez@example.org",
    "Jonas Weber": "jonas.weber@example.org",
    "Ngozi Adeyemi": "ngozi.adeyemi@example.org",
    "سلمى المنصوري": "salma@example.org",
}
AT_WORK = ("Mei Tanaka", "Lucía Fernández", "Jonas Weber", "Ngozi Adeyemi")


def main() -> None:
    django.setup()
    # Only now, with Django ready, can anything of the house be imported.
    from rapport.accounts.tests import make as accounts  # noqa: PLC0415
    from rapport.jobs.tests import make as jobs  # noqa: PLC0415
    from rapport.people.tests import make as people  # noqa: PLC0415

    staff = accounts.three()
    accounts.staff("Theo Lindqvist", "recruiter", teams=(staff.team,))  # signs in with codes, in one walk
    job = jobs.job("Associate Counsel", team_id=staff.team.pk, owner_id=staff.ada.pk)
    persons = {name: people.person(name, email) for name, email in PEOPLE.items()}
    by_ada = staff.actor(staff.ada)
    for name in AT_WORK:
        jobs.application(persons[name], job, by=by_ada)
    numbers = {name: person.pk for name, person in persons.items()}
    json.dump({"people": numbers, "jobs": {job.title: job.pk}}, sys.stdout)


if __name__ == "__main__":
    main()
