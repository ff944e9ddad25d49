"""Beginning: organisation, first administrator, sender and first job, each only if it is not there yet."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts import services as account_services
from rapport.accounts.models import User
from rapport.config.first_run import queries
from rapport.config.first_run.domain import Beginning, Begun
from rapport.db import locks
from rapport.jobs import services as jobs
from rapport.jobs.models import Job
from rapport.lib.actor import SYSTEM
from rapport.lib.actor import user as actor_of
from rapport.lib.errors import Conflict, Invalid
from rapport.lib.text import one_line
from rapport.people.wording import countries


def begin(given: Beginning) -> Begun:
    """Do what is missing of a beginning; saying the same again changes nothing."""
    _check(given)
    with transaction.atomic():
        organisation = _name_organisation(given)
        user, is_new = _administrator(given)
        sender = _name_sender(given)
        job_id, is_new_job = _open_job(given, user)
    queries.forget_token()
    return Begun(organisation, is_new, sender, is_new_job, user.pk if user else None, job_id)


def begin_as_first(given: Beginning) -> Begun:
    """The same for somebody who has no account yet: only while nobody has one."""
    with transaction.atomic():
        locks.hold_still(User)
        if not queries.is_ahead():
            raise Conflict(_("Somebody was faster: there is an account already. Sign in, or ask to be invited."))
        if not given.email:
            raise Invalid({"email": _("The first administrator needs an address to sign in with.")})
        return begin(given)


def _check(given: Beginning) -> None:
    problems: dict[str, str] = {}
    for field, address in (("email", given.email), ("sender", given.sender)):
        if address:
            try:
                validate_email(address)
            except ValidationError as error:
                problems[field] = " ".join(error.messages)
    if given.country and given.country.upper() not in dict(countries()):
        problems["country"] = _("This is no country. Give its two letters, such as DE.")
    is_new = bool(given.email) and not User.objects.filter(email__iexact=given.email.strip()).exists()
    if is_new and not one_line(given.name):
        problems["name"] = _("Please tell us your name.")
    if is_new:
        try:
            validate_password(given.password, User(email=given.email, name=given.name))
        except ValidationError as error:
            problems["password"] = " ".join(error.messages)
    if problems:
        raise Invalid(problems)


def _name_organisation(given: Beginning) -> bool:
    name = one_line(given.organisation)
    brand, entity = accounts.default_brand(), accounts.default_legal_entity()
    country = given.country.upper() or entity.country
    if not name or (brand.name == name and entity.name == name and entity.country == country):
        return False
    # A sender called like the company goes on being called like it.
    sender = name[:120] if brand.sender_name in {"", brand.name} else brand.sender_name
    account_services.save_brand(SYSTEM, brand.pk, name=name[:120], sender_name=sender)
    account_services.save_legal_entity(SYSTEM, entity.pk, name=name[:200], country=country)
    known = accounts.setting("organisation", {})
    account_services.save_organisation(SYSTEM, **{**known, "name": name})
    return True


def _administrator(given: Beginning) -> tuple[User | None, bool]:
    if not given.email:
        return User.objects.filter(role_grants__role__key="administrator", is_active=True).order_by("pk").first(), False
    known = User.objects.filter(email__iexact=given.email.strip()).first()
    if known is not None:
        return known, False
    user = account_services.create_user(
        SYSTEM,
        email=given.email,
        name=one_line(given.name),
        roles=["administrator"],
        password=given.password,
        language=given.language,
        time_zone=given.time_zone,
    )
    return user, True


def _name_sender(given: Beginning) -> bool:
    brand = accounts.default_brand()
    if not given.sender or brand.sender_address == given.sender:
        return False
    account_services.save_brand(SYSTEM, brand.pk, sender_address=given.sender)
    return True


def _open_job(given: Beginning, user: User | None) -> tuple[int | None, bool]:
    title = one_line(given.job)
    if not title:
        return None, False
    known = Job.objects.filter(title=title).order_by("pk").first()
    if known is not None:
        return known.pk, False
    if user is None:
        return jobs.open_job(SYSTEM, title=title).pk, True
    job = jobs.open_job(actor_of(user.pk), title=title, team=[(user.pk, "recruiter")], owner_id=user.pk)
    return job.pk, True
