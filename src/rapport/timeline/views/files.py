"""Files: put on a record, shown where that is safe, handed over where it is not; and whom pickers offer."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rapport.channels.email.files import DISPLAYABLE
from rapport.events import services as events
from rapport.timeline import queries
from rapport.timeline.services import files
from rapport.vault import files as vault
from rapport.web.csp import HEADER

# Nothing runs, loads, posts or is framed elsewhere; sources alone would leave the last three open.
_SHUT = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
POLICY = f"{_SHUT}; sandbox"
# PDF readers of browsers are plug-ins of theirs and not all start within a sandbox; nothing else is looser.
PDF_POLICY = f"{_SHUT}; object-src 'self'"


@require_POST
def add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Put files on a person's record."""
    uploads = request.FILES.getlist("files")
    for upload in uploads:
        files.add_file(request.actor, person_id, upload)  # type: ignore[attr-defined]
    if uploads:
        told = ngettext("%(count)d file added.", "%(count)d files added.", len(uploads)) % {"count": len(uploads)}
        messages.success(request, told)
    return redirect(f"{reverse('person', args=[person_id])}?tab=files")


@require_safe
def show(request: HttpRequest, token: str) -> FileResponse:
    """A file for whoever may see an item it belongs to: inline only what cannot act, everything else as a download."""
    attachment, name = queries.file_for(request.viewer, token)  # type: ignore[attr-defined]
    file = attachment.file
    safe = file.type in DISPLAYABLE and not attachment.problem
    inline = safe and "download" not in request.GET
    type = (
        (f"{file.type}; charset=utf-8" if file.type == "text/plain" else file.type)
        if safe
        else "application/octet-stream"
    )
    answer = FileResponse(vault.open_stream(file), content_type=type)
    answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer[HEADER] = PDF_POLICY if inline and file.type == "application/pdf" else POLICY
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    events.log_access(request.actor, "file", file.pk)  # type: ignore[attr-defined]
    return answer


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Whom a picker offers: ?q=ca&kinds=upt."""
    kinds = set(request.GET.get("kinds", "u")) & set("upt")
    return JsonResponse(queries.suggested(request.viewer, request.GET.get("q", ""), kinds), safe=False)  # type: ignore[attr-defined]
