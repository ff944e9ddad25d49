"""Shared givens: a task as somebody writes it down."""

from __future__ import annotations

from typing import Any

from rapport.accounts.models import User
from rapport.lib.actor import user as actor_of
from rapport.tasks import services
from rapport.tasks.models import Task
from rapport.tasks.services import NewTask


def task(by: User, title: str = "Call about the notice period", **fields: Any) -> Task:
    return services.add(actor_of(by.pk), NewTask(title=title, **fields))
