"""Shape and wording of what is typed about people, agencies, tags and fields."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from rapport.accounts import queries as accounts
from rapport.lib.errors import Invalid
from rapport.people import domain, wording
from rapport.people.models import Agency, CustomField, Person

# Sentences that the domain, which knows no language, says in English; marked here and translated when shown.
SENTENCES = (
    gettext_noop("A name is needed."),
    gettext_noop("This is not an e-mail address."),
    gettext_noop("The part after the @ is not a domain."),
    gettext_noop("This is not a phone number. Begin with + and the country code."),
    gettext_noop("This number is too short or too long."),
    gettext_noop("A link begins with https://."),
    gettext_noop("Choose from the list."),
    gettext_noop("This is not a number."),
    gettext_noop("This is not a date."),
)


def show(form: forms.Form, error: Invalid, **places: str) -> None:
    """Put what a service refused beside the field it is about, in the reader's language."""
    for name, text in error.fields.items():
        place = places.get(name, name)
        form.add_error(place if place in form.fields else None, _(str(text)))


class ProfileForm(forms.Form):
    """The profile of a person, with the custom fields the editor may read."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=300)
    call_name = forms.CharField(
        label=gettext_lazy("What to call them"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("How a mail greets them, if not by the full name."),
    )
    pronouns = forms.CharField(label=gettext_lazy("Pronouns"), max_length=40, required=False)
    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=200, required=False)
    location = forms.CharField(label=gettext_lazy("Place"), max_length=160, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=64, required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source"))
    source_note = forms.CharField(label=gettext_lazy("More on the source"), max_length=160, required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)

    def __init__(self, *args: Any, fields: list[CustomField], person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.custom_fields = fields
        self._choices("country", [("", "–"), *wording.countries()], person.country if person else "")
        self._choices("language", wording.languages(), person.language if person else "")
        self._choices("source", [(code, str(name)) for code, name in wording.SOURCES.items()], "")
        owners = [(str(user.pk), user.name) for user in accounts.active_users()]
        gone = person.owner if person else None
        self._choices("owner", [("", _("Nobody")), *owners], str(gone.pk) if gone else "", gone.name if gone else "")
        for field in fields:
            self.fields[f"custom_{field.key}"] = _custom_field(field)

    def _choices(self, name: str, choices: list[tuple[str, str]], now: str, label: str = "") -> None:
        """The list, with what stands now although it is on it no more (a colleague who left, a rare language)."""
        if now and now not in dict(choices):
            choices = [*choices, (now, label or now)]
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def custom(self) -> list[forms.BoundField]:
        return [self[f"custom_{field.key}"] for field in self.custom_fields]

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"]).strip()
        if zone and zone not in zoneinfo.available_timezones():
            raise forms.ValidationError(_("Choose a time zone from the list, such as Europe/Berlin."))
        return zone

    def clean_full_name(self) -> str:
        try:
            return domain.tidy_name(self.cleaned_data["full_name"])
        except Invalid as error:
            raise forms.ValidationError(_(str(error))) from error

    def changes(self) -> dict[str, Any]:
        """What the services take."""
        data = dict(self.cleaned_data)
        custom = {field.key: data.pop(f"custom_{field.key}") for field in self.custom_fields}
        owner = data.pop("owner")
        for name in ("emails", "phones", "links"):
            data.pop(name, None)
        return {
            **data,
            "owner": accounts.user(int(owner)) if owner else None,
            "custom": {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in custom.items()},
        }


def initial(person: Person, fields: list[CustomField]) -> dict[str, Any]:
    plain = {name: getattr(person, name) for name in ProfileForm.base_fields if name != "owner"}
    custom = {f"custom_{field.key}": person.custom.get(field.key) for field in fields}
    return {**plain, "owner": str(person.owner_id or ""), **custom}


def _custom_field(field: CustomField) -> forms.Field:
    label, options = wording.told(field.label), [(option, option) for option in field.options]
    match field.type:
        case "number":
            return forms.CharField(label=label, required=False, widget=forms.TextInput({"inputmode": "decimal"}))
        case "date":
            return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
        case "choice":
            return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *options])
        case "choices":
            many = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(label=label, required=False, choices=options, widget=many)
        case "flag":
            return forms.BooleanField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=500)


class NewPersonForm(ProfileForm):
    """A profile with its first addresses."""

    emails = forms.CharField(label=gettext_lazy("E-mail"), max_length=320, required=False, widget=forms.EmailInput())
    phones = forms.CharField(
        label=gettext_lazy("Phone"), max_length=60, required=False, widget=forms.TextInput({"type": "tel"})
    )
    links = forms.CharField(
        label=gettext_lazy("Link"), max_length=320, required=False, widget=forms.URLInput({"placeholder": "https://"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, channel in (("emails", "email"), ("phones", "phone"), ("links", "link")):
            if data.get(name):
                try:
                    domain.canonical(channel, data[name], data.get("country", ""))
                except Invalid as error:
                    self.add_error(name, _(str(error)))
        return data


class PointForm(forms.Form):
    channel = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[("email", gettext_lazy("E-mail")), ("phone", gettext_lazy("Phone")), ("link", gettext_lazy("Link"))],
    )
    value = forms.CharField(label=gettext_lazy("Address, number or link"), max_length=320)
    label = forms.CharField(
        label=gettext_lazy("Label"), max_length=40, required=False, widget=forms.TextInput({"list": "point-labels"})
    )
    is_primary = forms.BooleanField(label=gettext_lazy("Use this one first"), required=False)


class AgencyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the firm"), max_length=200)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")
    mail_to = forms.ChoiceField(
        label=gettext_lazy("Status mails about their candidates go"),
        choices=list(wording.MAIL_TO.items()),
        initial=Agency.MailTo.BOTH,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A job may say otherwise. Whatever is sent stands on the candidate's timeline."),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("We work with them"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Without it their links stop working; what they submitted stays."),
    )


class AgencyContactForm(forms.Form):
    full_name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=320, widget=forms.EmailInput())
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=60, required=False)
    headline = forms.CharField(label=gettext_lazy("Their part there"), max_length=200, required=False)


class FieldForm(forms.Form):
    """A custom field; what it belongs to and its type are chosen once."""

    of = forms.ChoiceField(label=gettext_lazy("Belongs to"), choices=list(wording.FIELD_OWNERS.items()))
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=list(wording.FIELD_TYPES.items()))
    label_en = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    label_de = forms.CharField(label=gettext_lazy("Name in German"), max_length=80, required=False)
    label_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=80, required=False)
    options = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("One a line; for lists only."),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Who may read it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nobody ticked: everybody who sees the person."),
    )
    position = forms.IntegerField(label=gettext_lazy("Place in the list"), required=False, min_value=0, max_value=999)
    is_active = forms.BooleanField(
        label=gettext_lazy("In use"),
        required=False,
        initial=True,
        help_text=gettext_lazy("A field out of use is hidden; what it held is kept."),
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]
        for name in ("position", "is_active") if is_new else ("of", "type"):
            del self.fields[name]

    def labels(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"label_{code}"] for code in ("en", "de", "ar")}

    def lines(self) -> list[str]:
        return [line for line in self.cleaned_data["options"].splitlines() if line.strip()]
