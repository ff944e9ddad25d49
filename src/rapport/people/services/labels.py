"""Tags on people, the list of tags, and custom fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid, NotFound
from rapport.people.events import CustomFieldEdited, PersonTagged, PersonUntagged, TagEdited
from rapport.people.models import CustomField, PersonTag, Tag
from rapport.people.services.sight import require_sight

COLORS = ("", "tint-1", "tint-2", "tint-3", "tint-4", "tint-5")


def tag_people(actor: Actor, person_ids: Iterable[int], name: str) -> Tag:
    """Put a tag on these people; one that does not exist yet is made by whoever may edit tags."""
    ids = list(dict.fromkeys(person_ids))
    require_sight(actor, "people:edit", ids)
    with transaction.atomic():
        tag = Tag.objects.filter(name__iexact=_tidy(name)).first() or create_tag(actor, name=name)
        has = set(PersonTag.objects.filter(tag=tag, person_id__in=ids).values_list("person_id", flat=True))
        new = [pk for pk in ids if pk not in has]
        PersonTag.objects.bulk_create([PersonTag(tag=tag, person_id=pk) for pk in new], ignore_conflicts=True)
        for pk in new:
            events.publish(actor, PersonTagged(person_id=pk, tag_id=tag.pk))
        events.tick("people", *(f"person:{pk}" for pk in new))
    return tag


def untag_people(actor: Actor, person_ids: Iterable[int], tag_id: int) -> None:
    """Take a tag off these people."""
    ids = list(dict.fromkeys(person_ids))
    require_sight(actor, "people:edit", ids)
    with transaction.atomic():
        links = PersonTag.objects.filter(tag_id=tag_id, person_id__in=ids)
        had = list(links.values_list("person_id", flat=True))
        links.delete()
        for pk in had:
            events.publish(actor, PersonUntagged(person_id=pk, tag_id=tag_id))
        events.tick("people", *(f"person:{pk}" for pk in had))


def create_tag(actor: Actor, *, name: str, color: str = "") -> Tag:
    accounts.require(actor, "tags:edit")
    tidy = _tidy(name)
    if Tag.objects.filter(name__iexact=tidy).exists():
        raise Invalid({"name": _("There is a tag of this name already.")})
    with transaction.atomic():
        tag = Tag.objects.create(name=tidy, color=_color(color))
        events.publish(actor, TagEdited(tag_id=tag.pk, verb="made"))
    return tag


def edit_tag(actor: Actor, tag_id: int, *, name: str, color: str) -> Tag:
    """Rename or colour a tag; it changes wherever it stands."""
    accounts.require(actor, "tags:edit")
    tidy = _tidy(name)
    with transaction.atomic():
        tag = _tag(tag_id)
        if Tag.objects.filter(name__iexact=tidy).exclude(pk=tag_id).exists():
            raise Invalid({"name": _("There is a tag of this name already; merge the two instead.")})
        tag.name, tag.color = tidy, _color(color)
        tag.save(update_fields=["name", "color"])
        events.publish(actor, TagEdited(tag_id=tag.pk, verb="edited"))
        events.tick("people")
    return tag


def merge_tags(actor: Actor, tag_id: int, into_id: int) -> Tag:
    """Whatever carries the first tag carries the second instead; the first is gone."""
    accounts.require(actor, "tags:edit")
    if tag_id == into_id:
        raise Invalid({"into": _("Choose another tag.")})
    with transaction.atomic():
        tag, into = _tag(tag_id), _tag(into_id)
        # Jobs and applications carry tags too; they stand above, and their links are reached through the model.
        for relation in Tag._meta.related_objects:
            rows = relation.related_model._default_manager
            owner = next(f.attname for f in relation.related_model._meta.fields if f.is_relation and f.name != "tag")
            taken = rows.filter(tag=into).values_list(owner, flat=True)
            rows.filter(tag=tag).exclude(**{f"{owner}__in": list(taken)}).update(tag=into)
        tag.delete()
        events.publish(actor, TagEdited(tag_id=tag_id, verb="merged", into_id=into_id))
        events.tick("people")
    return into


def delete_tag(actor: Actor, tag_id: int) -> None:
    accounts.require(actor, "tags:edit")
    with transaction.atomic():
        _tag(tag_id).delete()
        events.publish(actor, TagEdited(tag_id=tag_id, verb="deleted"))
        events.tick("people")


def define_field(
    actor: Actor,
    *,
    of: str,
    label: dict[str, str],
    type: str,
    options: Iterable[str] = (),
    role_ids: Iterable[int] = (),
    key: str = "",
) -> CustomField:
    """Add a typed field to people, applications or jobs; its key never changes, its label may."""
    accounts.require(actor, "fields:edit")
    words = {language: text.strip() for language, text in label.items() if text.strip()}
    choices = _options(type, options)
    if not words:
        raise Invalid({"label": _("A field needs a name.")})
    if of not in CustomField.Of.values or type not in CustomField.Type.values:
        raise Invalid({"type": _("Choose from the list.")})
    with transaction.atomic():
        last = CustomField.objects.filter(of=of).order_by("-position").values_list("position", flat=True).first()
        field = CustomField.objects.create(
            of=of,
            key=_free_key(of, key or next(iter(words.values()))),
            label=words,
            type=type,
            options=choices,
            role_ids=sorted(set(role_ids)),
            position=(last or 0) + 1,
        )
        events.publish(actor, CustomFieldEdited(field_id=field.pk, fields=["of", "key", "label", "type"]))
    return field


def edit_field(actor: Actor, field_id: int, **changes: Any) -> CustomField:
    """Change label, options, readers, order or standing of a field; its type stays, for the sake of its values."""
    accounts.require(actor, "fields:edit")
    if set(changes) - {"label", "options", "role_ids", "position", "is_active"}:
        raise Invalid(_("A field's type and key cannot change."))
    with transaction.atomic():
        field = CustomField.objects.select_for_update().filter(pk=field_id).first()
        if field is None:
            raise NotFound("There is no such field.")
        if "options" in changes:
            changes["options"] = _options(field.type, changes["options"])
        if "label" in changes:
            changes["label"] = {k: v.strip() for k, v in changes["label"].items() if v.strip()}
            if not changes["label"]:
                raise Invalid({"label": _("A field needs a name.")})
        touched = sorted(name for name, value in changes.items() if getattr(field, name) != value)
        if touched:
            for name in touched:
                setattr(field, name, changes[name])
            field.save(update_fields=touched)
            events.publish(actor, CustomFieldEdited(field_id=field.pk, fields=touched))
    return field


def _free_key(of: str, wish: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", slugify(wish).lower()).strip("_")[:32] or "field"
    taken = set(CustomField.objects.filter(of=of, key__startswith=stem).values_list("key", flat=True))
    return next(key for n in range(1, 1000) if (key := stem if n == 1 else f"{stem}_{n}") not in taken)


def _options(type: str, options: Iterable[str]) -> list[str]:
    choices = list(dict.fromkeys(text for option in options if (text := " ".join(str(option).split())[:120])))
    if type in {"choice", "choices"} and not choices:
        raise Invalid({"options": _("Give the choices, one a line.")})
    return choices if type in {"choice", "choices"} else []


def _tidy(name: str) -> str:
    tidy = " ".join(name.split())[:60]
    if not tidy:
        raise Invalid({"name": _("A tag needs a name.")})
    return tidy


def _color(color: str) -> str:
    return color if color in COLORS else ""


def _tag(tag_id: int) -> Tag:
    tag = Tag.objects.select_for_update().filter(pk=tag_id).first()
    if tag is None:
        raise NotFound("There is no such tag.")
    return tag
