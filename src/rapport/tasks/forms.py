"""The shape of a task as somebody types it, and of the filters of a list."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rapport.accounts.models import Role
from rapport.accounts.queries import Viewer
from rapport.tasks import domain, queries
from rapport.tasks.models import Task
from rapport.tasks.queries import Line, TaskFilter
from rapport.tasks.sentences import CHOSEN_KINDS, KINDS
from rapport.tasks.services import Change, NewTask

DUE = [
    ("today", gettext_lazy("Today")),
    ("tomorrow", gettext_lazy("Tomorrow")),
    ("three_days", gettext_lazy("In three days")),
    ("next_week", gettext_lazy("Next week")),
    ("day", gettext_lazy("On a day…")),
    ("none", gettext_lazy("No date")),
]
REMIND = [
    ("none", gettext_lazy("Don’t remind")),
    ("morning", gettext_lazy("That morning, 9:00")),
    ("hour", gettext_lazy("One hour before")),
    ("day_before", gettext_lazy("The day before, 9:00")),
]
VISIBILITY = [
    ("everyone", gettext_lazy("Everyone who may see this person or job")),
    ("hiring_team", gettext_lazy("Hiring team")),
    ("roles", gettext_lazy("Chosen roles")),
    ("people", gettext_lazy("Chosen people")),
    ("only_me", pgettext_lazy("who sees a task", "Only me and whoever does it")),
]


class TaskForm(forms.Form):
    use_required_attribute = False  # our own words say what is missing, in the reader's language

    title = forms.CharField(
        label=gettext_lazy("What is to be done?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(k, KINDS[k]) for k in CHOSEN_KINDS],
        initial="other",
        required=False,
        widget=forms.RadioSelect,
    )
    due = forms.ChoiceField(label=gettext_lazy("Due"), choices=DUE, initial="tomorrow", widget=forms.RadioSelect)
    due_on = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_time = forms.TimeField(
        label=gettext_lazy("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    remind = forms.ChoiceField(label=gettext_lazy("Remind"), choices=REMIND, initial="morning")
    details = forms.CharField(
        label=gettext_lazy("Details"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it?"), choices=VISIBILITY, initial="everyone", required=False
    )
    roles = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Roles"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    person = forms.IntegerField(required=False)
    person_name = forms.CharField(required=False)
    job = forms.IntegerField(required=False)
    assignee = forms.IntegerField(required=False)
    members = forms.TypedMultipleChoiceField(required=False, coerce=int)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        # A system task keeps its own words, so its form does not ask for them.
        for name in () if self.initial.get("code") else ("title", "kind", "visibility"):
            self.fields[name].required = True
        self.fields["title"].error_messages["required"] = _("Say what is to be done.")
        self.fields["roles"].choices = [(role.pk, role.label) for role in roles]  # type: ignore[attr-defined]
        given = self.data.getlist("members") if isinstance(self.data, QueryDict) else []
        self.fields["members"].choices = [(id, id) for id in given if id.isdecimal()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        name = given.get("person_name")
        if name and not given.get("person"):
            found = queries.suggested_people(self.viewer, name, limit=2)
            if len(found) == 1:
                given["person"] = found[0].pk
            else:
                self.add_error("person_name", _("Write the name as it stands in the profile."))
        if given.get("due") == "day" and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Choose a day."))
        return given

    @property
    def due_at(self) -> datetime | None:
        """The due time in the viewer's zone; a day without an hour lasts until its end."""
        zone_name = self.viewer.user.time_zone
        if self.cleaned_data.get("due") == "day":
            at: time = self.cleaned_data.get("due_time") or domain.END_OF_DAY
            return datetime.combine(self.cleaned_data["due_on"], at, domain.zone(zone_name))
        return domain.due_of(self.cleaned_data.get("due") or "none", timezone.now(), zone_name)

    @property
    def remind_at(self) -> datetime | None:
        choice = self.cleaned_data.get("remind") or "none"
        found = domain.remind_at(choice, self.due_at, self.viewer.user.time_zone)
        # What lies behind us already would remind at once, of what was only just written down.
        return found if found and found > timezone.now() else None

    @property
    def member_ids(self) -> list[int]:
        kind = self.cleaned_data.get("visibility")
        found: list[int] = self.cleaned_data.get({"roles": "roles", "people": "members"}.get(str(kind), "")) or []
        return found

    def new(self) -> NewTask:
        given = self.cleaned_data
        return NewTask(
            title=given["title"],
            details=given["details"],
            kind=given["kind"] or "other",
            person_id=given["person"],
            job_id=given["job"],
            assignee_id=given["assignee"],
            due_at=self.due_at,
            remind_at=self.remind_at,
            visibility=given["visibility"] or "everyone",
            member_ids=self.member_ids,
        )

    def change(self) -> Change:
        given = self.cleaned_data
        return Change(
            title=given["title"],
            details=given["details"],
            kind=given["kind"] or "other",
            assignee_id=given["assignee"],
            due_at=self.due_at,
            remind_at=self.remind_at,
            visibility=given["visibility"] or "everyone",
            member_ids=self.member_ids,
        )


def initial_of(line: Line, viewer: Viewer) -> dict[str, Any]:
    """What the form shows of a task that is there."""
    task, zone_name = line.task, viewer.user.time_zone
    due = task.due_at.astimezone(domain.zone(zone_name)) if task.due_at else None
    whole = due is not None and domain.is_whole_day(due, domain.zone(zone_name))
    return {
        "code": task.code,
        "title": line.title,
        "details": line.details,
        "kind": task.kind,
        "due": "day" if due else "none",
        "due_on": due.date() if due else None,
        "due_time": None if whole or due is None else due.time(),
        "remind": domain.remind_choice(task.remind_at, task.due_at, zone_name),
        "visibility": task.audience.kind,
        "roles": task.audience.member_ids if task.audience.kind == "roles" else [],
        "revision": task.revision,
    }


class FilterForm(forms.Form):
    view = forms.ChoiceField(choices=[(v, v) for v in ("mine", "given", "team", "done")], required=False)
    kind = forms.ChoiceField(choices=[("", ""), *((k, k) for k in Task.Kind.values)], required=False)
    job = forms.IntegerField(required=False)
    person = forms.IntegerField(required=False)
    assignee = forms.IntegerField(required=False, min_value=0)

    def wanted(self) -> TaskFilter:
        """The filter; what makes no sense is left out."""
        self.is_valid()
        given = self.cleaned_data
        return TaskFilter(
            view=given.get("view") or "mine",
            kind=given.get("kind") or "",
            job_id=given.get("job"),
            person_id=given.get("person"),
            assignee_id=given.get("assignee"),
        )
