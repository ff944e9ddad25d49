"""Two people at once, on real connections."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from rapport.jobs import services
from rapport.jobs.models import Application, StageMove
from rapport.jobs.tests import make
from rapport.lib.errors import Conflict
from rapport.people.tests import make as persons


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_the_same_person_at_once_one_wins_and_one_is_told() -> None:
    house = make.house()
    application = make.application(persons.person(), house.open)
    stages = [make.stage(house.open, kind).pk for kind in ("offer", "interview")]
    actors = [house.staff.actor(house.staff.ada), house.staff.actor(house.staff.ben)]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def act(n: int) -> None:
        try:
            start.wait(timeout=10)
            services.move(actors[n], application.pk, to_stage_id=stages[n], revision=1)
            outcomes.append("moved")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["conflict", "moved"]
    assert StageMove.objects.filter(application=application, from_stage__isnull=False).count() == 1
    assert Application.objects.get(pk=application.pk).revision == 2
