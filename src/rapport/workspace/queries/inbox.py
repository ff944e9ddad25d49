"""The inbox: its views, how many stand in each, and the rows of one, all through the one predicate of messaging."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from rapport.accounts.models import TeamMember
from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.messaging import queries as messaging
from rapport.messaging.models import Conversation, Delivery, Draft
from rapport.messaging.queries import conversations as sight
from rapport.people import queries as people
from rapport.tasks import domain as clock
from rapport.timeline.models import About
from rapport.vault import domain as subjects
from rapport.vault import queries as vault
from rapport.web import paging
from rapport.workspace.queries.counting import capped

SHOWN = 40
MOST = 99
TABLE = "timeline_interaction"
TROUBLED = {"failed": ("failed",), "uncertain": ("uncertain",)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: a conversation, or a mail in it that needs a look."""

    conversation_id: int | None
    person_id: int
    person_name: str
    at: datetime
    subject: str = ""
    preview: str = ""
    job_title: str = ""
    assignee_name: str = ""
    is_unread: bool = False
    is_theirs: bool = False
    is_automatic: bool = False
    waiting_since: datetime | None = None
    due: datetime | None = None
    is_late: bool = False
    wakes_at: datetime | None = None
    sleeps_until_reply: bool = False
    state: str = ""  # of a delivery
    code: str = ""
    message_id: int | None = None
    interaction_id: int | None = None
    key: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    view: str
    rows: Sequence[Row]
    older: str | None

    def after(self, conversation_id: int) -> int | None:
        """The conversation below this one, else the one above it."""
        ids = list(dict.fromkeys(row.conversation_id for row in self.rows if row.conversation_id))
        if conversation_id not in ids:
            return ids[0] if ids else None
        at = ids.index(conversation_id)
        return next(iter([*ids[at + 1 : at + 2], *ids[max(at - 1, 0) : at]]), None)


def mine(viewer: Viewer) -> Q:
    """Given to the viewer, or to nobody about people they own."""
    return Q(assignee_id=viewer.user_id) | Q(assignee__isnull=True) & (
        Q(person__owner_id=viewer.user_id) | Q(person__merged_into__owner_id=viewer.user_id)
    )


def _open(viewer: Viewer) -> QuerySet[Conversation]:
    return sight.visible(viewer).filter(state=Conversation.State.OPEN)


def _awake(viewer: Viewer) -> QuerySet[Conversation]:
    """What candidates wrote in, open and not set aside."""
    return _open(viewer).filter(last_in_at__isnull=False).exclude(sight.asleep(timezone.now()))


def _late(viewer: Viewer) -> QuerySet[Conversation]:
    since = late_before(timezone.now(), viewer.user.time_zone)
    return _awake(viewer).filter(mine(viewer), waiting_since__lt=since)


def late_before(now: datetime, zone_name: str) -> datetime:
    """Whoever waits since before this moment has waited longer than a working day there."""
    earliest, latest = now - timedelta(days=7), now
    while latest - earliest > timedelta(seconds=30):
        middle = earliest + (latest - earliest) / 2
        if clock.next_business_day(middle, zone_name) < now:
            earliest = middle
        else:
            latest = middle
    return earliest


CONVERSATIONS: dict[str, Callable[[Viewer], QuerySet[Conversation]]] = {
    "mine": lambda v: _awake(v).filter(mine(v)),
    "unassigned": lambda v: _awake(v).filter(assignee__isnull=True),
    "team": lambda v: _awake(v).filter(assignee_id__in=teammates(v)),
    "unanswered": lambda v: _awake(v).filter(waiting_since__isnull=False),
    "overdue": _late,
    "waiting": lambda v: _open(v).filter(mine(v) & sight.waits_on_candidate()).exclude(sight.asleep(timezone.now())),
    "snoozed": lambda v: _open(v).filter(mine(v) & sight.asleep(timezone.now())),
    "done": lambda v: sight.visible(v).filter(mine(v), state=Conversation.State.DONE),
}
VIEWS = (*list(CONVERSATIONS)[:7], "drafts", "scheduled", "failed", "uncertain", "done")


def teammates(viewer: Viewer) -> list[int]:
    """Everybody in the viewer's teams but themselves."""
    rows = TeamMember.objects.filter(team_id__in=viewer.facts.team_ids, user__is_active=True)
    return list(rows.exclude(user_id=viewer.user_id).values_list("user_id", flat=True).distinct())


