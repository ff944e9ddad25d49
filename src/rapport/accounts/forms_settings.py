"""Shape and wording of what administrators type."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.accounts.forms import time_zones
from rapport.accounts.models import Brand, LegalEntity

Choices = list[tuple[Any, str]]


class RoleBoxes(forms.CheckboxSelectMultiple):
    """Boxes of which some cannot be ticked; the page says why beneath them."""

    closed: Collection[str] = ()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.closed:
            option["attrs"] |= {"disabled": True, "aria-describedby": "roles-closed"}
        return option


class AccessForm(forms.Form):
    """Roles and teams of one member."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=RoleBoxes)
    teams = forms.TypedMultipleChoiceField(
        label=_("Teams"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )

    def __init__(self, *args: Any, roles: Choices, teams: Choices, closed: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxes: Any = self.fields["roles"].widget
        boxes.closed = closed
        for name, choices in (("roles", roles), ("teams", teams)):
            field: Any = self.fields[name]
            field.choices = choices
        if not teams:
            del self.fields["teams"]


class InviteForm(AccessForm):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "off"}))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    field_order = ["email", "name", "roles", "teams"]


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    members = forms.TypedMultipleChoiceField(
        label=_("Members"), widget=forms.CheckboxSelectMultiple, required=False, coerce=int
    )

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["members"]
        field.choices = members


class BrandForm(forms.ModelForm):  # type: ignore[type-arg]
    public_url = forms.URLField(
        label=_("Public address"),
        required=False,
        assume_scheme="https",
        help_text=_("Where candidates' own pages live, if not here."),
    )

    class Meta:
        model = Brand
        fields = ["name", "sender_name", "sender_address", "color", "public_url", "signature", "is_default"]
        labels = {
            "name": _("Name"),
            "sender_name": _("Name of the sender"),
            "sender_address": _("Address of the sender"),
            "color": _("Colour"),
            "signature": _("Signature"),
            "is_default": _("Use for new jobs"),
        }
        help_texts = {
            "sender_name": _("What candidates read as the sender of system mails."),
            "signature": _("Stands below system mails."),
        }
        widgets = {"color": forms.TextInput({"type": "color"}), "signature": forms.Textarea({"rows": 3})}


class LegalEntityForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = LegalEntity
        fields = ["name", "address", "country", "privacy_contact", "is_default"]
        labels = {
            "name": _("Name as registered"),
            "address": _("Address"),
            "country": _("Country"),
            "privacy_contact": _("Address for privacy questions"),
            "is_default": _("Use for new jobs"),
        }
        help_texts = {"country": _("Two letters, such as DE or SA.")}
        widgets = {"address": forms.Textarea({"rows": 3})}


class SecondFactorForm(forms.Form):
    who = forms.ChoiceField(
        label=_("A second step is required for"),
        choices=[("nobody", _("Nobody")), ("roles", _("Chosen roles")), ("everyone", _("Everyone"))],
        widget=forms.RadioSelect,
        help_text=_(
            "A passkey, a security key or an authenticator app. Members who come from a company directory that is "
            "trusted to ask for one are exempt."
        ),
    )
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False)
    grace_days = forms.IntegerField(
        label=_("Days to set it up"),
        min_value=0,
        max_value=60,
        help_text=_("Counted from today, for new members from their first day. Until then it can be put off."),
    )

    def __init__(self, *args: Any, roles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["roles"]
        field.choices = roles


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    language = forms.ChoiceField(
        label=_("Language of new members"), choices=[("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
    )
    time_zone = forms.ChoiceField(label=_("Time zone of new members"), choices=time_zones)
