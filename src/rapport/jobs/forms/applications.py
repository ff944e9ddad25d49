"""Filters of board and table, and the forms of one application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.jobs.forms.custom import WithCustom, tag_names
from rapport.jobs.queries import PeopleFilter
from rapport.people.models import Person

Choices = Sequence[tuple[Any, Any]]
SOURCES: Choices = [
    ("applied", _("Applied")), ("sourced", _("Sourced")), ("referral", _("Referral")), ("agency", _("Agency")),
    ("event", _("Event")), ("internal", _("Internal")), ("mail", _("Mail")),
    ("import", _("Import")), ("other", _("Other")),
]  # fmt: skip
assert {key for key, _label in SOURCES} == set(Person.Source.values)  # noqa: S101 - a new source needs its words


def _select(label: Any, choices: Choices = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", label), *choices])


class PeopleFilterForm(WithCustom):
    is_filter = True
    q = forms.CharField(
        label=_("Find by name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Find by name")}),
    )
    owner = _select(_("Owner"))
    agency = _select(_("Agency"))
    submitter = _select(_("Submitted by"))
    source = _select(_("Source"), SOURCES)
    tag = _select(_("Tag"))
    stage = _select(_("Stage"))
    closed = _select(_("Decision"), [("open", _("Still running")), ("closed", _("Decided"))])
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("newest", _("Newest first")), ("oldest", _("Oldest first")), ("name", _("Name")),
            ("longest", _("Longest in stage")), ("stage", _("Stage")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, choices: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, given in choices.items():
            field = self.fields[name]
            field.choices = [("", field.label), *given]  # type: ignore[attr-defined]
        for name in ("owner", "agency", "submitter", "source", "tag", "stage", "closed", "sort"):
            self.fields[name].widget.attrs.update({"class": "form-select", "data-submit": ""})

    def wanted(self) -> PeopleFilter:
        self.is_valid()
        given = self.cleaned_data

        def number(name: str) -> int | None:
            return int(given[name]) if given.get(name) else None

        return PeopleFilter(
            text=given.get("q") or "",
            owner=number("owner"),
            agency=number("agency"),
            submitter=number("submitter"),
            source=given.get("source") or "",
            tag=number("tag"),
            stage=number("stage"),
            closed=given.get("closed") or "",
            custom=self.custom_wanted,
            sort=given.get("sort") or "newest",
        )


class ApplicationForm(WithCustom):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label=_("Source"), choices=SOURCES)
    submitted_by_id = forms.TypedChoiceField(label=_("Submitted by"), required=False, coerce=int, empty_value=None)
    tags = forms.CharField(label=_("Tags"), required=False, max_length=400, help_text=_("With commas between them."))

    def __init__(self, *args: Any, contacts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submitted_by_id"].choices = [("", "—"), *contacts]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"source": given["source"], "submitted_by_id": given["submitted_by_id"], "custom": self.custom_values}

    @property
    def tag_list(self) -> list[str]:
        return tag_names(self.cleaned_data.get("tags", ""))


class AddForm(forms.Form):
    """Who (or, from a person's page, which job), where they come from and who submitted them."""

    person = forms.IntegerField(
        label=_("Person"), error_messages={"required": _("Choose somebody from the list.")}, widget=forms.HiddenInput
    )
    job = forms.IntegerField(
        label=_("Job"), error_messages={"required": _("Choose a job from the list.")}, widget=forms.HiddenInput
    )
    source = forms.ChoiceField(label=_("Source"), choices=SOURCES, initial="sourced")
    submitted_by = forms.TypedChoiceField(label=_("Submitted by"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, contacts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submitted_by"].choices = [("", "—"), *contacts]  # type: ignore[attr-defined]


class TransferForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    job = forms.IntegerField(label=_("To the job"), error_messages={"required": _("Choose a job from the list.")})
    reason = forms.TypedChoiceField(label=_("Reason for leaving this job"), coerce=int)

    def __init__(self, *args: Any, reasons: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]
