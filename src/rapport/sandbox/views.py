"""The doors of the Sandbox: a mail client that shows what candidates receive, and answers as they would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rapport.channels.email import html
from rapport.events import queries as events
from rapport.lib.errors import Invalid, NotFound
from rapport.sandbox import queries, services
from rapport.sandbox.domain import Letter, Mailbox
from rapport.sandbox.forms import ReplyForm
from rapport.web import csp, paging

TABS = ("html", "text", "source", "headers")
SOURCE_SHOWN = 200_000
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@never_cache
@require_safe
def index(request: HttpRequest, mail_id: int | None = None) -> HttpResponse:
    letter = queries.letter(request.viewer, mail_id) if mail_id else None  # type: ignore[attr-defined]
    if letter and letter.row.is_unread:
        services.mark_read(request.actor, letter.row.id)  # type: ignore[attr-defined]
    return _client(request, letter, ReplyForm())


@require_POST
def reply(request: HttpRequest, mail_id: int) -> HttpResponse:
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.reply(request.actor, mail_id, form.cleaned_data["text"], form.cleaned_data["attachments"])  # type: ignore[attr-defined]
        except Invalid as error:
            for field, words in error.fields.items():
                form.add_error(field if field in form.fields else None, words)
        else:
            messages.success(request, _("The answer is on its way; it comes in by the mail listener in a moment."))
            return _back(request, mail_id)
    return _client(request, queries.letter(request.viewer, mail_id), form, status=422)  # type: ignore[attr-defined]


@require_POST
def away(request: HttpRequest, mail_id: int) -> HttpResponse:
    said = _("The out-of-office note is on its way.")
    return _act(request, mail_id, lambda: services.reply_away(request.actor, mail_id), said)  # type: ignore[attr-defined]


@require_POST
def bounce(request: HttpRequest, mail_id: int) -> HttpResponse:
    said = _("The report of a failed delivery is on its way.")
    final = request.POST.get("kind") != "full"
    return _act(request, mail_id, lambda: services.bounce(request.actor, mail_id, is_final=final), said)  # type: ignore[attr-defined]


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    count = services.empty(request.actor)  # type: ignore[attr-defined]
    messages.success(request, ngettext("%(n)d mail removed.", "%(n)d mails removed.", count) % {"n": count})
    return redirect("sandbox")


@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """204 while nothing changed; else the new version and how many mails are unread."""
    version = events.versions([services.TOPIC])[services.TOPIC]
    if request.GET.get("v") == str(version):
        return HttpResponse(status=204)
    unread = queries.unread(request.viewer)  # type: ignore[attr-defined]
    return JsonResponse({"v": version, "changed": [services.TOPIC], "counts": {services.TOPIC: unread}})


@require_safe
def frame(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The letter itself, for its sandboxed frame."""
    letter = queries.letter(request.viewer, mail_id)  # type: ignore[attr-defined]
    pictures = {
        file.content_id: reverse("sandbox_file", args=[mail_id, number])
        for number, file in enumerate(letter.mail.files)
        if file.content_id and file.type in PICTURES
    }
    body = html.clean(letter.mail.html, pictures) if letter.mail.html else html.clean(html.from_text(letter.mail.text))
    response = render(request, "sandbox/letter.mail.html", {"body": body, "subject": letter.mail.subject})
    response.headers[csp.HEADER] = csp.LETTER
    return response


@require_safe
def file(request: HttpRequest, mail_id: int, number: int) -> HttpResponse:
    """One file of the letter; pictures of the letter are shown, everything else is only saved."""
    files = queries.letter(request.viewer, mail_id).mail.files  # type: ignore[attr-defined]
    if number >= len(files):
        raise NotFound("The letter has no such file.")
    found = files[number]
    is_shown = found.is_inline and found.type in PICTURES
    return _download(found.content, found.name, found.type if is_shown else "application/octet-stream", not is_shown)


@require_safe
def eml(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The mail as a file, byte for byte."""
    letter = queries.letter(request.viewer, mail_id)  # type: ignore[attr-defined]
    return _download(letter.raw, f"mail-{mail_id}.eml", "message/rfc822", True)


def _client(request: HttpRequest, letter: Letter | None, form: ReplyForm, status: int = 200) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    # Read before the mails: one that arrives meanwhile makes the page look again instead of being taken for shown.
    version = events.versions([services.TOPIC])[services.TOPIC]
    box, address = request.GET.get("box", ""), request.GET.get("address", "").strip()
    boxes = queries.mailboxes(viewer, address)
    if address and len(boxes) == 1:
        box = boxes[0].key
    tab = request.GET.get("tab", "")
    context: dict[str, Any] = {
        "boxes": boxes,
        "box": box,
        "address": address,
        "mails": queries.page(viewer, box, _before(request)) if not address or boxes else paging.Page([], None),
        "letter": letter,
        "tab": tab if tab in TABS else "html",
        "tabs": [("html", _("HTML")), ("text", _("Text")), ("source", _("Source")), ("headers", _("Headers"))],
        "source": letter.raw[:SOURCE_SHOWN].decode("utf-8", "replace") if letter else "",
        "is_cut": bool(letter) and len(letter.raw) > SOURCE_SHOWN if letter else False,
        "form": form,
        "is_on": settings.SANDBOX,
        "server": settings.SMTP.host if settings.SMTP else "",
        "version": version,
        "here": request.get_full_path() if request.method == "GET" else "",
        "kept": urlencode({"box": box} if box else {}),
        "total_unread": sum(one.unread for one in boxes)
        if _has_all(boxes, address)
        else queries.unread(request.viewer),  # type: ignore[attr-defined]
    }
    htmx = request.htmx  # type: ignore[attr-defined]
    is_fragment = htmx and not htmx.history_restore_request
    template = "sandbox/_client.html" if is_fragment else "sandbox/index.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _has_all(boxes: list[Mailbox], address: str) -> bool:
    return not address and len(boxes) < queries.MAILBOXES


def _before(request: HttpRequest) -> int | None:
    try:
        (last,) = paging.decode(request.GET["before"])
    except (KeyError, ValueError):
        return None
    return last if isinstance(last, int) else None


def _act(request: HttpRequest, mail_id: int, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return _back(request, mail_id)


def _back(request: HttpRequest, mail_id: int) -> HttpResponse:
    box = request.GET.get("box", "")
    return redirect(reverse("sandbox_mail", args=[mail_id]) + (f"?{urlencode({'box': box})}" if box else ""))


def _download(content: bytes, name: str, kind: str, is_saved: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(is_saved, name) or "attachment"
    response.headers[csp.HEADER] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
