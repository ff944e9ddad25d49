"""The company itself, through the real services: members, teams, brand, jobs, agencies, tags and fields."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from rapport.accounts import queries as accounts
from rapport.accounts import services as account_services
from rapport.accounts.models import Brand, LegalEntity, Team, User
from rapport.demo.cast import company
from rapport.demo.logins import LOGINS, PASSWORD
from rapport.demo.services.house import House
from rapport.jobs import services as jobs
from rapport.jobs.models import Job, Reason, Stage
from rapport.lib.actor import SYSTEM
from rapport.people import services as people
from rapport.people.models import Agency, CustomField, Tag

BEFORE = "demo.before"  # how brand, legal entity and organisation read before the demo; `clear` puts it back
MADE = "demo.made"  # tags, fields and teams the demo brought


def build(house: House) -> None:
    """Write the company and note it in the house."""
    remembered = _name_the_company()
    _staff(house)
    made = _teams(house) | _labels()
    for plan in company.AGENCIES:
        if not Agency.objects.filter(name=plan.name).exists():
            people.add_agency(SYSTEM, name=plan.name, website=plan.website, mail_to=plan.mail_to, is_demo=True)
    for job in company.JOBS:
        _open(house, job)
    rows = Reason.objects.filter(is_active=True).order_by("kind", "position", "id")
    for kind, pk in rows.values_list("kind", "pk"):
        house.reasons.setdefault(kind, []).append(pk)
    account_services.change_setting(SYSTEM, BEFORE, remembered)
    account_services.change_setting(SYSTEM, MADE, made)


def _name_the_company() -> dict[str, dict[str, str]]:
    """Give the default brand, legal entity and organisation the demo's names; returns how they read before."""
    brand, entity = accounts.default_brand(), accounts.default_legal_entity()
    kept = {
        "brand": {f: getattr(brand, f) for f in ("name", "sender_name", "sender_address", "color", "signature")},
        "entity": {f: getattr(entity, f) for f in ("name", "address", "country", "privacy_contact")},
        "organisation": accounts.setting("organisation", {}),
    }
    Brand.objects.filter(pk=brand.pk).update(
        name=company.NAME,
        sender_name=f"{company.NAME} Recruiting",
        sender_address=f"careers@{company.DOMAIN}",
    )
    LegalEntity.objects.filter(pk=entity.pk).update(
        name=company.LEGAL,
        address="14 Gray's Court, London",
        country="GB",
        privacy_contact=f"privacy@{company.DOMAIN}",
    )
    account_services.change_setting(
        SYSTEM,
        "organisation",
        {"name": company.NAME, "website": f"https://{company.DOMAIN}", "language": "en", "time_zone": "Europe/London"},
    )
    return kept


def _staff(house: House) -> None:
    for login in LOGINS:
        house.users[login.key] = account_services.create_user(
            SYSTEM,
            email=login.email,
            name=login.name,
            roles=login.roles,
            title=login.title,
            language=login.language,
            time_zone=login.time_zone,
            signature=f"{login.name}\n{login.title}, {company.NAME}",
            is_demo=True,
            joined_at=house.now - timedelta(days=600),
        )
    # One password, printed at every start: one hash for all keeps the first start quick.
    User.objects.filter(pk__in=[user.pk for user in house.users.values()]).update(password=make_password(PASSWORD))


def _teams(house: House) -> dict[str, list[int]]:
    taken = set(Team.objects.values_list("name", flat=True))
    made = [
        account_services.save_team(SYSTEM, None, name, [house.users[key].pk for key in members]).pk
        for name, members in company.TEAMS.items()
        if name not in taken
    ]
    house.team_id = Team.objects.get(name=next(iter(company.TEAMS))).pk
    return {"teams": made}


def _labels() -> dict[str, list[int]]:
    tags = [
        people.create_tag(SYSTEM, name=name, color=color).pk
        for name, color in company.TAGS.items()
        if not Tag.objects.filter(name__iexact=name).exists()
    ]
    fields = [
        people.define_field(SYSTEM, **field).pk
        for field in company.FIELDS
        if not CustomField.objects.filter(of=field["of"], key=field["key"]).exists()
    ]
    return {"tags": tags, "fields": fields}


def _open(house: House, plan: company.JobPlan) -> None:
    today = house.now.date()
    opened = today - timedelta(days=plan.opened)
    job = jobs.open_job(
        SYSTEM,
        title=plan.title,
        team=[(house.users[key].pk, part) for key, part in plan.seats],
        tags=plan.tags,
        reference=plan.reference,
        department=plan.department,
        role_family=plan.family,
        level=plan.level,
        city=plan.office.city,
        country=plan.office.country,
        employment=plan.employment,
        priority=plan.priority,
        openings=plan.openings,
        description=plan.description,
        confidential=plan.confidential,
        team_id=house.team_id,
        owner_id=house.users[plan.owner].pk,
        opened_on=opened,
        deadline_on=today + timedelta(days=plan.deadline) if plan.deadline is not None else None,
        custom={"budget_code": plan.reference.replace("HM", "B")},
        created_at=house.now - timedelta(days=plan.opened),
        is_demo=True,
    )
    if plan.state != "open":
        job = jobs.set_state(SYSTEM, job.pk, state=plan.state)
    if plan.closed is not None:
        Job.objects.filter(pk=job.pk).update(closed_on=today - timedelta(days=plan.closed))
    house.jobs[plan.key] = job
    for stage in Stage.objects.filter(job=job):
        house.stages[plan.key, stage.kind] = stage
