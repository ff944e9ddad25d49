"""The inbox: its list, one conversation, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts import queries as accounts
from rapport.accounts.request import StaffRequest
from rapport.lib.errors import Invalid, NotFound, RapportError
from rapport.messaging.models import Conversation
from rapport.messaging.queries import conversations as sight
from rapport.messaging.queries import thread as reading
from rapport.messaging.services import conversations
from rapport.tasks import domain as clock
from rapport.web import notice
from rapport.workspace import inbox_pulse, panels, queries
from rapport.workspace.queries import inbox
from rapport.workspace.views.inbox_words import CHIPS, PRESETS, Chip, empty_words, trouble_words

FEW = 30


@require_GET
def page(request: StaffRequest) -> HttpResponse:
    """One address for all: the whole page, and to htmx the list or the conversation."""
    view, chosen = _view(request), _number(request.GET.get("c"))
    part = request.GET.get("part", "")
    if chosen and part != "list":
        conversations.look_in(request.actor, sight.conversation(request.viewer, chosen).pk)
    context = {"chosen_id": chosen, "view": view, "kept": _kept(request), "may_send": request.can("messaging:send")}
    if not request.htmx or request.htmx.boosted:
        return render(request, "workspace/inbox.html", context | _list(request, view) | _thread(request, chosen))
    if part == "list":
        return render(request, "workspace/_inbox_list.html", context | _list(request, view))
    if part == "lines" and chosen:
        return render(request, "workspace/_inbox_lines.html", context | _thread(request, chosen))
    return render(request, "workspace/_inbox_opened.html", context | _list(request, view) | _thread(request, chosen))


@require_GET
def pulse(request: StaffRequest) -> HttpResponse:
    """204 while nothing changed that this reader may see."""
    news = inbox_pulse.answer(request.viewer, _view(request), request.GET.get("v", ""))
    return HttpResponse(status=204) if news is None else JsonResponse(news)


@require_GET
def who(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """The person beside the conversation."""
    row = sight.conversation(request.viewer, conversation_id)
    candidate = queries.candidate(request.viewer, row.person_id)
    context = {"candidate": candidate, "person": candidate.person} | panels.beside(request.viewer, candidate)
    return render(request, "workspace/_inbox_who.html", context)


@require_POST
def act(request: StaffRequest, conversation_id: int, verb: str) -> HttpResponse:
    """Do one thing with a conversation; what leaves the view makes room for the next one."""
    if verb not in ACTS:
        raise NotFound("There is no such act.")
    do, leaves, undo = ACTS[verb]
    before = inbox.listing(request.viewer, _view(request), request.GET.get("cursor", "")) if leaves else None
    words = do(request, conversation_id)
    undo_url = f"{reverse('inbox_act', args=[conversation_id, undo])}?{_kept(request)}" if undo else ""
    opened = before.after(conversation_id) if before and before.rows else conversation_id
    if verb in {"reopen", "wake"}:
        opened = conversation_id
    return _done(request, opened, words, undo_url)


@require_POST
def unread(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """As if one had not looked; the conversation is put down."""
    conversations.mark_unread(request.actor, conversation_id)
    return _done(request, None, _("Marked as unread."))


@require_POST
def many(request: StaffRequest) -> HttpResponse:
    """The same thing with several conversations, each by itself: what one may not do is left out and told."""
    verb, done, last = request.POST.get("verb") or request.GET.get("verb", ""), [], ""
    given = request.POST.getlist("chosen") or request.GET.getlist("chosen")
    chosen = [id for value in given if (id := _number(value))][: inbox.MOST + 1]
    if verb not in {*ACTS, "unread"}:
        raise NotFound("There is no such act.")
    for id in chosen:
        try:
            if verb == "unread":
                conversations.mark_unread(request.actor, id)
            else:
                ACTS[verb][0](request, id)
            done.append(id)
        except RapportError as error:
            last = str(error)
    words = _("%(did)s of %(all)s conversations changed.") % {"did": len(done), "all": len(chosen)}
    back = ACTS[verb][2] if verb in ACTS else ""
    again = urlencode({"verb": back, "chosen": done, "view": _view(request)}, doseq=True)
    undo_url = f"{reverse('inbox_many')}?{again}" if back and done else ""
    return _done(request, None, f"{words} {last}".strip(), undo_url)


def _close(request: StaffRequest, id: int) -> str:
    row = conversations.close(request.actor, id)
    if row.state != Conversation.State.DONE:
        return _("It stays open: there are words in it that wait for others.")
    return _("Done. It comes back when they write again.")


def _reopen(request: StaffRequest, id: int) -> str:
    conversations.reopen(request.actor, id)
    return _("Open again.")


def _assign(request: StaffRequest, id: int) -> str:
    given = request.POST.get("user", "")
    user_id = request.viewer.user_id if given == "me" else _number(given.removeprefix("u"))
    conversations.assign(request.actor, id, user_id)
    if user_id is None:
        return _("Nobody has it now.")
    return _("%(name)s has it now.") % {"name": accounts.user(user_id).name}


def _snooze(request: StaffRequest, id: int) -> str:
    choice, zone = request.POST.get("until", ""), request.viewer.user.time_zone
    if choice == "reply":
        conversations.snooze(request.actor, id, until_reply=True)
        return _("Set aside until they reply.")
    until = clock.snooze_until(choice, timezone.now(), zone) or _moment(request.POST.get("at", ""), zone)
    if until is None:
        raise Invalid({"until": _("Choose until when.")})
    conversations.snooze(request.actor, id, until=until)
    return _("Set aside. It comes back by itself, or when they reply.")


def _wake(request: StaffRequest, id: int) -> str:
    conversations.snooze(request.actor, id)
    return _("Back in the inbox.")


Act = Callable[[StaffRequest, int], str]
# What is done, whether the conversation leaves the view, and what takes it back.
ACTS: dict[str, tuple[Act, bool, str]] = {
    "done": (_close, True, "reopen"),
    "reopen": (_reopen, False, ""),
    "assign": (_assign, False, ""),
    "snooze": (_snooze, True, "wake"),
    "wake": (_wake, False, ""),
}


def _done(request: StaffRequest, opened: int | None, words: str, undo_url: str = "") -> HttpResponse:
    """The inbox after an act: another conversation opened, the list as it stands now, and what was done."""
    view = _view(request)
    address = f"{reverse('inbox')}?{urlencode({'view': view} | ({'c': opened} if opened else {}))}"
    if not request.htmx:
        messages.success(request, words)
        return redirect(address)
    if opened:
        conversations.look_in(request.actor, opened)
    context = {"chosen_id": opened, "view": view, "kept": _kept(request), "may_send": request.can("messaging:send")}
    context |= _list(request, view) | _thread(request, opened)
    answer = render(request, "workspace/_inbox_opened.html", context)
    answer["HX-Push-Url"] = address
    return notice.tell(answer, words, undo_url=undo_url, undo_label=_("Undo"))


def _list(request: StaffRequest, view: str) -> dict[str, Any]:
    v = inbox_pulse.token(request.viewer, view)
    counts = inbox.counts(request.viewer)
    shown = inbox.listing(request.viewer, view, request.GET.get("cursor", ""), q=request.GET.get("q", "").strip())
    chips = [
        Chip(name, label, icon, inbox_pulse.told(counts.get(name, (0, False))), name == view)
        for name, (label, icon) in CHIPS.items()
        if name != "triage" or name in counts
    ]
    return {"v": v, "chips": chips, "listing": shown, "empty": empty_words(view), "q": request.GET.get("q", "")}


def _thread(request: StaffRequest, chosen: int | None) -> dict[str, Any]:
    if not chosen:
        return {"thread": None}
    shown = reading.thread(request.viewer, chosen, whole=request.GET.get("whole") == "1")
    row, now = shown.conversation, timezone.now()
    request.read_id = row.person_id
    team = [user for user in accounts.users_by_id(inbox.teammates(request.viewer)).values() if user.is_active][:FEW]
    due = clock.next_business_day(row.waiting_since, request.viewer.user.time_zone) if row.waiting_since else None
    return {
        "thread": shown,
        "person": row.person,
        "colleagues": sorted(team, key=lambda user: user.name),
        "is_mine": row.assignee_id == request.viewer.user_id,
        "is_done": row.state == Conversation.State.DONE,
        "is_asleep": sight.is_asleep(row, now),
        "presets": [
            (key, label, clock.snooze_until(key, now, request.viewer.user.time_zone)) for key, label in PRESETS
        ],
        "due": due,
        "is_late": bool(due and due < now),
        "trouble": trouble_words(shown.lines),
        "may_note": request.can("timeline:note"),
    }


def _view(request: StaffRequest) -> str:
    view = request.GET.get("view") or "mine"
    if view not in inbox.VIEWS:
        raise NotFound("There is no such view of the inbox.")
    return view


def _kept(request: StaffRequest) -> str:
    """What every address within the page takes along."""
    kept = {name: value for name in ("view", "cursor", "q") if (value := request.GET.get(name))}
    return urlencode({"view": "mine"} | kept)


def _moment(text: str, zone: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=clock.zone(zone)) if text else None
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
