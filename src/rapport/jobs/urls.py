from __future__ import annotations

from django.urls import URLPattern

from rapport.jobs.views import applications, board, jobs, many, moves, reasons
from rapport.web.routes import route

urlpatterns: list[URLPattern] = [
    route("jobs/", jobs.index, "jobs:read", "jobs"),
    route("jobs/export/<str:format>", jobs.export, "jobs:export", "jobs-export"),
    route("jobs/suggest", jobs.suggest, "jobs:read", "jobs-suggest"),
    route("jobs/bulk/", many.bulk, "jobs:edit", "jobs-bulk"),
    route("jobs/new/", jobs.new, "jobs:edit", "job-new"),
    route("jobs/apply/", applications.apply, "jobs:move", "job-apply"),
    route("jobs/<int:job_id>/", jobs.show, "jobs:read", "job"),
    route("jobs/<int:job_id>/board/", board.board, "jobs:read", "job-board"),
    route("jobs/<int:job_id>/pulse", board.pulse, "jobs:read", "job-pulse"),
    route("jobs/<int:job_id>/board/<int:stage_id>/", board.more, "jobs:read", "job-column"),
    route("jobs/<int:job_id>/candidates/", board.candidates, "jobs:read", "job-candidates"),
    route("jobs/<int:job_id>/candidates/export/<str:format>", board.export, "people:export", "job-candidates-export"),
    route("jobs/<int:job_id>/details/", jobs.details, "jobs:read", "job-details"),
    route("jobs/<int:job_id>/edit/", jobs.edit, "jobs:edit", "job-edit"),
    route("jobs/<int:job_id>/state/", jobs.state, "jobs:edit", "job-state"),
    route("jobs/<int:job_id>/stages/", jobs.stages, "jobs:edit", "job-stages"),
    route("jobs/<int:job_id>/team/", jobs.team, "jobs:read", "job-team"),
    route("jobs/<int:job_id>/add/", applications.add, "jobs:move", "job-add"),
    route("jobs/<int:job_id>/suggest", applications.suggest, "jobs:move", "job-suggest"),
    route("jobs/<int:job_id>/bulk/", moves.bulk, "jobs:move", "job-bulk"),
    route("jobs/<int:job_id>/people/", many.people_of, "jobs:move", "job-people"),
    route("jobs/moves/<int:move_id>/back/", moves.back, "jobs:move", "job-move-back"),
    route("jobs/applications/<int:application_id>/", applications.show, "jobs:read", "application"),
    route(
        "jobs/applications/<int:application_id>/letter/<int:stage_id>/", moves.letter, "jobs:move", "application-letter"
    ),
    route("jobs/applications/<int:application_id>/move/", moves.move, "jobs:move", "application-move"),
    route(
        "jobs/applications/<int:application_id>/transfer/", applications.transfer, "jobs:move", "application-transfer"
    ),
    route("settings/reasons/", reasons.index, "settings:edit", "job-reasons"),
]
