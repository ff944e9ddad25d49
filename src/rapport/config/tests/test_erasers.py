from __future__ import annotations

import pytest

from rapport.jobs.models import Application
from rapport.jobs.tests import make as jobs
from rapport.lib.actor import SYSTEM
from rapport.people import services as people
from rapport.people.tests.make import person
from rapport.sandbox.models import SandboxMail
from rapport.sandbox.tests import make as mails

pytestmark = pytest.mark.django_db


def test_what_the_rooms_above_keep_goes_with_the_erased() -> None:
    diana = person(email="diana@example.org")
    application = jobs.application(diana, jobs.job())
    Application.objects.filter(pk=application.pk).update(custom={"wish": "90,000"})
    mails.mail()
    mails.mail(to="omar@example.org")
    people.erase_person(SYSTEM, diana.pk)
    application.refresh_from_db()
    assert application.custom == {} and SandboxMail.objects.count() == 1
