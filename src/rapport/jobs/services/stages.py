"""The stages of a job: names, order, kind, what is sensitive and what mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries
from rapport.jobs.events import StagesChanged
from rapport.jobs.models import CLOSING_KINDS, Job, Stage
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid

ASIDE = 1000  # positions are unique in a job, so they step aside before they settle


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as it shall be; `id` None makes a new one."""

    kind: str
    name: Mapping[str, str]
    id: int | None = None
    is_sensitive: bool = False
    mails_on_entry: bool = True


def save_stages(actor: Actor, job_id: int, *, revision: int, lines: Sequence[StageLine]) -> None:
    """Make a job's stages these, in this order; a stage with people or a past cannot be left out."""
    job = queries.enter(actor, job_id)
    accounts.require(actor, "jobs:edit", queries.scope_of(actor, job))
    _check(lines)
    with transaction.atomic():
        if Job.objects.select_for_update().get(pk=job_id).revision != revision:
            raise Conflict(_("Somebody else changed this job while you edited its stages."))
        known = {stage.pk: stage for stage in Stage.objects.filter(job_id=job_id)}
        kept = {line.id for line in lines if line.id}
        if kept - known.keys():
            raise Conflict(_("One of these stages is gone. Reload the page."))
        _delete(job_id, [stage for pk, stage in known.items() if pk not in kept])
        _check_kinds(job_id, lines, known)
        Stage.objects.filter(job_id=job_id).update(position=F("position") + ASIDE)
        for position, line in enumerate(lines, start=1):
            stage = known[line.id] if line.id else Stage(job_id=job_id)
            stage.kind, stage.position = line.kind, position
            stage.name = {language: text.strip() for language, text in line.name.items() if text.strip()}
            stage.is_sensitive, stage.mails_on_entry = line.is_sensitive, line.mails_on_entry
            stage.save()
        Job.objects.filter(pk=job_id).update(revision=F("revision") + 1)
        ids = list(Stage.objects.filter(job_id=job_id).values_list("pk", flat=True))
        events.publish(actor, StagesChanged(job_id=job_id, stage_ids=ids))
        events.tick(f"job:{job_id}")


def _check(lines: Sequence[StageLine]) -> None:
    if not lines or lines[0].kind in CLOSING_KINDS:
        raise Invalid(_("The first stage is where people arrive, so it cannot be a closing one."))
    kinds = [line.kind for line in lines]
    if set(kinds) - set(Stage.Kind.values):
        raise Invalid(_("There is no such kind of stage."))
    for kind in CLOSING_KINDS:
        if kinds.count(kind) != 1:
            raise Invalid(_("A job has exactly one stage of the kind “%(kind)s”.") % {"kind": Stage.Kind(kind).label})
    if not all(any(text.strip() for text in line.name.values()) for line in lines):
        raise Invalid(_("Every stage needs a name in at least one language."))


def _check_kinds(job_id: int, lines: Sequence[StageLine], known: Mapping[int, Stage]) -> None:
    """A stage people stand in does not turn from open to closing or back: their decisions would be lost."""
    people = queries.people_in_stages(job_id)
    for line in lines:
        old = known.get(line.id) if line.id else None
        if (
            old
            and people.get(old.pk)
            and (old.kind in CLOSING_KINDS or line.kind in CLOSING_KINDS)
            and old.kind != line.kind
        ):
            raise Invalid(
                _("People stand in “%(stage)s”, so its kind must stay. Move them first.")
                % {"stage": queries.name_in(old.name, old.kind)}
            )


def _delete(job_id: int, gone: Sequence[Stage]) -> None:
    people, past = queries.people_in_stages(job_id), queries.stages_in_history(job_id)
    for stage in gone:
        name, count = queries.name_in(stage.name, stage.kind), people.get(stage.pk, 0)
        if count:
            raise Invalid(
                ngettext(
                    "“%(stage)s” cannot be deleted: %(count)d person stands in it. Move them first.",
                    "“%(stage)s” cannot be deleted: %(count)d people stand in it. Move them first.",
                    count,
                )
                % {"stage": name, "count": count}
            )
        if stage.pk in past:
            raise Invalid(
                _("“%(stage)s” cannot be deleted: people’s history names it. Rename it instead.") % {"stage": name}
            )
        stage.delete()
