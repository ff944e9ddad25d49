"""Moving: one by drop, menu or key; many with a review; and back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from rapport.jobs import moves, queries, services
from rapport.jobs.forms import BulkForm, MoveForm
from rapport.jobs.forms.moves import as_text, picked
from rapport.jobs.models import CLOSING_KINDS, Application, Stage, StageMove
from rapport.jobs.services import MailChoice
from rapport.jobs.views.frame import Request, after, job_frame, next_of, refused, stay
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.web import csp

MINE = "jobs.moves"  # the moves of this session that may be taken back
REMEMBERED = 200
SLICE = 25
MOST = 500


def move(request: Request, application_id: int) -> HttpResponse:
    """Moves at once where nothing is to be asked; else asks for the reason and shows the mail first."""
    application = queries.application(request.viewer, application_id)
    given = request.POST if request.method == "POST" else request.GET
    stage = _stage(application.job_id, given.get("to", ""))
    if stage is None:
        return _choose(request, application)
    preview = moves.preview_of(request.viewer, application, stage)
    reasons = queries.reasons(stage.kind) if stage.kind in CLOSING_KINDS else []
    asks: dict[str, Any] = {"reasons": reasons, "asks_mail": preview is not None, "personal": moves.can_be_personal()}
    is_answer = request.method == "POST" and ("asked" in request.POST or not (reasons or preview))
    if is_answer:
        form = MoveForm(request.POST, **asks)
        if form.is_valid():
            try:
                return _moved(request, application, stage, form)
            except Invalid as error:
                refused(form, error)
    else:
        initial = {"to": stage.pk, "revision": given.get("revision") or application.revision}
        if preview:
            initial.update(subject=preview.subject, html=preview.html)
        form = MoveForm(initial=initial, **asks)
    context = {
        "form": form,
        "application": application,
        "stage": stage,
        "preview": preview,
        "letter_url": reverse("application-letter", args=[application.pk, stage.pk]) if preview else "",
        "reasons": reasons,
        "is_closing": stage.kind in CLOSING_KINDS,
        "next": next_of(request, ""),
    }
    return _dialog(request, "jobs/_move.html", context, 422 if is_answer else 200)


@require_safe
def letter(request: Request, application_id: int, stage_id: int) -> HttpResponse:
    """The mail a move would send, with its own look, in a world of its own: no script, no form, no remote load."""
    application = queries.application(request.viewer, application_id)
    stage = queries.stage_by_id(application.job_id, stage_id)
    preview = moves.preview_of(request.viewer, application, stage) if stage else None
    if preview is None:
        raise NotFound(_("This move sends no mail."))
    answer = HttpResponse(preview.document or preview.html)
    answer[csp.HEADER] = csp.LETTER
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _moved(request: Request, application: Application, stage: Stage, form: MoveForm) -> HttpResponse:
    row = services.move(
        request.actor,
        application.pk,
        to_stage_id=stage.pk,
        revision=form.cleaned_data["revision"],
        reason_id=form.cleaned_data.get("reason"),
        choice=form.choice(),
    )
    last = queries.last_move(row.pk)
    text = _("%(name)s is now in %(stage)s.") % {
        "name": application.person.full_name,
        "stage": queries.name_in(stage.name, stage.kind),
    }
    undo = ""
    if last and last.from_stage_id:
        _remember(request, [last.pk])
        undo = reverse("job-move-back", args=[last.pk])
    wish = next_of(request, "")
    if request.htmx and not wish:
        return stay(f"job:{row.job_id}", text, undo_url=undo, undo_label=_("Undo"))
    return after(request, wish or reverse("job-board", args=[row.job_id]), text)


def _choose(request: Request, application: Application) -> HttpResponse:
    """The path without dragging: every stage as a button (WCAG 2.5.7)."""
    context = {
        "application": application,
        "stages": queries.stages(application.job_id),
        "closing": CLOSING_KINDS,
        "next": next_of(request, ""),
    }
    return _dialog(request, "jobs/_choose.html", context, 200)


def _dialog(request: Request, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    if request.htmx:
        answer = render(request, template, context, status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog", "innerHTML"
        return answer
    return render(request, "jobs/dialog.html", {**context, "part": template}, status=status)


def _stage(job_id: int, text: str) -> Stage | None:
    return queries.stage_by_id(job_id, int(text)) if text.isdecimal() else None


def _remember(request: Request, move_ids: list[int]) -> None:
    request.session[MINE] = [*request.session.get(MINE, []), *move_ids][-REMEMBERED:]


def back(request: Request, move_id: int) -> HttpResponse:
    """Takes moves of this session back, each as a new move."""
    ids = [move_id, *(int(id) for id in request.POST.get("also", "").split(",") if id.isdecimal())]
    mine = set(request.session.get(MINE, []))
    if not set(ids) <= mine:
        raise NotFound(_("There is no such move of yours in this session."))
    done: list[Application] = []
    failed: list[str] = []
    for id in ids:
        try:
            done.append(services.move_back(request.actor, id))
        except (Conflict, NotFound, Invalid) as error:
            failed.append(str(error))
    if not done:
        raise Conflict(failed[0])
    request.session[MINE] = [id for id in mine if id not in ids]
    text = ngettext("%(n)d person was moved back.", "%(n)d people were moved back.", len(done)) % {"n": len(done)}
    if queries.were_mailed(ids):
        text += " " + _("A mail that has left stays sent.")
    if failed:
        text += " " + failed[0]
    job_id = done[0].job_id
    tone = "wait" if failed else "ok"
    if request.htmx:
        return stay(f"job:{job_id}", text, tone)
    return after(request, reverse("job-board", args=[job_id]), text, tone)


def bulk(request: Request, job_id: int) -> HttpResponse:
    """Review, then move slice by slice with a meter; each person on their own, so one conflict stops nobody else."""
    job = queries.get(request.viewer, job_id)
    pairs = picked(",".join(request.POST.getlist("pick")) or request.POST.get("picked", ""))[:MOST]
    stage = _stage(job_id, request.POST.get("to", ""))
    if not pairs or stage is None:
        text = _("Choose people and the stage they go to.")
        return after(request, next_of(request, reverse("job-board", args=[job_id])), text, "wait")
    if request.POST.get("step") == "go":
        return _go(request, job_id, pairs, stage)
    found = queries.several(request.viewer, [id for id, _revision in pairs])
    going: list[tuple[Application, str]] = []
    excluded: list[tuple[str, str]] = []
    mailed = 0
    for id, revision in pairs:
        row = found.get(id)
        if why := _excluded(row, revision, stage, job_id):
            excluded.append((row.person.full_name if row else "", why))
        elif row is not None:
            preview = moves.preview_of(request.viewer, row, stage)
            mailed += preview is not None
            going.append((row, preview.to_line if preview else ""))
    first = next((row for row, to_line in going if to_line), None)
    context = {
        **job_frame(request, job, "candidates"),
        "stage": stage,
        "going": going,
        "excluded": excluded,
        "mailed": mailed,
        "preview": moves.preview_of(request.viewer, first, stage) if first else None,
        "letter_url": reverse("application-letter", args=[first.pk, stage.pk]) if first else "",
        "form": _bulk_form(request, stage, mailed, [(row.pk, row.revision) for row, _to in going]),
        "total": len(going),
    }
    return render(request, "jobs/bulk.html", context, status=422 if context["form"].is_bound else 200)


def _bulk_form(request: Request, stage: Stage, mailed: int, pairs: list[tuple[int, int]]) -> BulkForm:
    reasons = queries.reasons(stage.kind) if stage.kind in CLOSING_KINDS else []
    return BulkForm(
        reasons=reasons, asks_mail=mailed > 0, initial={"to": stage.pk, "picked": as_text(pairs), "mail": "sent"}
    )


def _excluded(row: Application | None, revision: int, stage: Stage, job_id: int) -> str:
    """Why somebody does not come along, or nothing."""
    if row is None or row.job_id != job_id:
        return _("Is not in this job any more.")
    if row.stage_id == stage.pk:
        return _("Is in this stage already.")
    if row.revision != revision:
        return _("Was moved or changed by somebody else meanwhile.")
    if row.closed_at is not None and stage.kind in CLOSING_KINDS:
        return _("Has been decided already.")
    return ""


def _go(request: Request, job_id: int, pairs: list[tuple[int, int]], stage: Stage) -> HttpResponse:
    reasons = queries.reasons(stage.kind) if stage.kind in CLOSING_KINDS else []
    now, rest = pairs[:SLICE], pairs[SLICE:]
    rows = queries.several(request.viewer, [id for id, _revision in now])
    mailed = {id for id, row in rows.items() if moves.preview_of(request.viewer, row, stage)}
    # The page carries the decision from slice to slice; whoever leaves it out is asked where a mail would go out.
    asks_mail = bool(mailed) or request.POST.get("mail", "") != ""
    form = BulkForm(request.POST, reasons=reasons, asks_mail=asks_mail)
    if not form.is_valid():
        job = queries.get(request.viewer, job_id)
        going = [(rows[id], "") for id, _revision in pairs if id in rows]
        context = {**job_frame(request, job, "candidates"), "stage": stage, "form": form, "going": going,
                   "excluded": [], "mailed": len(mailed), "total": len(pairs)}  # fmt: skip
        return render(request, "jobs/bulk.html", context, status=422)
    wish = form.choice()
    result = services.move_many(
        request.actor,
        now,
        to_stage_id=stage.pk,
        reason_id=form.cleaned_data.get("reason"),
        choices={id: wish if id in mailed else MailChoice() for id, _revision in now},
    )
    _remember(request, result.move_ids)
    known = [int(id) for id in request.POST.get("done", "").split(",") if id.isdecimal()]
    names = {id: row.person.full_name for id, row in rows.items()}
    earlier = request.POST.getlist("failed")
    failed = [*earlier, *(f"{names.get(each.application_id, '')}: {each.why}".lstrip(": ") for each in result.failed)]
    done = [*known, *result.move_ids]
    total = int(request.POST.get("total") or len(pairs))
    context = {
        **job_frame(request, queries.get(request.viewer, job_id), "candidates"),
        "stage": stage,
        "done": done,
        "done_text": ",".join(map(str, done)),
        "failed": failed,
        "rest": as_text(rest),
        "total": total,
        "handled": total - len(rest),
        "form": form,
        "send_at": request.POST.get("send_at", ""),
        "withheld": wish.mail == StageMove.Mail.WITHHELD,
    }
    return render(request, "jobs/_progress.html" if request.htmx else "jobs/progress.html", context)
