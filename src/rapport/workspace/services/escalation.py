"""A forgotten answer to an automatic mail climbs (GOV-15): past its day, whoever leads owes a look."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.jobs import queries as jobs
from rapport.messaging.models import Message
from rapport.tasks import queries as tasks_read
from rapport.tasks import services as tasks

AT_ONCE = 100
PATHS = "answers.escalation"  # setting: {"jobs": {"12": [user ids]}, "teams": {"3": [user ids]}}


def escalate() -> int:
    """Ask whoever stands above to see to answers that are overdue; each conversation once."""
    late = tasks_read.standing().filter(code="reply_waiting", due_at__lt=timezone.now()).order_by("due_at", "pk")
    asked = set(tasks_read.standing().filter(code="answer_overdue").values_list("key", flat=True))
    waiting = {task.params.get("interaction_id"): task for task in late[:AT_ONCE]}
    answers = Message.objects.filter(interaction_id__in=[id for id in waiting if id], answers_automatic=True)
    owed = []
    for message in answers.select_related("interaction__job"):
        task, key = waiting[message.interaction_id], f"answer_overdue:{message.conversation_id}"
        if key in asked:
            continue
        job = message.interaction.job
        takers = [id for id in path(job.pk if job else None, job.team_id if job else None) if id != task.assignee_id]
        owed.append(
            tasks.Owed(
                "answer_overdue",
                key,
                kind="reply",
                audience_id=message.interaction.audience_id,
                takers=takers,
                person_id=message.person_id,
                job_id=message.interaction.job_id,
                due_at=timezone.now(),
                params={"interaction_id": message.interaction_id, "conversation_id": message.conversation_id},
                is_demo=message.is_demo,
            )
        )
    tasks.ensure_all(owed)
    return len(owed)


def path(job_id: int | None, team_id: int | None) -> list[int]:
    """Whom a forgotten answer climbs to: as set for the job, for its team, else its leads, else who runs the house."""
    chosen = accounts.setting(PATHS, {})
    ways: tuple[Iterable[int], ...] = (
        chosen.get("jobs", {}).get(str(job_id), ()),
        chosen.get("teams", {}).get(str(team_id), ()),
        jobs.team_leads(team_id),
        [user.pk for user in accounts.users_with("settings:edit")],
    )
    return list(dict.fromkeys(id for way in ways for id in way))
