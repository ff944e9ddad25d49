"""The large company reads like one made by the services, and the benchmark says what it measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from rapport.demo import scale
from rapport.demo.bench import datasets, place
from rapport.demo.bench.engines import Place
from rapport.demo.bench.figures import Times, line, rounds
from rapport.jobs.models import Application
from rapport.lib.actor import SYSTEM
from rapport.people.services import add_person
from rapport.search import queries as search
from rapport.search.domain import EVERYTHING, Query

pytestmark = pytest.mark.django_db


def test_what_is_written_set_wise_opens_like_any_other_history() -> None:
    made = scale.fill(people=48, items=400, say=lambda line: None)
    assert made.samples and made.people == 48 and made.items == 400
    recruiter, few = place.client(made.recruiter_id), place.client(made.interviewer_id)
    for id in made.measured.values():
        assert recruiter.get(reverse("person", args=[id])).status_code == 200
        assert few.get(reverse("person", args=[id])).status_code == 200
    assert few.get(reverse("person", args=[max(made.measured.values()) + 1])).status_code == 404
    assert recruiter.get(reverse("job-board", args=[made.job_id])).status_code == 200
    assert Application.objects.filter(job_id=made.job_id).count() == 6
    assert search.find(Query(made.common), EVERYTHING).hits
    # Ids go on where ours ended.
    assert add_person(SYSTEM, full_name="Somebody Else").pk > made.people


def test_a_line_holds_figure_reference_ratio_and_goal(capsys: pytest.CaptureFixture[str]) -> None:
    line("opening", 30, "ms", "plain", 10, goal=40)
    line("closing", 50, "ms", "plain", 10, goal=40)
    told = capsys.readouterr().out.splitlines()
    assert "30.00 ms" in told[0] and "3.00× of plain: 10.00 ms" in told[0] and "PASS" in told[0]
    assert "MISS (at most 40 ms)" in told[1]


def test_rounds_take_turns() -> None:
    order: list[str] = []
    took = rounds({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3, warm=1)
    assert "".join(order) == "abababab" and len(took["a"].wall) == 3
    assert Times([], [5, 1, 3]).part(0.5) == 3


def test_a_data_set_is_filled_once_and_measured_on_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(datasets, "servers", lambda: {"SQLite": ""})
    filled = []

    def fill(home: Place) -> None:
        filled.append(home)
        (home.home / "rapport.sqlite3").write_text("the rows")

    for _ in range(2):
        with datasets.copies("tiny", fill) as (copy,):
            (copy.home / "rapport.sqlite3").write_text("rows that a run has changed")
            assert copy.environment["RAPPORT_HOME"] == str(copy.home) and copy.environment["DATABASE_URL"] == ""
        assert not copy.home.exists()
    assert len(filled) == 1
    (kept,) = datasets.folder().iterdir()
    assert (kept / "rapport.sqlite3").read_text() == "the rows"
    datasets.forget("full")
    assert kept.exists()
    datasets.forget("tiny")
    assert not list(datasets.folder().iterdir())


def test_a_filling_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(datasets, "servers", lambda: {"SQLite": ""})

    def fill(home: Place) -> None:
        raise RuntimeError("no disk")

    with pytest.raises(RuntimeError, match="no disk"), datasets.copies("tiny", fill):
        pass
    assert not list(datasets.folder().iterdir())
