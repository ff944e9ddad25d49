"""What the welcome page asks, in four steps."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WelcomeForm(forms.Form):
    organisation = forms.CharField(
        label=_("Name of the company"),
        max_length=120,
        help_text=_("Candidates read it in every mail."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your address"), help_text=_("You sign in with it."), widget=forms.EmailInput({"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least twelve characters. A short sentence is easy to keep in mind."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    sender = forms.EmailField(
        label=_("Mails to candidates come from"),
        required=False,
        help_text=_("An address of your own domain. Answers come back to Rapport by themselves."),
    )
    job = forms.CharField(
        label=_("The first job you hire for"), max_length=200, required=False, help_text=_("You can change all of it.")
    )
    time_zone = forms.CharField(widget=forms.HiddenInput({"data-time-zone": ""}), required=False)
