from __future__ import annotations

from django.urls import URLPattern

from rapport.tasks.views import lists, verbs
from rapport.web.routes import SIGNED_IN, route

urlpatterns: list[URLPattern] = [
    route("tasks/", lists.index, SIGNED_IN, "tasks"),
    route("tasks/new", verbs.new, "tasks:edit", "task-new"),
    route("tasks/bulk", verbs.bulk, "tasks:edit", "task-bulk"),
    route("tasks/suggest/<slug:what>", lists.suggest, "tasks:edit", "task-suggest"),
    route("tasks/<int:task_id>/", verbs.show, SIGNED_IN, "task"),
    route("tasks/<int:task_id>/edit", verbs.edit, "tasks:edit", "task-edit"),
    route("tasks/<int:task_id>/done", verbs.done, "tasks:edit", "task-done"),
    route("tasks/<int:task_id>/reopen", verbs.reopen, "tasks:edit", "task-reopen"),
    route("tasks/<int:task_id>/drop", verbs.drop, "tasks:edit", "task-drop"),
    route("tasks/<int:task_id>/put-off", verbs.put_off, "tasks:edit", "task-put-off"),
]
