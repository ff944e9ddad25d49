"""Agencies, the people who act for them, and the links they submit by."""

from __future__ import annotations

from django.core import signing
from django.db.models import Count, Q

from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.people.models import Agency, AgencyLink, Person
from rapport.people.queries.persons import listed, visible_to

SALT = "rapport.people.agency-link"


def agencies() -> list[Agency]:
    """Every agency by name, with how many contacts it has."""
    living = Count("contacts", filter=Q(contacts__removed_at__isnull=True))
    return list(Agency.objects.annotate(contact_count=living).order_by("-is_active", "name"))


def active_agencies() -> list[Agency]:
    return list(Agency.objects.filter(is_active=True).order_by("name"))


def submitted_counts(viewer: Viewer) -> dict[int, int]:
    """How many people each agency has submitted, of those the viewer may see."""
    rows = (
        listed(viewer)
        .filter(submitted_by__agency__isnull=False)
        .values("submitted_by__agency_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {row["submitted_by__agency_id"]: row["n"] for row in rows}


def agency(agency_id: int) -> Agency:
    found = Agency.objects.filter(pk=agency_id).first()
    if found is None:
        raise NotFound("There is no such agency here.")
    return found


def contacts_of(viewer: Viewer, agency_id: int) -> list[Person]:
    """The people who act for an agency, of those the viewer may see, with addresses and links at hand."""
    return list(
        visible_to(viewer)
        .filter(agency_id=agency_id, kind=Person.Kind.CONTACT)
        .prefetch_related("contact_points", "agency_links")
        .order_by("sort_name", "pk")
    )


def submitted_by_agency(viewer: Viewer, agency_id: int, limit: int = 20) -> list[Person]:
    """The newest people an agency has submitted, of those the viewer may see."""
    return list(
        listed(viewer)
        .filter(submitted_by__agency_id=agency_id)
        .select_related("submitted_by", "owner")
        .order_by("-created_at", "-pk")[:limit]
    )


def token_of(link: AgencyLink) -> str:
    """What stands in the address of a submission link: signed, so that it can be shown again."""
    return signing.Signer(salt=SALT).sign(str(link.pk))


def agency_link(token: str) -> AgencyLink:
    """The living link behind a token; a forged, revoked or orphaned one is not there."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise NotFound("This link is not valid.") from None
    link = (
        AgencyLink.objects.select_related("contact__agency")
        .filter(
            pk=pk,
            revoked_at__isnull=True,
            contact__removed_at__isnull=True,
            contact__erased_at__isnull=True,
            contact__agency__is_active=True,
        )
        .first()
    )
    if link is None:
        raise NotFound("This link is not valid any more.")
    return link
