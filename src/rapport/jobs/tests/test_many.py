"""One change for many jobs, by service and by page."""

from __future__ import annotations

import pytest
from django.test import Client

from rapport.jobs import queries, services
from rapport.jobs.models import Job
from rapport.jobs.tests import make
from rapport.lib.errors import Invalid, NotAllowed, NotFound
from rapport.people.models import CustomField, Tag
from rapport.people.tests import make as persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> make.House:
    return make.house()


def test_many_jobs_are_given_owner_priority_field_and_tags_from_the_list(house: make.House, client: Client) -> None:
    client.force_login(house.staff.root)
    field = CustomField.objects.create(of="job", key="budget", type="number", label={"en": "Budget"})
    other = make.job("Paralegal")
    page = client.get("/jobs/").content.decode()
    assert f'name="job" value="{other.pk}"' in page and "field:budget" in page
    ticked = {"job": [house.open.pk, other.pk], "next": "/jobs/?sort=title"}

    def act(name: str, **given: object) -> None:
        answer = client.post("/jobs/bulk/", {**ticked, "act": name, **given})
        assert answer.status_code == 302 and answer["Location"] == "/jobs/?sort=title"

    act("owner", owner=house.staff.ben.pk)
    act("priority", priority=Job.Priority.URGENT)
    act(f"field:{field.key}", custom_budget="90000")
    act("tag_name", tag_name="Texas")
    for job in Job.objects.filter(pk__in=[house.open.pk, other.pk]):
        assert (job.owner, job.priority, job.custom) == (house.staff.ben, Job.Priority.URGENT, {"budget": 90000})
        (tag,) = queries.tags_of_job(job.pk)
        assert tag.name == "Texas"
    act("tag", tag=tag.pk)
    assert not queries.tags_of_job(other.pk)
    before = Job.objects.get(pk=other.pk).revision
    act("priority", priority="soon")
    act("field:unknown", custom_unknown="1")
    assert Job.objects.get(pk=other.pk).revision == before


def test_one_job_that_may_not_be_changed_keeps_all_as_they_were(house: make.House) -> None:
    ada, cleo = house.staff.actor(house.staff.ada), house.staff.actor(house.staff.cleo)
    wanted = {"priority": Job.Priority.URGENT}
    with pytest.raises(NotFound):
        services.edit_jobs(ada, [house.open.pk, house.secret.pk], changes=wanted)
    house.open.refresh_from_db()
    assert house.open.priority != Job.Priority.URGENT
    with pytest.raises((NotAllowed, NotFound)):
        services.edit_jobs(cleo, [house.open.pk], changes=wanted)
    with pytest.raises(Invalid):
        services.edit_jobs(ada, [house.open.pk], changes={"title": "Everything"})


def test_many_people_of_a_job_are_given_tags_and_fields_from_board_and_table(house: make.House, client: Client) -> None:
    client.force_login(house.staff.ada)
    CustomField.objects.create(of="application", key="bar", type="choice", options=["Texas"], label={"en": "Bar"})
    Tag.objects.create(name="Second round")
    first, second, third = make.people(house.open, 3)
    for path in ("board", "candidates"):
        page = client.get(f"/jobs/{house.open.pk}/{path}/").content.decode()
        assert "field:bar" in page and f'formaction="/jobs/{house.open.pk}/people/"' in page
    ticked = {"pick": [f"{first.pk}.1", f"{second.pk}.1"], "next": f"/jobs/{house.open.pk}/candidates/"}

    def act(name: str, **given: object) -> None:
        answer = client.post(f"/jobs/{house.open.pk}/people/", {**ticked, "act": name, **given})
        assert answer.status_code == 302 and answer["Location"] == ticked["next"]

    act("field:bar", custom_bar="Texas")
    act("tag_name", tag_name="Second round")
    for row in (first, second):
        row.refresh_from_db()
        assert row.custom == {"bar": "Texas"}
        assert [tag.name for tag in queries.tags_of_application(row.pk)] == ["Second round"]
    third.refresh_from_db()
    assert third.custom == {} and not queries.tags_of_application(third.pk)
    act("tag", tag=Tag.objects.get().pk)
    assert not queries.tags_of_application(first.pk)


def test_people_of_a_job_one_may_not_enter_are_given_nothing(house: make.House, client: Client) -> None:
    hidden = make.application(persons.person(), house.secret)
    client.force_login(house.staff.ada)
    given = {"pick": f"{hidden.pk}.1", "act": "tag_name", "tag_name": "Seen"}
    client.post(f"/jobs/{house.secret.pk}/people/", given)
    client.post(f"/jobs/{house.open.pk}/people/", given)
    assert not queries.tags_of_application(hidden.pk)
    with pytest.raises(NotFound):
        services.edit_applications(house.staff.actor(house.staff.ada), [hidden.pk], add_tag="Seen")
