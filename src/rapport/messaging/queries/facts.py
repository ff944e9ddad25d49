"""Reads what the rules judge, set-wise, in the caller's transaction (a query room)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.accounts.domain import Scope, decide
from rapport.channels.email.operators import operator_of
from rapport.consent import queries as consent
from rapport.consent.domain import Standing, strictest
from rapport.db.prepared import Prepared
from rapport.jobs.models import Application, Seat
from rapport.lib.actor import Actor, ActorKind
from rapport.messaging.domain import SendFacts, Stop
from rapport.messaging.models import Delivery, StopOrder
from rapport.messaging.policy import resting_address
from rapport.messaging.queries.outgoing import Outgoing
from rapport.people import queries as people
from rapport.people.models import Person

PERMISSION = "messaging:send"
SCHEDULED_AFTER = timedelta(minutes=1)  # what is to leave later than this after it was written was scheduled
_PERSON = ("pk", "merged_into_id", "removed_at", "erased_at")


_persons = Prepared(lambda ids: Person.objects.filter(pk__in=ids).values_list(*_PERSON))
_groups = Prepared(lambda ids: Person.objects.filter(Q(pk__in=ids) | Q(merged_into_id__in=ids)).values_list(*_PERSON))
_addresses = Prepared(
    lambda ids: Delivery.objects.filter(pk__in=ids).values_list(
        "pk", "contact_point__value", "user__email", "expires_at"
    )
)
_applications = Prepared(
    lambda ids: Application.objects.filter(pk__in=ids).values_list("pk", "stage_id", "stage__kind")
)


def at_queueing(
    actor: Actor,
    *,
    person: Person,
    hashes: Iterable[bytes],
    purpose: str,
    origin: str,
    unfilled: tuple[str, ...],
    channel: str = "email",
) -> dict[bytes, SendFacts]:
    """Facts for each address of a message about to be queued; the sender's right was checked by the caller."""
    group = people.group_ids(person.pk)
    standing = consent.standing(group)
    wanted = list(hashes)
    suppressed = consent.suppressions(wanted, channel)
    return {
        mark: SendFacts(
            now=timezone.now(),
            channel=channel,
            purpose=purpose,
            origin=origin,
            person_is_gone=bool(person.removed_at or person.erased_at),
            do_not_contact_since=standing.do_not_contact_since,
            do_not_contact_reason=standing.do_not_contact_reason,
            has_withdrawn=standing.has_withdrawn(channel, purpose),
            suppressed_as=suppressed[mark].reason if mark in suppressed else "",
            suppression_scope=suppressed[mark].scope if mark in suppressed else "all",
            unfilled=unfilled,
        )
        for mark in wanted
    }


def at_the_door(rows: Sequence[Outgoing], now: datetime) -> dict[int, SendFacts]:
    """Facts for a window of deliveries, read again just before they leave; as many queries for twenty as for two."""
    people_now = _People({row.person_id for row in rows})
    marks = [bytes(row.address_hash) for row in rows]
    suppressed = consent.suppressions(marks)
    refusals = _refusals(marks, now)
    stages = _stages(rows)
    senders = _senders(rows, people_now)
    leads = _leads(rows)
    present = _present(rows)
    stops = active_stops()
    facts = {}
    for row, mark in zip(rows, marks, strict=True):
        standing = people_now.standing(row.person_id)
        stage_now, kind = stages.get(row.application_id or 0, (row.stage_at_queueing, ""))
        is_on_file, address, expires_at = present[row.id]
        is_scheduled = row.at - row.recorded_at > SCHEDULED_AFTER
        facts[row.id] = SendFacts(
            now=now,
            channel=row.channel,
            purpose=row.purpose,
            origin=row.origin,
            is_about_recipient=row.user_id is None and not row.is_copy,
            person_is_gone=people_now.is_gone(row.person_id),
            do_not_contact_since=standing.do_not_contact_since,
            do_not_contact_reason=standing.do_not_contact_reason,
            has_withdrawn=standing.has_withdrawn(row.channel, row.purpose),
            suppressed_as=suppressed[mark].reason if mark in suppressed else "",
            suppression_scope=suppressed[mark].scope if mark in suppressed else "all",
            has_address=is_on_file,
            stage_at_queueing=row.stage_at_queueing,
            stage_now=stage_now,
            stage_kind_now=kind,
            sender_may_send=senders.get((row.actor_kind, row.actor_id, row.person_id), True),
            address_changed=bool(address) and mark != consent.address_hash(address),
            lead_state=leads.get(row.message_id, "") if row.is_copy else "",
            stop=next(
                (Stop(id, scope, cause) for id, scope, target, cause in stops if _hits(row, scope, target)), None
            ),
            # What was tried, or told to wait, was on time when it was wanted; then its next turn counts.
            wanted_at=row.at if is_scheduled and not row.attempts and not row.decision.get("until") else row.due_at,
            is_scheduled=is_scheduled,
            expires_at=expires_at,
            refused_at=refusals.get(mark, ()),
        )
    return facts


class _People:
    """The people of a window with everybody they are one with: what any of them refused is refused."""

    def __init__(self, ids: set[int]) -> None:
        own = {row[0]: row for row in _persons(ids)}
        roots = {id: row[1] or id for id, row in own.items()}
        wanted = set(roots.values())
        members: dict[int, list[int]] = defaultdict(list)
        gone = {id for id, _, removed_at, erased_at in own.values() if removed_at or erased_at}
        for id, merged_into, removed_at, erased_at in _groups(wanted):
            members[merged_into or id].append(id)
            if merged_into is None and (removed_at or erased_at):
                gone.add(id)
        self.members = {id: members[roots[id]] for id in own}
        self._gone = {id for id in own if id in gone or roots[id] in gone}
        acts = consent.standings({id for group in self.members.values() for id in group})
        self._standings = {
            id: acts[id] if len(group) == 1 else strictest(acts[each] for each in group)
            for id, group in self.members.items()
        }

    def standing(self, person_id: int) -> Standing:
        return self._standings[person_id]

    def is_gone(self, person_id: int) -> bool:
        return person_id in self._gone


