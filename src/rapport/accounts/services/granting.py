"""Holding members of staff to what they may give: the rule itself stands in `policy/granting`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from rapport.accounts import queries
from rapport.accounts.policy import granting
from rapport.accounts.queries import admin
from rapport.lib.actor import Actor
from rapport.lib.decision import decide
from rapport.lib.errors import NotAllowed


def require_may_give(actor: Actor, role_ids: Iterable[int]) -> None:
    """Raise `NotAllowed` when one of these roles holds more than the actor; the house itself gives anything."""
    ids = list(role_ids)
    if actor.is_user and ids:
        require_may_hold(actor, *(row for row in admin.rights_of(ids).values()))


def require_may_hold(actor: Actor, *rights: Mapping[str, str]) -> None:
    """Raise `NotAllowed` when one of these sets of rights goes beyond the actor's own."""
    if not actor.is_user:
        return
    grants = queries.user_facts([actor.id])[actor.id].grants
    findings = [finding for row in rights if (finding := granting.may_give(grants, row)) is not None]
    if findings:
        raise NotAllowed(decide(findings))


def require_may_seat(actor: Actor, joining: Collection[int]) -> None:
    """Raise `NotAllowed` when the actor would join a team by their own hand."""
    if not actor.is_user or actor.id not in joining:
        return
    finding = granting.may_seat(queries.user_facts([actor.id])[actor.id].grants, actor.id, joining)
    if finding is not None:
        raise NotAllowed(decide([finding]))
