"""The only writes of tasks."""

from __future__ import annotations

from rapport.tasks.services.add import NewTask, add, ensure, remind_unless_answered
from rapport.tasks.services.change import Change, assign, done, drop, each, edit, put_off, reopen
from rapport.tasks.services.system import answered, remind, settle

__all__ = [
    "Change",
    "NewTask",
    "add",
    "answered",
    "assign",
    "done",
    "drop",
    "each",
    "edit",
    "ensure",
    "put_off",
    "remind",
    "remind_unless_answered",
    "reopen",
    "settle",
]