def _present(rows: Sequence[Outgoing]) -> dict[int, tuple[bool, str, datetime | None]]:
    """Whether each address is still on file, how it reads now, and until when the mail is of use."""
    return {
        pk: (value is not None or email is not None, value or email or "", expires_at)
        for pk, value, email, expires_at in _addresses([row.id for row in rows])
    }


def _stages(rows: Sequence[Outgoing]) -> dict[int, tuple[int, str]]:
    wanted = {row.application_id for row in rows if row.application_id}
    return {pk: (stage_id, kind) for pk, stage_id, kind in _applications(wanted)}


def _refusals(marks: list[bytes], now: datetime) -> dict[bytes, tuple[datetime, ...]]:
    """When each address lately refused mail without being dead (MAIL-41)."""
    found: dict[bytes, tuple[datetime, ...]] = {}
    lately = Delivery.objects.filter(
        address_hash__in=marks,
        state=Delivery.State.FAILED,
        outcome_at__gt=now - resting_address.WITHIN - resting_address.REST,
    )
    for mark, moment in lately.values_list("address_hash", "outcome_at"):
        if moment is not None:
            found[bytes(mark)] = (*found.get(bytes(mark), ()), moment)
    return found


def _senders(rows: Sequence[Outgoing], people_now: _People) -> dict[tuple[str, int, int], bool]:
    """Whether each member of staff may still write to each person.

    Who acts from outside only set a mail of the house off, and the house may always send.
    """
    asked = {(row.actor_id, row.person_id) for row in rows if row.actor_kind == ActorKind.USER}
    if not asked:
        return {}
    known = accounts.user_facts({user_id for user_id, _ in asked})
    groups = {person_id: people_now.members[person_id] for _, person_id in asked}
    is_wide = all("all" in facts.grants.get(PERMISSION, ()) for facts in known.values())
    scopes = _Scopes({user_id for user_id, _ in asked}, {} if is_wide else groups)
    return {
        (ActorKind.USER, user_id, person_id): user_id in known
        and known[user_id].is_active
        and decide(known[user_id].grants, known[user_id].team_ids, PERMISSION, scopes.of(user_id, person_id)).is_allowed
        for user_id, person_id in asked
    }


class _Scopes:
    """Where writing to each person happens, seen from each sender, as `jobs.scope_of_person` says it of one."""

    def __init__(self, user_ids: set[int], groups: Mapping[int, list[int]]) -> None:
        self._teams: dict[int, set[int]] = defaultdict(set)
        self._seats: set[tuple[int, int]] = set()  # (user, person)
        persons: dict[int, set[int]] = defaultdict(set)  # whom of those asked about a member belongs to
        for person_id, group in groups.items():
            for id in group:
                persons[id].add(person_id)
        jobs: dict[int, set[int]] = defaultdict(set)
        if not persons:
            return
        for id, job_id, team_id, owner_id in Application.objects.filter(person_id__in=list(persons)).values_list(
            "person_id", "job_id", "job__team_id", "job__owner_id"
        ):
            for person_id in persons[id]:
                jobs[job_id].add(person_id)
                if team_id:
                    self._teams[person_id].add(team_id)
                if owner_id:
                    self._seats.add((owner_id, person_id))
        seats = Seat.objects.filter(job_id__in=list(jobs), user_id__in=user_ids)
        for job_id, user_id in seats.values_list("job_id", "user_id"):
            self._seats |= {(user_id, person_id) for person_id in jobs[job_id]}

    def of(self, user_id: int, person_id: int) -> Scope:
        return Scope(frozenset(self._teams[person_id]), on_hiring_team=(user_id, person_id) in self._seats)


def _leads(rows: Sequence[Outgoing]) -> dict[int, str]:
    """What became of the To row of messages whose copies are about to leave."""
    wanted = {row.message_id for row in rows if row.is_copy}
    if not wanted:
        return {}
    return dict(Delivery.objects.filter(message_id__in=wanted, part="to").values_list("message_id", "state"))


def active_stops() -> list[tuple[int, str, str, str]]:
    """The stop orders in force, as (id, scope, target, cause)."""
    rows = StopOrder.objects.filter(started_at__isnull=True).order_by("id")
    return list(rows.values_list("id", "scope", "target", "cause"))


def _hits(row: Outgoing, scope: str, target: str) -> bool:
    """Whether a stop order covers a delivery."""
    if scope == StopOrder.Scope.ALL:
        return True
    if scope == StopOrder.Scope.CHANNEL:
        return row.channel == target
    if scope == StopOrder.Scope.SENDER:
        return target == row.sender_domain or (row.actor_kind == ActorKind.USER and target == f"user:{row.actor_id}")
    if scope == StopOrder.Scope.RULE:
        return bool(target) and row.template_key == target
    if scope == StopOrder.Scope.OPERATOR:
        return target == f"{row.sender_domain}/{operator_of(row.address_on_file)}/{row.lane}"
    return scope == StopOrder.Scope.LANE and target == f"{row.sender_domain}/{row.lane}"
