"""Who sees an item, changed afterwards: timeline, thread, search, files and mentions follow at once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.timeline import domain
from rapport.timeline.events import Pinned, VisibilityChanged
from rapport.timeline.models import About, Interaction
from rapport.timeline.services.access import allow, hold, require_on, topics
from rapport.timeline.services.audience import Visibility, audience_of
from rapport.timeline.services.log import follow


def set_visibility(actor: Actor, interaction_id: int, visibility: Visibility) -> Interaction:
    """Show an item, with its thread, to another circle."""
    with transaction.atomic():
        held = hold(actor, interaction_id)
        allow(domain.may_show_to(held.facts, held.reader))
        line = held.interaction
        audience = audience_of(actor, visibility, person_ids=held.person_ids, job_id=line.job_id)
        if audience == line.audience_id:
            return line
        line.audience_id = audience
        line.revision += 1
        line.save(update_fields=["audience", "revision"])
        thread = Interaction.objects.filter(parent=line).values_list("pk", flat=True)
        follow([line.pk, *thread], audience)
        events.publish(
            actor,
            VisibilityChanged(person_id=held.row.person_id, interaction_id=line.pk, audience_id=audience),
        )
        events.tick(*topics(held.person_ids))
    return line


def pin(actor: Actor, interaction_id: int, *, pinned: bool) -> Interaction:
    """Put an item on top of the timelines it stands on, or back where it belongs."""
    with transaction.atomic():
        held = hold(actor, interaction_id)
        require_on(actor, "timeline:pin", [held.row.person_id])
        line = held.interaction
        line.pinned_at = timezone.now() if pinned else None
        line.pinned_by_id = actor.id if pinned else None
        line.revision += 1
        line.save(update_fields=["pinned_at", "pinned_by", "revision"])
        About.objects.filter(interaction=line).update(is_pinned=pinned)
        events.publish(actor, Pinned(person_id=held.row.person_id, interaction_id=line.pk, pinned=pinned))
        events.tick(*topics(held.person_ids))
    return line
