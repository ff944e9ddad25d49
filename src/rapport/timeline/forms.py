"""Shape and wording of what staff write down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rapport.timeline import kinds, statuses
from rapport.timeline.models import LOGGABLE, Direction
from rapport.timeline.services import Calls, LogRequest, NoteRequest, Visibility

VISIBILITY = [
    ("everyone", _("Everyone who may see this person")),
    ("hiring_team", _("Hiring team")),
    ("roles", _("Chosen roles")),
    ("people", _("Chosen people")),
    ("only_me", _("Only me")),
]
DIRECTIONS = [
    (Direction.OUT, _("We contacted them")),
    (Direction.IN, _("They contacted us")),
    (Direction.NONE, _("Both met")),
]


class Ids(forms.Field):
    """Ids from a picker: repeated hidden inputs such as "7", or "p7" and "u3" where kinds mix."""

    widget = forms.MultipleHiddenInput

    def __init__(self, prefix: str = "", **options: Any) -> None:
        super().__init__(required=False, **options)
        self.prefix = prefix

    def to_python(self, value: Any) -> list[int]:
        values = value if isinstance(value, list | tuple) else [value] if value else []
        ids = [str(one)[len(self.prefix) :] for one in values if str(one).startswith(self.prefix)]
        return list(dict.fromkeys(int(id) for id in ids if id.isdecimal() and len(id) < 19))


class VisibilityForm(forms.Form):
    visibility = forms.ChoiceField(label=_("Visible to"), choices=VISIBILITY, initial="everyone")
    see_people = Ids("u")
    see_roles = forms.TypedMultipleChoiceField(label=_("Roles"), coerce=int, required=False)

    def __init__(self, *args: Any, roles: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["see_roles"].choices = list(roles)  # type: ignore[attr-defined]

    def seen_by(self) -> Visibility:
        kind = self.cleaned_data["visibility"]
        members = {"people": "see_people", "roles": "see_roles"}.get(kind)
        return Visibility(kind, tuple(self.cleaned_data[members]) if members else ())


class JobField(forms.TypedChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Job"), required=False, coerce=int, empty_value=None, **options)


class LogForm(VisibilityForm):
    kind = forms.ChoiceField(label=_("Type"))
    occurred_at = forms.DateTimeField(
        label=_("Date and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    direction = forms.ChoiceField(label=_("Who began it"), choices=DIRECTIONS, initial=Direction.OUT)
    sent_by = Ids("u")
    sent_to = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)
    description = forms.CharField(label=_("Description"), required=False, max_length=100_000, widget=forms.Textarea)
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=1440,
        widget=forms.NumberInput(attrs={"placeholder": "0"}),
    )
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    job = JobField()
    task = forms.IntegerField(required=False)  # done with this communication, unless its box is cleared
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, jobs: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k, kinds.look(k).label) for k in LOGGABLE]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [("", "—"), *((k, c.text) for k, c in statuses.OUTCOMES.items())]  # type: ignore[attr-defined]
        self.fields["job"].choices = [("", _("No job")), *jobs]  # type: ignore[attr-defined]

    def as_request(self, person_id: int) -> LogRequest:
        to = self.data.getlist("sent_to") if hasattr(self.data, "getlist") else self.data.get("sent_to", [])
        people, users = Ids("p").to_python(to), Ids("u").to_python(to)
        taken = self.cleaned_data
        return LogRequest(
            kind=taken["kind"],
            occurred_at=taken["occurred_at"],
            about_ids=list(dict.fromkeys([person_id, *people])),
            from_user_ids=taken["sent_by"],
            to_user_ids=users,
            subject=taken["subject"],
            description=taken["description"],
            direction=taken["direction"],
            duration_s=taken["minutes"] * 60 if taken["minutes"] else None,
            outcome=taken["outcome"],
            job_id=taken["job"],
            visibility=self.seen_by(),
            task_id=taken["task"],
        )

    @staticmethod
    def now() -> str:
        return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


class NoteForm(VisibilityForm):
    text = forms.CharField(label=_("Note"), max_length=100_000, widget=forms.Textarea)
    call = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    unseeing = forms.ChoiceField(required=False, choices=[("", ""), ("share", ""), ("skip", "")])
    internal = forms.BooleanField(label=_("Only for those named"), required=False)
    job = JobField()

    def __init__(self, *args: Any, jobs: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["job"].choices = [("", _("No job")), *jobs]  # type: ignore[attr-defined]

    def calls(self) -> Calls:
        values = self.data.getlist("call") if hasattr(self.data, "getlist") else []
        return calls_of(values, self.cleaned_data["unseeing"])

    def as_request(self, person_id: int) -> NoteRequest:
        taken = self.cleaned_data
        return NoteRequest([person_id], taken["text"], taken["job"], self.seen_by(), self.calls())


class WordsForm(forms.Form):
    """A comment, a correction, or the new words of a note."""

    text = forms.CharField(label=_("Text"), max_length=100_000, widget=forms.Textarea)
    unseeing = forms.ChoiceField(required=False, choices=[("", ""), ("skip", "")])
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


def calls_of(values: list[str], unseeing: str = "") -> Calls:
    return Calls(tuple(Ids("u").to_python(values)), tuple(Ids("t").to_python(values)), unseeing)
