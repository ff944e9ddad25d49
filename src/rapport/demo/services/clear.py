"""Taking the demo away: its rows, keys, files and index, and nothing else.

The ledger keeps its facts: they hold ids only, and taking rows out of the chain would break it. What somebody
added of their own beside the demo stays; a job or member it refers to stays with it, as no part of the demo.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models.deletion import ProtectedError

from rapport.accounts import queries as accounts
from rapport.accounts import services as account_services
from rapport.accounts.models import Audience, Brand, LegalEntity, Setting, Team, User
from rapport.demo.services import clear_words
from rapport.demo.services.clear_words import Gone
from rapport.demo.services.company import BEFORE, MADE
from rapport.events import services as events
from rapport.jobs.models import ApplicationTag, Job, JobTag
from rapport.lib.actor import SYSTEM
from rapport.people.models import Agency, CustomField, Person, PersonTag, Tag
from rapport.search import services as search
from rapport.vault import services as vault


def clear() -> Gone:
    """Remove the demo in one transaction."""
    gone = Gone()
    with transaction.atomic():
        people = set(Person.objects.filter(is_demo=True).values_list("pk", flat=True))
        clear_words.lines(gone, people)
        clear_words.duties(gone, people)
        clear_words.persons(gone, people)
        _agencies(gone)
        _jobs(gone)
        _labels(gone)
        _members(gone)
        _give_back()
        events.tick("people", "jobs", "tasks", "triage", "agencies", "accounts")
        transaction.on_commit(vault.scrub)
    return gone


def _agencies(gone: Gone) -> None:
    for agency in Agency.objects.filter(is_demo=True):
        if not _delete(gone, agency):
            Agency.objects.filter(pk=agency.pk).update(is_demo=False)
            gone.kept.append(f"The agency {agency.name} stays: somebody real acts for it.")


def _jobs(gone: Gone) -> None:
    for job in Job.objects.filter(is_demo=True):
        pk, audiences = job.pk, list(Audience.objects.filter(job_id=job.pk))
        if _delete(gone, job):
            search.remove("job", [pk])
            _free(gone, audiences)
        else:
            Job.objects.filter(pk=pk).update(is_demo=False)
            gone.kept.append(f"The job {job.title} stays: somebody real is in it.")


def _labels(gone: Gone) -> None:
    """Tags the demo brought and nobody else uses, and its own fields."""
    made = accounts.setting(MADE, {})
    for tag in Tag.objects.filter(pk__in=made.get("tags", [])):
        if not any(model._default_manager.filter(tag=tag).exists() for model in (PersonTag, JobTag, ApplicationTag)):
            _delete(gone, tag)
    for one in CustomField.objects.filter(pk__in=made.get("fields", [])):
        _delete(gone, one)


def _members(gone: Gone) -> None:
    made = accounts.setting(MADE, {})
    users = list(User.objects.filter(is_demo=True))
    ids = {user.pk for user in users}
    clear_words.mail_to_members(gone, [user.email for user in users])
    circles = Audience.objects.filter(kind__in=["people", "only_me"])
    _free(gone, [circle for circle in circles if ids & set(circle.member_ids)])
    for user in users:
        pk = user.pk
        if not _delete(gone, user):
            User.objects.filter(pk=pk).update(is_active=False, is_demo=False)
            account_services.end_sessions(SYSTEM, pk)
            gone.kept.append(f"The member {user.name} stays, deactivated: something real names them.")
    for team in Team.objects.filter(pk__in=made.get("teams", [])):
        if not team.members.exists() and not Job.objects.filter(team=team).exists():
            _delete(gone, team)
    account_services.regrant_house()


def _give_back() -> None:
    """Brand, legal entity and organisation read again as they did before the demo."""
    kept = accounts.setting(BEFORE, None)
    if kept:
        Brand.objects.filter(pk=accounts.default_brand().pk).update(**kept["brand"])
        LegalEntity.objects.filter(pk=accounts.default_legal_entity().pk).update(**kept["entity"])
        Setting.objects.filter(pk="organisation").delete()
        if kept["organisation"]:
            Setting.objects.create(pk="organisation", value=kept["organisation"])
    Setting.objects.filter(pk__in=[BEFORE, MADE]).delete()


def _delete(gone: Gone, row: models.Model) -> bool:
    """Delete a row with what hangs on it; False when something that stays refers to it."""
    try:
        with transaction.atomic():
            gone.rows += row.delete()[0]
    except ProtectedError:
        return False
    return True


def _free(gone: Gone, audiences: Iterable[Audience]) -> None:
    """Delete audiences nothing is meant for any more."""
    for audience in audiences:
        _delete(gone, audience)