def drafts(viewer: Viewer) -> QuerySet[Draft]:
    own = Draft.objects.filter(author_id=viewer.user_id, kind=Draft.Kind.MAIL)
    return own.filter(person__in=people.visible_to(viewer))


def deliveries(viewer: Viewer, view: str) -> QuerySet[Delivery]:
    """The mails of a view that are on their way, or did not get there, as far as the viewer may see them."""
    rows = Delivery.objects.filter(
        message__interaction__audience_id__in=viewer.audience_ids,
        message__interaction__removed_at__isnull=True,
        message__person__in=people.visible_to(viewer),
    )
    if view == "scheduled":
        waits = Q(state__in=["queued", "deferred"], due_at__gt=timezone.now()) | Q(state="held")
        by_me = {"message__interaction__actor_kind": "user", "message__interaction__actor_id": viewer.user_id}
        return rows.filter(waits, part="to", **by_me)
    return rows.filter(state__in=TROUBLED[view])


def _rows_of(viewer: Viewer, view: str) -> QuerySet[Any]:
    if view in CONVERSATIONS:
        return CONVERSATIONS[view](viewer)
    if view == "drafts":
        return drafts(viewer)
    if view in VIEWS:
        return deliveries(viewer, view)
    raise NotFound("There is no such view of the inbox.")


def counts(viewer: Viewer) -> dict[str, tuple[int, bool]]:
    """How many stand in each view but Done, none counted past 99, all in one statement (and who is on my teams)."""
    names = [name for name in VIEWS if name != "done"]
    lists: list[QuerySet[Any]] = [_rows_of(viewer, name) for name in names]
    if viewer.can("messaging:triage"):
        names, lists = [*names, "triage"], [*lists, messaging.in_triage()]
    return dict(zip(names, capped(lists, MOST), strict=True))


def listing(viewer: Viewer, view: str, cursor: str = "", *, q: str = "") -> Listing:
    """The newest rows of a view, or those below a cursor; `q` looks into names and addresses."""
    if view == "drafts":
        return _drafts(viewer, cursor)
    if view in {"scheduled", *TROUBLED}:
        return _deliveries(viewer, view, cursor)
    rows = _rows_of(viewer, view)
    if q:
        rows = rows.filter(Q(person__full_name__icontains=q) | Q(person__contact_points__value__icontains=q)).distinct()
    order = "done_at" if view == "done" else "last_at"
    found, older = _page(rows.select_related("person", "assignee", "job"), order, cursor, viewer)
    abouts = _newest(found)
    now = timezone.now()
    return Listing(view, [_row(viewer, each, abouts.get(each.newest_id), now) for each in found], older)


def _page(rows: QuerySet[Conversation], order: str, cursor: str, viewer: Viewer) -> tuple[list[Any], str | None]:
    newest = sight.words_seen(viewer).values("interaction_id")[:1]
    rows = rows.annotate(newest_id=Subquery(newest), seen_at=sight.looked_in(viewer))
    if order == "done_at":
        rows = rows.annotate(sorted_at=Coalesce("done_at", "last_at"))
    else:
        rows = rows.annotate(sorted_at=F("last_at"))
    column = "sorted_at" if order == "done_at" else order
    rows = _below(rows, column, cursor).order_by(f"-{column}", "-pk")
    found: list[Any] = list(rows[: SHOWN + 1])  # with what was annotated
    page = paging.page_of(found, SHOWN, lambda row: (row.sorted_at, row.pk))
    return page.items, page.older


def _below(rows: QuerySet[Any], column: str, cursor: str) -> QuerySet[Any]:
    if not cursor:
        return rows
    try:
        moment, id = paging.decode(cursor)
    except ValueError:
        raise NotFound("This page of the inbox does not exist.") from None
    if not isinstance(moment, datetime) or moment.tzinfo is None or not isinstance(id, int):
        raise NotFound("This page of the inbox does not exist.")
    return rows.filter(Q(**{f"{column}__lte": moment}) & (Q(**{f"{column}__lt": moment}) | Q(pk__lt=id)))


def _newest(found: Sequence[Any]) -> dict[int, tuple[About, str, str]]:
    """The newest words of these conversations, opened: their line, subject and beginning."""
    people_of = {each.newest_id: each.person_id for each in found if each.newest_id}
    rows = About.objects.filter(interaction_id__in=people_of, person_id__in=set(people_of.values()))
    return _opened(row for row in rows.select_related("interaction__job", "interaction__message")
                   if people_of[row.interaction_id] == row.person_id)  # fmt: skip


