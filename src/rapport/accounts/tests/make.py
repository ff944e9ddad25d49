"""Shared givens: the three standing people. Ada recruits, Ben is on her team, Cleo is outside it."""

from __future__ import annotations

from dataclasses import dataclass

from rapport.accounts.models import Team, User
from rapport.accounts.queries import Viewer
from rapport.accounts.services import create_user
from rapport.lib.actor import SYSTEM, Actor
from rapport.lib.actor import user as actor_of


def staff(name: str, *roles: str, teams: tuple[Team, ...] = (), email: str = "") -> User:
    address = email or f"{name.split()[0].lower()}@halden.example"
    return create_user(SYSTEM, email=address, name=name, roles=roles, teams=teams, password="a long passphrase")


@dataclass(frozen=True)
class Staff:
    ada: User  # recruiter, Legal team
    ben: User  # recruiter, Legal team
    cleo: User  # interviewer, no team
    root: User  # administrator
    team: Team

    def actor(self, user: User) -> Actor:
        return actor_of(user.pk)

    def viewer(self, user: User) -> Viewer:
        return Viewer(user)


def three() -> Staff:
    team = Team.objects.create(name="Legal recruiting")
    return Staff(
        ada=staff("Ada Lovelace", "recruiter", teams=(team,)),
        ben=staff("Ben Okafor", "recruiter", teams=(team,)),
        cleo=staff("Cleo Petrov", "interviewer"),
        root=staff("Root Admin", "administrator"),
        team=team,
    )
