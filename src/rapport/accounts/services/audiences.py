"""Audiences are interned rows; who holds them follows teams, roles and jobs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction

from rapport.accounts import domain, queries
from rapport.accounts.models import Audience, AudienceUser


def _members_key(member_ids: Iterable[int]) -> str:
    ids = sorted(set(member_ids))
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:32] if ids else ""


def intern_audience(kind: str, member_ids: Iterable[int] = (), job: domain.JobAccess | None = None) -> int:
    """The id of the audience (kind, members, job), made and granted on first use.

    Members are user ids for "people" and "only_me", role ids for "roles", none otherwise.
    """
    ids = sorted(set(member_ids))
    if kind not in Audience.Kind.values or (kind in {"people", "only_me", "roles"}) != bool(ids):
        raise ValueError(f"An audience of kind {kind!r} with members {ids} makes no sense.")
    if kind == "hiring_team" and job is None:
        raise ValueError("A hiring team belongs to a job.")
    key = _members_key(ids)
    job_id = job.job_id if job else None
    found = Audience.objects.filter(kind=kind, members=key, job_id=job_id).values_list("pk", flat=True).first()
    if found is not None:
        return found
    with transaction.atomic():
        audience, made = Audience.objects.get_or_create(
            kind=kind, members=key, job_id=job_id, defaults={"member_ids": ids}
        )
        if made:
            _grant([audience], {job.job_id: job} if job else {}, queries.user_facts())
    return audience.pk


def _grant(
    audiences: Iterable[Audience], jobs: dict[int, domain.JobAccess], users: dict[int, domain.UserFacts]
) -> None:
    """Make the grants of these audiences, for these users, exactly what the rules say."""
    rows = list(audiences)
    wanted = {
        (audience.pk, facts.user_id)
        for audience in rows
        for facts in users.values()
        if (audience.job_id is None or audience.job_id in jobs)
        and domain.belongs(
            audience.kind,
            frozenset(audience.member_ids),
            facts,
            jobs[audience.job_id] if audience.job_id is not None else None,
        )
    }
    held = set(
        AudienceUser.objects.filter(audience__in=rows, user_id__in=list(users)).values_list("audience_id", "user_id")
    )
    for audience_id, user_id in held - wanted:
        AudienceUser.objects.filter(audience_id=audience_id, user_id=user_id).delete()
    AudienceUser.objects.bulk_create(
        [AudienceUser(audience_id=a, user_id=u) for a, u in sorted(wanted - held)], ignore_conflicts=True
    )


def regrant_house(user_ids: Iterable[int] | None = None) -> None:
    """Recompute the grants of audiences that belong to no job."""
    _grant(Audience.objects.filter(job_id__isnull=True), {}, queries.user_facts(user_ids))


def regrant_jobs(jobs: Iterable[domain.JobAccess]) -> None:
    """Recompute the grants of all audiences of these jobs; old items follow, since they point to the audience."""
    by_id = {job.job_id: job for job in jobs}
    _grant(Audience.objects.filter(job_id__in=list(by_id)), by_id, queries.user_facts())


def regrant_user(user_id: int, jobs: Iterable[domain.JobAccess]) -> None:
    """Recompute every grant of one user, given what decides about each job."""
    by_id = {job.job_id: job for job in jobs}
    _grant(Audience.objects.all(), by_id, queries.user_facts([user_id]))