def _opened(rows: Any) -> dict[int, tuple[About, str, str]]:
    kept = list(rows)
    seals = vault.open_items(
        (bytes(row.interaction.seal_id), subjects.person(row.person_id), bytes(row.wrapped_key)) for row in kept
    )
    found = {}
    for row in kept:
        line, seal = row.interaction, seals.get(bytes(row.interaction.seal_id))
        words = (
            (seal.text(TABLE, "subject", line.subject), seal.text(TABLE, "preview", line.preview)) if seal else ("", "")
        )
        found[line.pk] = (row, *words)
    return found


def _row(viewer: Viewer, each: Any, opened: tuple[About, str, str] | None, now: datetime) -> Row:
    about, subject, preview = opened or (None, "", "")
    line = about.interaction if about else None
    zone = viewer.user.time_zone
    due = clock.next_business_day(each.waiting_since, zone) if each.waiting_since else None
    job = each.job or (line.job if line else None)
    return Row(
        conversation_id=each.pk,
        person_id=each.person_id,
        person_name=each.person.full_name,
        at=each.sorted_at,
        subject=subject,
        preview=preview,
        job_title=job.title if job else "",
        assignee_name=each.assignee.name if each.assignee and each.assignee_id != viewer.user_id else "",
        is_unread=bool(each.last_in_at and (each.seen_at is None or each.seen_at < each.last_in_at)),
        is_theirs=bool(line and line.direction == "in"),
        is_automatic=bool(line and line.direction == "in" and line.message.is_automatic),
        waiting_since=each.waiting_since,
        due=due,
        is_late=bool(due and due < now),
        wakes_at=each.snoozed_until if each.snoozed_until and each.snoozed_until > now else None,
        sleeps_until_reply=each.sleeps_until_reply,
        key=each.pk,
    )


def _deliveries(viewer: Viewer, view: str, cursor: str) -> Listing:
    rows = deliveries(viewer, view).select_related(
        "message__interaction", "message__interaction__job", "message__person"
    )
    page = paging.page_of(
        list(_below(rows, "due_at", cursor).order_by("-due_at", "-pk")[: SHOWN + 1]), SHOWN, lambda d: (d.due_at, d.pk)
    )
    items = messaging.opened([d.message for d in page.items]) if page.items else {}
    return Listing(view, [_mail(d, items.get(d.message_id)) for d in page.items], page.older)


def _mail(row: Delivery, item: Any) -> Row:
    message, line = row.message, row.message.interaction
    return Row(
        conversation_id=message.conversation_id,
        person_id=message.person_id,
        person_name=message.person.full_name,
        at=row.due_at,
        subject=item.text(TABLE, "subject", line.subject) if item else "",
        preview=item.text(TABLE, "preview", line.preview) if item else "",
        job_title=line.job.title if line.job else "",
        state=row.state,
        code=row.code,
        message_id=message.pk,
        interaction_id=line.pk,
        key=row.pk,
    )


def _drafts(viewer: Viewer, cursor: str) -> Listing:
    rows = drafts(viewer).select_related("person")
    page = paging.page_of(
        list(_below(rows, "saved_at", cursor).order_by("-saved_at", "-pk")[: SHOWN + 1]),
        SHOWN,
        lambda d: (d.saved_at, d.pk),
    )
    words = _typed(page.items)
    return Listing(
        "drafts",
        [
            Row(
                conversation_id=d.conversation_id,
                person_id=d.person_id,
                person_name=d.person.full_name,
                at=d.saved_at,
                subject=str(words.get(d.pk, {}).get("subject") or ""),
                preview=str(words.get(d.pk, {}).get("text") or ""),
                state="draft",
                key=d.pk,
            )
            for d in page.items
        ],
        page.older,
    )


def _typed(rows: Sequence[Draft]) -> dict[int, dict[str, Any]]:
    """What each of these drafts keeps; those without a key are left out."""
    items = vault.open_by_id([bytes(draft.seal_id) for draft in rows])
    found = {}
    for draft in rows:
        if item := items.get(bytes(draft.seal_id)):
            found[draft.pk] = json.loads(item.text("messaging_draft", "words", draft.words))
    return found


def top(viewer: Viewer, view: str) -> list[tuple[Any, ...]]:
    """The newest conversations of a view with what a row shows of them, to know whether a page is still right."""
    if view not in CONVERSATIONS:
        return []
    told = ("pk", "last_at", "assignee_id", "waiting_since", "state", "snoozed_until")
    return list(CONVERSATIONS[view](viewer).order_by("-last_at", "-pk").values_list(*told)[:SHOWN])
