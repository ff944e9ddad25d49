"""Wording is compiled once and never leaves half filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rapport.channels.fake import FakeSession
from rapport.content import liquid
from rapport.content import services as content
from rapport.content.wording import BUILTIN
from rapport.jobs import services as jobs
from rapport.jobs.models import Application
from rapport.jobs.tests import make as make_jobs
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import RenderError
from rapport.messaging.models import Message
from rapport.people.models import Person
from rapport.people.tests import make as people
from rapport.timeline.models import Interaction

pytestmark = pytest.mark.django_db
FULL: dict[str, Any] = {
    "person": {"full_name": "Diana Allen", "call_name": "Diana"},
    "job": {"title": "Counsel", "city": "Austin", "reference": "C-1"},
    "brand": {"name": "Halden"},
    "request": "Your diploma, please.",
}


def test_a_wording_is_compiled_once_however_many_get_it() -> None:
    """Invariant 27: two sources, subject and body, for fifty recipients."""
    content.render("application_received", "en", FULL)
    before = liquid._compiled.cache_info().misses
    for n in range(50):
        content.render("application_received", "en", {**FULL, "person": {"full_name": f"P {n}", "call_name": f"P {n}"}})
    assert liquid._compiled.cache_info().misses == before


def without(context: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {**context, first: without(context[first], rest, value) if rest else value}


@pytest.mark.parametrize("key", BUILTIN)
@pytest.mark.parametrize("value", ["", "  ", None])
def test_a_field_that_is_empty_is_an_error_and_never_a_blank(key: str, value: Any) -> None:
    """Invariant 27: null each field that a wording names; it is filled from the others or it is refused."""
    content.install(key)
    for language in BUILTIN[key].words:
        subject, body = BUILTIN[key].words[language]
        full = content.render(key, language, FULL)
        for path in sorted(liquid.placeholders(subject) | liquid.placeholders(body)):
            try:
                found = content.render(key, language, without(FULL, path, value))
            except RenderError:
                continue
            # Only what stands under a condition may be empty, and then nothing of it stands there.
            assert len(found.text) < len(full.text)
            assert " ," not in found.text and "  " not in found.text


def test_an_empty_name_holds_that_recipient_alone_and_says_so(outside: FakeSession) -> None:
    """Invariant 27: the move is made, no mail is written, and the timeline tells why."""
    job, named, unnamed = make_jobs.job(), people.person(), people.person("X", "x@example.org")
    Person.objects.filter(pk=unnamed.pk).update(full_name=" ", call_name="")
    for person in (named, unnamed):
        application = jobs.apply(SYSTEM, person=person, job=job, source="sourced")
        jobs.move(SYSTEM, application.pk, to_stage_id=make_jobs.stage(job, "interview").pk, mail="sent")
    assert set(Application.objects.values_list("stage__kind", flat=True)) == {"interview"}
    assert list(Message.objects.values_list("person_id", flat=True)) == [named.pk]
    assert Interaction.objects.get(kind="not_sent").code == "not_sent.unfilled"
