"""What the reply box of the Sandbox takes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rapport.channels.email.compose import Attachment


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files, as attachments."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Attachment]:
        uploads = [super(Files, self).clean(one, initial) for one in data or ()]
        return [
            Attachment(one.name, one.content_type or "application/octet-stream", one.read()) for one in uploads if one
        ]


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    attachments = Files(label=_("Files"), required=False)
