"""The only writes of tasks."""

from __future__ import annotations

from rapport.tasks.services.add import NewTask, Owed, add, ensure, ensure_all, remind_unless_answered
from rapport.tasks.services.change import Change, assign, done, drop, each, edit, put_off, reopen
from rapport.tasks.services.system import answered, remind, settle

__all__ = [
    "Change",
    "NewTask",
    "Owed",
    "add",
    "answered",
    "assign",
    "done",
    "drop",
    "each",
    "edit",
    "ensure",
    "ensure_all",
    "put_off",
    "remind",
    "remind_unless_answered",
    "reopen",
    "settle",
]
