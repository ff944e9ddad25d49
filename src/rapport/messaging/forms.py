"""What a composed mail looks like as it comes from the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from rapport.channels.email import files as file_rules
from rapport.messaging.queries.composer import MAX_FILES
from rapport.timeline.forms import Ids
from rapport.timeline.services import Visibility

BIGGEST = 2**63 - 1
A_MOMENT = timedelta(minutes=1)  # a field for minutes cannot say "now" more exactly
FARTHEST = timedelta(days=36525)

CIRCLES = [
    ("", _("As usual")),
    ("everyone", _("Everyone on this job")),
    ("hiring_team", _("Hiring team")),
    ("roles", _("Chosen roles")),
    ("people", _("Chosen people")),
    ("only_me", _("Only me")),
]
FILE_PROBLEMS = {
    "file-dangerous": _("%(name)s: files of this kind can do harm and are not sent."),
    "file-too-big": _("%(name)s is too large: a mail takes files of 7 MB together. Send a link instead."),
}


class MailForm(forms.Form):
    """A mail to one person. Recipients are "p12" (an address on file), "u3" (a colleague) or a typed address."""

    to = forms.CharField(label=_("To"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    html = forms.CharField(label=_("Text"), widget=forms.Textarea)
    text = forms.CharField(required=False, widget=forms.Textarea)
    job = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    edits = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    audience = forms.ChoiceField(
        required=False,
        label=_("Visible to"),
        choices=CIRCLES,
    )
    see_people = Ids("u")
    see_roles = Ids()
    send_at = forms.CharField(required=False, label=_("Send at"))
    remind_days = forms.TypedChoiceField(
        required=False,
        coerce=int,
        label=_("Remind me if no answer"),
        choices=[
            ("", _("No reminder")),
            *((n, ngettext_lazy("In %(n)d day", "In %(n)d days", "n") % {"n": n}) for n in (2, 3, 5, 7)),
        ],
    )
    confirm_address = forms.BooleanField(required=False)

    def __init__(self, *args: Any, zone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)

    def clean_send_at(self) -> datetime | None:
        value = self.cleaned_data["send_at"].strip()
        return moment(value, self.zone) if value else None


def moment(value: str, zone: ZoneInfo) -> datetime:
    """A moment still to come, typed on a clock of this zone; raises ValidationError with what is wrong."""
    try:
        found = datetime.fromisoformat(value)
        found = found.replace(tzinfo=found.tzinfo or zone)
        now = timezone.now()
        if found < now - A_MOMENT:
            raise forms.ValidationError(_("This moment has gone by. Choose a later one, or send it now."))
        if found > now + FARTHEST:
            raise forms.ValidationError(_("Choose a time within the next hundred years."))
    except (ValueError, OverflowError) as error:
        raise forms.ValidationError(_("Choose a date and a time.")) from error
    return found


class CircleForm(forms.Form):
    """What decides who will see a mail that is being written."""

    audience = forms.ChoiceField(required=False, choices=CIRCLES)
    see_people = Ids("u")
    see_roles = Ids()
    job = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    reply_to = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)


def circle(given: Mapping[str, Any]) -> Visibility | None:
    """The choice of who may see it; None for "as usual"."""
    kind = given.get("audience")
    members = {"people": "see_people", "roles": "see_roles"}.get(kind or "")
    return Visibility(kind, tuple(given.get(members) or ()) if members else ()) if kind else None


@dataclass(frozen=True, slots=True)
class Uploads:
    """The files of a form that may go along, and in words what speaks against the others."""

    files: Sequence[UploadedFile[Any]]
    problems: Sequence[str]


def uploads(request: HttpRequest, beside: int = 0) -> Uploads:
    """The files of a form; `beside` is the size of those that are kept already."""
    fine, problems, total = [], [], beside
    for file in request.FILES.getlist("files"):
        head = file.read(file_rules.HEAD)
        file.seek(0)
        problem = file_rules.check_file(file.name or "", head, file.size or 0, MAX_FILES)
        if problem is not None and problem.blocks:
            words = FILE_PROBLEMS.get(problem.code, _("%(name)s cannot be sent: it is not what its name says."))
            problems.append(str(words) % {"name": file.name})
            continue
        total += file.size or 0
        if total > MAX_FILES:
            problems.append(str(_("The files together are larger than 7 MB. Send a link instead.")))
            break
        fine.append(file)
    return Uploads(fine, problems)


class ManyForm(forms.Form):
    """One text to many, with fields filled for each."""

    subject = forms.CharField(label=_("Subject"), max_length=300)
    html = forms.CharField(label=_("Text"), widget=forms.Textarea)


def number(text: str | None) -> int | None:
    """The number an address or a field names; None for what is none, or larger than any id."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


class StopForm(forms.Form):
    """What is to stop leaving, and why."""

    what = forms.ChoiceField(label=_("What stops"))
    reason = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("For whoever has to start it again."), widget=forms.TextInput
    )

    def __init__(self, choices: list[tuple[str, list[tuple[str, str]]]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["what"]
        field.choices = choices
