"""One text to many people: reviewed first, then single mails, each decided alone (MAIL-17)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.channels.email import html as mail_html
from rapport.content import liquid
from rapport.jobs import queries as jobs
from rapport.jobs.models import Application
from rapport.lib.actor import Actor
from rapport.lib.decision import Verdict
from rapport.lib.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, RenderError
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.models import Batch, Message
from rapport.messaging.queries import batches
from rapport.messaging.reasons import reasons
from rapport.messaging.services.recall import stop_batch
from rapport.messaging.services.send import preview_decision
from rapport.messaging.services.send import send as send_one
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person
from rapport.vault import domain as subjects
from rapport.vault import services as vault

TABLE = "messaging_batch"
MOST = 200
FEW = 10  # under so many the mails travel among those written one by one
UNDO_FOR = 10
WORK = ("recruiter", "hiring_manager", "coordinator")
FIELDS = ("first_name", "full_name", "job_title", "sender_name")


@dataclass(frozen=True, slots=True)
class Planned:
    """What one of those chosen would get, or why they get nothing."""

    person: Person
    address: str = ""
    job_title: str = ""
    subject: str = ""
    html: str = ""
    exclusions: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    request: SendRequest | None = None


def begin(actor: Actor, person_ids: Iterable[int], *, job_id: int | None = None) -> Batch:
    """Begin a text to these people; they are looked at one by one when it is reviewed."""
    accounts.require(actor, "messaging:send")
    viewer = accounts.viewer_of(actor)
    wanted = list(dict.fromkeys(person_ids))
    seen = people.visible_ids(viewer, wanted)
    chosen = [id for id in wanted if id in seen]
    if not chosen:
        raise Invalid(_("Nobody was chosen. Tick people first."))
    if len(chosen) > MOST:
        raise Invalid(_("At most %(count)d people at a time. Choose fewer.") % {"count": MOST})
    if job_id is not None:
        jobs.get(viewer, job_id)
    with transaction.atomic():
        item = vault.new_item([subjects.HOUSE])
        vault.keep_wraps(item)
        return Batch.objects.create(author_id=actor.id, job_id=job_id, person_ids=chosen, seal_id=item.seal_id)


def people_of(actor: Actor, application_ids: Iterable[int]) -> list[int]:
    """Who stands behind these applications, in their order, as far as the actor may see them."""
    ids = list(application_ids)
    rows = jobs.seen_applications(accounts.viewer_of(actor)).filter(pk__in=ids)
    known = dict(rows.values_list("pk", "person_id"))
    return [known[id] for id in ids if id in known]


def write(actor: Actor, batch_id: int, words: Mapping[str, str]) -> Batch:
    """Keep the text while it can still change."""
    batch = batches.get(accounts.viewer_of(actor), batch_id)
    with transaction.atomic():
        item = vault.new_item([subjects.HOUSE])
        vault.keep_wraps(item)
        changed = Batch.objects.filter(pk=batch.pk, state=Batch.State.DRAFT).update(
            seal_id=item.seal_id, words=item.seal(TABLE, "words", json.dumps(dict(words)))
        )
        if not changed:
            raise Conflict(_("This was sent already. Begin a new one."))
        vault.drop([bytes(batch.seal_id)])
    batch.refresh_from_db()
    return batch


def plan(actor: Actor, batch: Batch) -> list[Planned]:
    """What everybody chosen would get now, in their order; sending does exactly this."""
    viewer = accounts.viewer_of(actor)
    words = batches.words(batch)
    seen = people.visible_to(viewer).select_related("submitted_by").in_bulk(batch.person_ids)
    applications = _applications(viewer, batch)
    met: dict[str, Person] = {}
    found = []
    for id in batch.person_ids:
        person = seen.get(id)
        if person is None:
            unseen = Person(pk=id, full_name=_("Somebody you may not see any more"))
            found.append(Planned(unseen, exclusions=[_("You may not see this person any more.")]))
            continue
        one = _planned(viewer, batch, words, person, applications.get(id))
        if one.request is not None and one.address.casefold() in met:
            same = met[one.address.casefold()].full_name
            why = _("%(name)s has the same address and gets it.") % {"name": same}
            one = Planned(person, one.address, one.job_title, one.subject, one.html, [why])
        if one.request is not None:
            met[one.address.casefold()] = person
        found.append(one)
    return found


def send(actor: Actor, batch_id: int) -> Batch:
    """Queue a mail for everybody the plan does not leave out; done twice, or gone on with, nobody gets two."""
    batch = batches.get(accounts.viewer_of(actor), batch_id)
    begun = Batch.objects.filter(pk=batch.pk, state=Batch.State.DRAFT)
    begun.update(state=Batch.State.RUNNING, sent_at=timezone.now())
    batch.refresh_from_db()
    if batch.state != Batch.State.RUNNING:
        return batch
    excluded: dict[str, list[str]] = {}
    told = set(Message.objects.filter(batch=batch).values_list("once", flat=True))
    for one in plan(actor, batch):
        if one.request is not None and one.request.once in told:
            continue
        if not Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING).exists():
            return batches.get(accounts.viewer_of(actor), batch_id)
        why = one.exclusions or _queue(actor, one)
        if why:
            excluded[str(one.person.pk)] = why
    Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING).update(state=Batch.State.DONE, excluded=excluded)
    batch.refresh_from_db()
    return batch


def stop(actor: Actor, batch_id: int) -> int:
    """Take back what has not left, and queue nothing more; returns how many were taken back."""
    batch = batches.get(accounts.viewer_of(actor), batch_id)
    Batch.objects.filter(pk=batch.pk).exclude(state=Batch.State.DRAFT).update(state=Batch.State.STOPPED)
    return stop_batch(actor, batch.pk)


def _queue(actor: Actor, one: Planned) -> list[str]:
    """Queue one mail; returns why not when something changed since it was planned."""
    assert one.request is not None
    try:
        send_one(actor, one.request)
    except Refused as refused:
        return reasons(refused.decision)
    except Invalid as invalid:
        return [str(text) for text in invalid.fields.values()]
    except (NotAllowed, NotFound):
        return [_("You may not write to this person.")]
    return []


def _planned(
    viewer: Viewer, batch: Batch, words: Mapping[str, str], person: Person, application: Application | None
) -> Planned:
    points = [p for p in people.contact_points(people.ids_of(person)) if p.channel == "email"]
    living = [p for p in points if p.health != ContactPoint.Health.SUPPRESSED]
    to = next(iter(living or points), None)
    address, title = (to.value if to else ""), (application.job.title if application else "")
    if application is None:
        return Planned(person, address, exclusions=[_("Not in an active application for a job you work on.")])
    if to is None:
        return Planned(person, job_title=title, exclusions=[_("There is no address on file.")])
    try:
        subject, html = _filled(viewer, words, person, application)
    except RenderError as error:
        return Planned(person, address, title, exclusions=[_("A field cannot be filled: %(why)s") % {"why": error}])
    request = SendRequest(
        person_id=person.pk,
        to=Recipient("to", contact_point_id=to.pk),
        copies=_copies(person),
        subject=subject,
        html=html,
        job_id=application.job_id,
        application_id=application.pk,
        lane="bulk" if len(batch.person_ids) >= FEW else "normal",
        undo_for=UNDO_FOR,
        batch_id=batch.pk,
        once=f"batch:{batch.pk}:{person.pk}",
    )
    exclusions: list[str] = []
    warnings: list[str] = []
    try:
        accounts.require(viewer.actor, "messaging:send", jobs.scope_of_person(viewer.actor, people.ids_of(person)))
        decision = preview_decision(viewer.actor, request)
        told = [] if decision.is_allowed else reasons(decision)
        exclusions, warnings = (told, []) if decision.verdict is Verdict.REFUSE else ([], told)
    except Invalid as invalid:
        exclusions = [str(text) for text in invalid.fields.values()]
    except (NotAllowed, NotFound):
        exclusions = [_("You may not write to this person.")]
    if to.health == ContactPoint.Health.BOUNCING:
        warnings.append(_("Mail to this address came back lately."))
    return Planned(person, address, title, subject, html, exclusions, warnings, None if exclusions else request)


def _filled(viewer: Viewer, words: Mapping[str, str], person: Person, application: Application) -> tuple[str, str]:
    context: dict[str, Any] = {
        "first_name": person.call_name or person.full_name.split(" ")[0],
        "full_name": person.full_name,
        "job_title": application.job.title,
        "sender_name": viewer.user.name,
    }
    known = {name: value for name, value in context.items() if value.strip()}
    subject = " ".join(liquid.fill(words.get("subject", ""), known, html=False).split())
    return subject, liquid.fill(mail_html.clean_composed(words.get("html", "")), known, html=True)


def _copies(person: Person) -> list[Recipient]:
    """The contact of the agency that submitted them reads along, as in the composer."""
    if person.submitted_by_id is None:
        return []
    points = [p for p in people.contact_points([person.submitted_by_id]) if p.channel == "email"]
    return [Recipient("cc", contact_point_id=points[0].pk)] if points else []


def _applications(viewer: Viewer, batch: Batch) -> dict[int, Application]:
    """The newest active application of each, for a job the sender works on (and this one, if it was chosen)."""
    mine = Q(job__owner_id=viewer.user_id) | Q(job__seats__user_id=viewer.user_id, job__seats__part__in=WORK)
    rows = jobs.seen_applications(viewer).filter(mine, person_id__in=batch.person_ids, closed_at__isnull=True)
    if batch.job_id is not None:
        rows = rows.filter(job_id=batch.job_id)
    found: dict[int, Application] = {}
    for row in rows.select_related("job").order_by("-applied_at", "-pk"):
        found.setdefault(row.person_id, row)
    return found
