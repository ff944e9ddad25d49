"""The toolkit's own pages: is it alive, and what do the components look like."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the process answers and its database does; nothing about the house in the answer."""
    connection.ensure_connection()
    is_well = connection.is_usable()
    return JsonResponse({"ok": is_well}, status=200 if is_well else 503)


NAMES = "Diana Allen,Omar Khalil,Jonas Sørensen,عمر خليل,渡辺 花,Priya Nair,a.fischer@old.example".split(",")  # noqa: SIM905


class SampleForm(forms.Form):
    name = forms.CharField(label="What do we call you?", help_text="One field, any script, no titles.")
    email = forms.EmailField(label="E-mail")
    language = forms.ChoiceField(label="Language", choices=[("en", "English"), ("ar", "العربية")])
    about = forms.CharField(label="About", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    news = forms.BooleanField(label="Tell me about other jobs", help_text="At most once a month.", required=False)
    pause = forms.BooleanField(label="Pause everything", required=False)
    hours = forms.ChoiceField(
        label="When may we call?",
        choices=[("am", "Mornings"), ("pm", "Afternoons")],
        widget=forms.RadioSelect,
        required=False,
    )


def style(request: HttpRequest) -> HttpResponse:
    """Every component on one page; the screenshots and the accessibility walk start here."""
    now = timezone.now()
    context: dict[str, Any] = {
        "form": SampleForm({"name": "", "email": "diana.allen@", "language": "en"}),
        "moments": [now - ago for ago in (timedelta(minutes=11), timedelta(hours=5), timedelta(days=3), timedelta(40))],
        "names": NAMES,
        "stages": ["Applied", "Screen", "Interview", "Offer"],
    }
    part = request.GET.get("part", "")
    page = {"inbox": "web/style/inbox.html", "own": "web/style/own.html", "sign": "web/style/sign.html"}.get(part)
    return render(request, page or "web/style/components.html", context)
