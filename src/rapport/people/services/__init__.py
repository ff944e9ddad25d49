"""The only writes of people."""

from __future__ import annotations

from rapport.people.services.add import add_contact_point, add_person, show_to
from rapport.people.services.edit import edit_person, remove_contact_point, set_health

__all__ = ["add_contact_point", "add_person", "edit_person", "remove_contact_point", "set_health", "show_to"]
