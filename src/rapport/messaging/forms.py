"""What a composed mail looks like as it comes from the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from rapport.channels.email import files as file_rules
from rapport.messaging.queries.composer import MAX_FILES

FILE_PROBLEMS = {
    "dangerous": _("%(name)s: files of this kind can do harm and are not sent."),
    "too-big": _("%(name)s is too large."),
}


class MailForm(forms.Form):
    """A mail to one person. Recipients are "p12" (an address on file), "u3" (a colleague) or a typed address."""

    to = forms.CharField(label=_("To"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300)
    html = forms.CharField(label=_("Text"), widget=forms.Textarea)
    text = forms.CharField(required=False, widget=forms.Textarea)
    job = forms.IntegerField(required=False)
    reply_to = forms.IntegerField(required=False)
    audience = forms.ChoiceField(
        required=False,
        label=_("Visible to"),
        choices=[
            ("", _("As usual")),
            ("everyone", _("Everyone on this job")),
            ("hiring_team", _("Hiring team")),
            ("only_me", _("Only me")),
        ],
    )
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

    def when(self, zone: str) -> datetime | None:
        """The moment to send at, typed in the sender's own time zone."""
        value = self.cleaned_data.get("send_at")
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone)) if value else None

    def clean_send_at(self) -> str:
        value: str = self.cleaned_data["send_at"].strip()
        if value:
            try:
                datetime.fromisoformat(value)
            except ValueError as error:
                raise forms.ValidationError(_("Choose a date and a time.")) from error
        return value


@dataclass(frozen=True, slots=True)
class Uploads:
    files: Sequence[UploadedFile[Any]]
    problems: Sequence[str]


def uploads(request: HttpRequest) -> Uploads:
    """The files of a form, with what speaks against each in words."""
    found = request.FILES.getlist("files")
    problems = []
    for file in found:
        head = file.read(file_rules.HEAD)
        file.seek(0)
        problem = file_rules.check_file(file.name or "", head, file.size or 0, MAX_FILES)
        if problem is not None and problem.blocks:
            words = FILE_PROBLEMS.get(problem.code, _("%(name)s cannot be sent: it is not what its name says."))
            problems.append(str(words) % {"name": file.name})
    if sum(f.size or 0 for f in found) > MAX_FILES:
        problems.append(str(_("The files together are larger than 7 MB. Send a link instead.")))
    return Uploads(found, problems)


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
