"""The filters of the list, and the form of one job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.jobs import queries
from rapport.jobs.forms.custom import DATE, WithCustom, tag_names
from rapport.jobs.models import Job
from rapport.jobs.queries.lists import JobFilter

Choices = Sequence[tuple[Any, Any]]
DATES = ("opened_from", "opened_until", "deadline_from", "deadline_until", "closed_from", "closed_until")
VALUES = ("department", "role_family", "level", "city", "country")


def _select(label: Any, choices: Choices = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("Any")), *choices])


class JobFilterForm(WithCustom):
    is_filter = True
    q = forms.CharField(
        label=_("Find in title, reference, department or place"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Find a job")}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Not yet over")), ("all", _("All")), *Job.State.choices]
    )
    department = _select(_("Department"))
    role_family = _select(_("Role family"))
    level = _select(_("Level"))
    city = _select(_("Place"))
    country = _select(_("Country"))
    legal_entity = _select(_("Legal entity"))
    employment = _select(_("Employment"), Job.Employment.choices)
    priority = _select(_("Priority"), Job.Priority.choices)
    owner = _select(_("Owner"))
    openings = forms.IntegerField(label=_("Openings, at least"), required=False, min_value=1)
    tag = _select(_("Tag"))
    confidential = _select(_("Confidential"), [("1", _("Yes")), ("0", _("No"))])
    opened_from = forms.DateField(label=_("Opened from"), required=False, widget=DATE)
    opened_until = forms.DateField(label=_("Opened until"), required=False, widget=DATE)
    deadline_from = forms.DateField(label=_("Deadline from"), required=False, widget=DATE)
    deadline_until = forms.DateField(label=_("Deadline until"), required=False, widget=DATE)
    closed_from = forms.DateField(label=_("Closed from"), required=False, widget=DATE)
    closed_until = forms.DateField(label=_("Closed until"), required=False, widget=DATE)
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("newest", _("Newest first")), ("title", _("Title")), ("priority", _("Priority")),
            ("deadline", _("Deadline")), ("opened", _("Opened")), ("closed", _("Closed")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, choices: dict[str, list[Any]], tags: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_one: Choices = [("", _("Any"))]
        for name in VALUES:
            self.fields[name].choices = [*any_one, *((v, v) for v in choices[name])]  # type: ignore[attr-defined]
        for name in ("owner", "legal_entity"):
            self.fields[name].choices = [*any_one, *choices[name]]  # type: ignore[attr-defined]
        self.fields["tag"].choices = [*any_one, *tags]  # type: ignore[attr-defined]

    def wanted(self) -> JobFilter:
        """What was asked for; a filter nobody could have chosen is left out."""
        self.is_valid()
        given = self.cleaned_data
        exact = (*VALUES, "employment", "owner", "legal_entity")
        return JobFilter(
            text=given.get("q") or "",
            state=given.get("state") or "",
            chosen={name: given[name] for name in exact if given.get(name)},
            priority=int(given["priority"]) if given.get("priority") else None,
            openings=given.get("openings"),
            tag=int(given["tag"]) if given.get("tag") else None,
            dates={name: given[name] for name in DATES if given.get(name)},
            custom=self.custom_wanted,
            confidential=given["confidential"] == "1" if given.get("confidential") else None,
            sort=given.get("sort") or "newest",
        )

    @property
    def narrowed_by(self) -> int:
        """How many filters besides text, state and order are set."""
        return sum(1 for name, value in self.cleaned_data.items() if value and name not in {"q", "state", "sort"})


class JobForm(WithCustom):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))
    reference = forms.CharField(label=_("Reference"), max_length=40, required=False)
    department = forms.CharField(label=_("Department"), max_length=120, required=False)
    role_family = forms.CharField(
        label=_("Role family"), max_length=80, required=False, help_text=_("Such as Legal, Engineering, Sales.")
    )
    level = forms.CharField(label=_("Level"), max_length=40, required=False)
    city = forms.CharField(label=_("Place"), max_length=120, required=False)
    country = forms.CharField(
        label=_("Country"), max_length=2, min_length=2, required=False, help_text=_("Two letters, such as DE.")
    )
    employment = forms.ChoiceField(label=_("Employment"), choices=Job.Employment.choices)
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Job.Priority.choices, coerce=int)
    openings = forms.IntegerField(label=_("Openings"), min_value=1, max_value=9999, initial=1)
    opened_on = forms.DateField(label=_("Opened on"), required=False, widget=DATE)
    deadline_on = forms.DateField(
        label=_("Application deadline"),
        required=False,
        widget=DATE,
        help_text=_("The owner is reminded three days before."),
    )
    owner_id = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    team_id = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    legal_entity_id = forms.TypedChoiceField(label=_("Legal entity"), coerce=int)
    brand_id = forms.TypedChoiceField(label=_("Brand"), coerce=int)
    agency_mail_to = forms.ChoiceField(
        label=_("Status mails about people from agencies go to"),
        required=False,
        choices=[
            ("", _("Whom the agency’s own setting names")), ("contact", _("The agency’s contact")),
            ("candidate", _("The candidate, with the contact in Cc")), ("both", _("Both, each on their own")),
        ],
    )  # fmt: skip
    confidential = forms.BooleanField(
        label=_("Confidential"),
        required=False,
        help_text=_("Only the hiring team sees the job, its people and everything said about it, old items too."),
    )
    tags = forms.CharField(label=_("Tags"), required=False, max_length=400, help_text=_("With commas between them."))
    description = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, places: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("owner_id", "team_id"):
            self.fields[name].choices = [("", "—"), *places[name]]  # type: ignore[attr-defined]
        for name in ("legal_entity_id", "brand_id"):
            self.fields[name].choices = places[name]  # type: ignore[attr-defined]
        for name, widget in (("department", "departments"), ("role_family", "families"), ("level", "levels")):
            self.fields[name].widget.attrs["list"] = widget

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def changes(self) -> dict[str, Any]:
        """What to store, by column; custom values by key."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith("custom_")}
        for name in ("revision", "tags"):
            given.pop(name, None)
        return {**given, "custom": self.custom_values}

    @property
    def tag_list(self) -> list[str]:
        return tag_names(self.cleaned_data.get("tags", ""))


def job_initial(job: Job) -> dict[str, Any]:
    names = [name for name in JobForm.base_fields if name not in {"tags"}]
    return {
        **{name: getattr(job, name) for name in names},
        "tags": ", ".join(tag.name for tag in queries.tags_of_job(job.pk)),
    }
