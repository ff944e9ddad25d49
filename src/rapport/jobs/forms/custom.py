"""Form fields for the typed custom fields an administrator has made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.jobs import queries
from rapport.people.models import CustomField

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def field_for(custom: CustomField, *, is_filter: bool = False) -> forms.Field:
    """The form field of one custom field; as a filter, a flag can also be left open."""
    label = queries.name_in(custom.label, custom.key)
    options = [(option, option) for option in custom.options]
    blank = [("", _("Any") if is_filter else "—")]
    Type = CustomField.Type
    match custom.type:
        case Type.NUMBER:
            return forms.DecimalField(label=label, required=False)
        case Type.DATE:
            return forms.DateField(label=label, required=False, widget=DATE)
        case Type.CHOICE:
            return forms.ChoiceField(label=label, required=False, choices=[*blank, *options])
        case Type.CHOICES:
            return forms.MultipleChoiceField(
                label=label, required=False, choices=options, widget=forms.CheckboxSelectMultiple
            )
        case Type.FLAG if is_filter:
            return forms.ChoiceField(label=label, required=False, choices=[*blank, ("1", _("Yes")), ("0", _("No"))])
        case Type.FLAG:
            return forms.BooleanField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=400)


class WithCustom(forms.Form):
    """A form that ends in custom fields; `custom_values` gives what was typed by key."""

    is_filter = False

    def __init__(
        self, *args: Any, custom: Sequence[CustomField] = (), values: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.custom = list(custom)
        for field in self.custom:
            self.fields[f"custom_{field.key}"] = field_for(field, is_filter=self.is_filter)
            self.fields[f"custom_{field.key}"].initial = (values or {}).get(field.key)

    @property
    def custom_fields(self) -> list[forms.BoundField]:
        return [self[f"custom_{field.key}"] for field in self.custom]

    @property
    def custom_values(self) -> dict[str, Any]:
        return {field.key: self.cleaned_data.get(f"custom_{field.key}") for field in self.custom}

    @property
    def custom_wanted(self) -> dict[str, Any]:
        """What a filter asks for, in the types the values are stored in."""
        wanted: dict[str, Any] = {}
        for field in self.custom:
            value = self.cleaned_data.get(f"custom_{field.key}")
            if value in (None, "", []):
                continue
            if field.type == CustomField.Type.FLAG:
                value = value == "1"
            elif field.type == CustomField.Type.DATE and value is not None:
                value = value.isoformat()
            elif field.type == CustomField.Type.NUMBER and value is not None:
                value = int(value) if value == value.to_integral_value() else float(value)
            wanted[field.key] = value
        return wanted


def tag_names(text: str) -> list[str]:
    """Tags typed with commas between them."""
    return [name for name in (" ".join(part.split()) for part in text.split(",")) if name]


def differing(typed: forms.Form, stored: forms.Form) -> list[tuple[Any, Any, Any]]:
    """Label, what is stored now, and what was typed, of each field where the two differ; all in words."""
    rows = []
    for name, field in stored.fields.items():
        now, new = stored[name].value(), typed.cleaned_data.get(name)
        if name != "revision" and (now or None) != (new or None):
            words = {str(key): label for key, label in getattr(field, "choices", ())}
            rows.append((field.label, _in_words(now, words), _in_words(new, words)))
    return rows


def _in_words(value: Any, words: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return ", ".join(str(words.get(str(one), one)) for one in value)
    return "" if value is None else words.get(str(value), value)
