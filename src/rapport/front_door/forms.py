"""What an agency tells of a candidate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from rapport.front_door.services import File, Submission
from rapport.jobs.models import Job


class SubmissionForm(forms.Form):
    job = forms.ChoiceField(label=gettext_lazy("For which job?"))
    full_name = forms.CharField(label=gettext_lazy("The candidate's full name"), max_length=300)
    email = forms.EmailField(label=gettext_lazy("Their e-mail address"), max_length=254)
    phone = forms.CharField(
        label=gettext_lazy("Their phone number"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("With the country code, such as +49 30 123456."),
        widget=forms.TextInput({"type": "tel"}),
    )
    headline = forms.CharField(label=gettext_lazy("What they do now"), max_length=200, required=False)
    file = forms.FileField(
        label=gettext_lazy("Their CV"),
        help_text=gettext_lazy("PDF or Word, at most 10 MB."),
        widget=forms.ClearableFileInput({"accept": ".pdf,.doc,.docx,.odt,.rtf,.txt"}),
    )
    agreed = forms.BooleanField(label="")

    def __init__(self, *args: Any, jobs: list[Job], needs_file: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["job"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((str(job.pk), f"{job.title} · {job.city}" if job.city else job.title) for job in jobs),
        ]
        self.fields["file"].required = needs_file

    def submission(self) -> Submission:
        data, file = self.cleaned_data, self.cleaned_data.get("file")
        return Submission(
            full_name=data["full_name"],
            email=data["email"],
            job_id=int(data["job"]),
            phone=data["phone"],
            headline=data["headline"],
            file=File(file.name, file.size, file.file) if file else None,
        )
