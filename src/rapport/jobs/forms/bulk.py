"""What many jobs can be given at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.jobs.forms.custom import WithCustom
from rapport.jobs.models import Job


class ManyJobsForm(WithCustom):
    """One act per button; only what belongs to the act is looked at."""

    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    priority = forms.TypedChoiceField(label=_("Priority"), required=False, coerce=int, choices=Job.Priority.choices)
    tag_name = forms.CharField(label=_("Tag"), required=False, max_length=60)
    tag = forms.TypedChoiceField(label=_("Tag to take away"), required=False, coerce=int, empty_value=None)

    def __init__(
        self,
        *args: Any,
        owners: Sequence[tuple[int, str]] = (),
        tags: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, auto_id="many_%s", **kwargs)
        self.fields["owner"].choices = [("", _("Nobody")), *owners]  # type: ignore[attr-defined]
        self.fields["tag"].choices = [("", "—"), *tags]  # type: ignore[attr-defined]

    def change(self, act: str) -> dict[str, Any] | None:
        """What the service is told for this act; None when it makes no sense."""
        self.is_valid()
        verb, _sign, key = act.partition(":")
        given, name = self.cleaned_data, f"custom_{key}" if verb == "field" else verb
        if name in self.errors:
            return None
        match verb:
            case "owner":
                return {"changes": {"owner_id": given["owner"]}}
            case "priority" if given.get("priority"):
                return {"changes": {"priority": given["priority"]}}
            case "tag_name" if given.get("tag_name"):
                return {"add_tag": given["tag_name"]}
            case "tag" if given.get("tag"):
                return {"drop_tag": given["tag"]}
            case "field" if name in given:
                return {"changes": {"custom": {key: given[name]}}}
        return None
