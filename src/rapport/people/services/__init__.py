"""The only writes of people."""

from __future__ import annotations

from rapport.people.services.add import add_contact_point, add_person, show_to
from rapport.people.services.agencies import add_agency, add_contact, edit_agency, link_used, make_link, revoke_link
from rapport.people.services.edit import (
    edit_contact_point,
    edit_person,
    remove_contact_point,
    set_custom,
    set_health,
    set_owner,
)
from rapport.people.services.erase import erase_again, erase_person, scrub
from rapport.people.services.keep import follow, log_export, remove_person, restore_person, unfollow
from rapport.people.services.labels import (
    create_tag,
    define_field,
    delete_tag,
    edit_field,
    edit_tag,
    merge_tags,
    tag_people,
    untag_people,
)
from rapport.people.services.merge import merge, unmerge
from rapport.people.services.twins import dismiss, look
from rapport.people.services.twins import sweep as sweep_twins

__all__ = [
    "add_agency",
    "add_contact",
    "add_contact_point",
    "add_person",
    "create_tag",
    "define_field",
    "delete_tag",
    "dismiss",
    "edit_agency",
    "edit_contact_point",
    "edit_field",
    "edit_person",
    "edit_tag",
    "erase_again",
    "erase_person",
    "follow",
    "link_used",
    "log_export",
    "look",
    "make_link",
    "merge",
    "merge_tags",
    "remove_contact_point",
    "remove_person",
    "restore_person",
    "revoke_link",
    "scrub",
    "set_custom",
    "set_health",
    "set_owner",
    "show_to",
    "sweep_twins",
    "tag_people",
    "unfollow",
    "unmerge",
    "untag_people",
]
