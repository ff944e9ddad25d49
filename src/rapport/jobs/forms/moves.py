"""The forms of a move: where to, why, and what happens with the mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.jobs.models import Reason, Stage, StageMove
from rapport.jobs.queries import name_in
from rapport.jobs.services import MailChoice

Mail = StageMove.Mail
WHY_NO_MAIL = [
    ("", "—"), ("by_phone", _("Told them by phone")), ("in_person", _("Told them in person")),
    ("own_words", _("I write to them myself")), ("internal", _("They know: internal step")),
    ("too_early", _("Too early to tell")), ("other", _("Another reason")),
]  # fmt: skip
WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class _MailForm(forms.Form):
    reason = forms.TypedChoiceField(label=_("Reason"), required=False, coerce=int, empty_value=None)
    mail = forms.ChoiceField(label=_("The mail"), required=False, widget=forms.RadioSelect)
    send_at = forms.DateTimeField(
        label=_("Send at"), required=False, widget=WHEN, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    mail_reason = forms.ChoiceField(label=_("Why no mail?"), required=False, choices=WHY_NO_MAIL)

    def __init__(
        self, *args: Any, reasons: Sequence[Reason] = (), asks_mail: bool = False, personal: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asks_mail = asks_mail
        self.fields["reason"].choices = [("", _("Choose a reason")), *((r.pk, name_in(r.label)) for r in reasons)]  # type: ignore[attr-defined]
        self.asks_reason = bool(reasons)
        self.fields["reason"].required = self.asks_reason
        self.fields["reason"].error_messages["required"] = _("Choose a reason; it is kept with the decision.")
        ways = [(Mail.SENT, _("Send it now"))]
        if personal:
            ways.append((Mail.PERSONAL, _("Make it personal")))
        ways += [(Mail.SCHEDULED, _("Send it at a time")), (Mail.WITHHELD, _("Don’t send it"))]
        self.fields["mail"].choices = ways  # type: ignore[attr-defined]
        self.fields["mail"].initial = Mail.SENT

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.asks_mail:
            return given
        mail, at = given.get("mail"), given.get("send_at")
        if not mail and "mail" not in self.errors:
            self.add_error("mail", _("Decide what happens with the mail."))
        if mail == Mail.SCHEDULED and not at and "send_at" not in self.errors:
            self.add_error("send_at", _("Choose a time that lies ahead."))
        if mail == Mail.WITHHELD and not given.get("mail_reason"):
            self.add_error("mail_reason", _("Say why no mail is sent; it is kept with the move."))
        return given

    def choice(self) -> MailChoice:
        """What was decided about the mail."""
        given = self.cleaned_data
        if not self.asks_mail:
            return MailChoice()
        at: datetime | None = given.get("send_at")
        return MailChoice(
            mail=given["mail"],
            reason=given.get("mail_reason") or "",
            send_at=at,
            subject=given.get("subject") or "",
            html=given.get("html") or "",
        )


class MoveForm(_MailForm):
    to = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=300)
    html = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 6}))


class BulkForm(_MailForm):
    to = forms.IntegerField(widget=forms.HiddenInput)
    picked = forms.CharField(widget=forms.HiddenInput)


def picked(text: str) -> list[tuple[int, int]]:
    """Applications with the revision that was seen: "12.3,15.1"; what is not of this form is left out."""
    pairs = []
    for part in text.split(","):
        id, _dot, revision = part.partition(".")
        if id.isdecimal() and revision.isdecimal():
            pairs.append((int(id), int(revision)))
    return list(dict(pairs).items())


def as_text(pairs: Sequence[tuple[int, int]]) -> str:
    return ",".join(f"{id}.{revision}" for id, revision in pairs)


def stage_options(stages: Sequence[Stage]) -> list[tuple[int, str]]:
    return [(stage.pk, name_in(stage.name, stage.kind)) for stage in stages]
