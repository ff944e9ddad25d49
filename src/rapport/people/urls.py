"""People, agencies, tags and custom fields; the list itself stands in workspace, above jobs."""

from __future__ import annotations

from django.urls import URLPattern

from rapport.people.views import agencies, keep, labels, profile
from rapport.web.routes import route

urlpatterns: list[URLPattern] = [
    route("people/new/", profile.new, "people:edit", "person_new"),
    route("people/alike/", profile.alike, "people:edit", "people_alike"),
    route("people/duplicates/", keep.duplicates, "people:merge", "people_duplicates"),
    route("people/duplicates/sweep/", keep.sweep, "people:merge", "people_sweep"),
    route("people/duplicates/<int:twins_id>/dismiss/", keep.dismiss, "people:merge", "people_dismiss"),
    route("people/merge/<int:one_id>/<int:other_id>/", keep.merge, "people:merge", "people_merge"),
    route("people/<int:merged_id>/unmerge/", keep.unmerge, "people:merge", "people_unmerge"),
    route("people/<int:person_id>/edit/", profile.edit, "people:edit", "person_edit"),
    route("people/<int:person_id>/overview/", profile.overview, "people:read", "person_overview"),
    route("people/<int:person_id>/addresses/", profile.add_point, "people:edit", "person_point_new"),
    route("people/addresses/<int:point_id>/", profile.change_point, "people:edit", "person_point"),
    route("people/<int:person_id>/tags/", keep.tag, "people:edit", "person_tag"),
    route("people/<int:person_id>/follow/", keep.follow, "people:read", "person_follow"),
    route("people/<int:person_id>/remove/", keep.remove, "people:delete", "person_remove"),
    route("people/<int:person_id>/restore/", keep.restore, "people:delete", "person_restore"),
    route("agencies/", agencies.index, "agencies:read", "agencies"),
    route("agencies/new/", agencies.new, "agencies:edit", "agency_new"),
    route("agencies/<int:agency_id>/", agencies.page, "agencies:read", "agency"),
    route("agencies/<int:agency_id>/edit/", agencies.edit, "agencies:edit", "agency_edit"),
    route("agencies/contacts/<int:person_id>/link/", agencies.link, "agencies:edit", "agency_link"),
    route("settings/tags/", labels.tags, "tags:edit", "tags"),
    route("settings/tags/<int:tag_id>/", labels.tag, "tags:edit", "tag"),
    route("settings/fields/", labels.fields, "fields:edit", "fields"),
    route("settings/fields/new/", labels.field_new, "fields:edit", "field_new"),
    route("settings/fields/<int:field_id>/", labels.field_edit, "fields:edit", "field_edit"),
]
