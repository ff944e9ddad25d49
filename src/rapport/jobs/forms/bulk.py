"""What many jobs, or many applications, can be given at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.jobs.forms.custom import WithCustom
from rapport.jobs.models import Job

Choices = Sequence[tuple[int, str]]


class ManyForm(WithCustom):
    """One act per button; only what belongs to the act is looked at."""

    tag_name = forms.CharField(label=_("Tag"), required=False, max_length=60)
    tag = forms.TypedChoiceField(label=_("Tag to take away"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, tags: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, auto_id="many_%s", **kwargs)
        self.fields["tag"].choices = [("", "—"), *tags]  # type: ignore[attr-defined]

    def change(self, act: str) -> dict[str, Any] | None:
        """What the service is told for this act; None when it makes no sense."""
        self.is_valid()
        verb, _sign, key = act.partition(":")
        name = f"custom_{key}" if verb == "field" else verb
        return None if name in self.errors else self._told(verb, key)

    def _told(self, verb: str, key: str) -> dict[str, Any] | None:
        given, name = self.cleaned_data, f"custom_{key}"
        match verb:
            case "tag_name" if given.get("tag_name"):
                return {"add_tag": given["tag_name"]}
            case "tag" if given.get("tag"):
                return {"drop_tag": given["tag"]}
            case "field" if name in given:
                return {"changes": {"custom": {key: given[name]}}}
        return None


class ManyJobsForm(ManyForm):
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    priority = forms.TypedChoiceField(label=_("Priority"), required=False, coerce=int, choices=Job.Priority.choices)

    def __init__(self, *args: Any, owners: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Nobody")), *owners]  # type: ignore[attr-defined]

    def _told(self, verb: str, key: str) -> dict[str, Any] | None:
        match verb:
            case "owner":
                return {"changes": {"owner_id": self.cleaned_data["owner"]}}
            case "priority" if self.cleaned_data.get("priority"):
                return {"changes": {"priority": self.cleaned_data["priority"]}}
        return super()._told(verb, key)


class ManyApplicationsForm(ManyForm):
    """Its fields stand in the bar that also moves people, outside the form they belong to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "bulk"
