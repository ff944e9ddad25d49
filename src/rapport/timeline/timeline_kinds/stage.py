"""A person's passage through a job."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

KIND = "stage"
ICON = "arrow-right"
LABEL = _("Stage")
FILTER = _("Stages")
ORDER = 7
IS_LINE = FOLDS = True


def sentence(line: Any) -> Any:
    person, job, who = line.person_name, line.job_title, line.actor_name
    if line.code == "applied":
        return format_html(_t("{person} applied for {job}"), person=line.bold(person), job=line.bold(job))
    if line.code == "entered":
        return format_html(
            _t("{who} entered {person} for {job}"), who=line.bold(who), person=person, job=line.bold(job)
        )
    before, after = line.stage(line.params.get("from_stage_id")), line.stage(line.params.get("to_stage_id"))
    reason = line.reason(line.params.get("reason_id"))
    told = format_html(
        _t("{who} moved {person} from {before} to {after}"),
        who=line.bold(who),
        person=person,
        before=line.bold(before),
        after=line.bold(after),
    )
    return format_html("{} · {}", told, reason) if reason else told
