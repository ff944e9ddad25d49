from __future__ import annotations

from django.urls import URLPattern

from rapport.timeline.views import drafts, files, items, logging, notes, visibility
from rapport.web.routes import route

urlpatterns: list[URLPattern] = [
    route("people/<int:person_id>/log/", logging.log, "timeline:log", "log"),
    route("people/<int:person_id>/note/", notes.note, "timeline:note", "note"),
    route("people/<int:person_id>/draft/<str:kind>/", drafts.keep, "timeline:note", "item_draft"),
    route("people/<int:person_id>/draft/<str:kind>/drop/", drafts.drop, "timeline:note", "item_draft_drop"),
    route("people/<int:person_id>/files/", files.add, "timeline:note", "add_files"),
    route("people/<int:person_id>/will-see/", visibility.will_see, "timeline:note", "will_see"),
    route("items/<int:interaction_id>/", items.item, "timeline:read", "item"),
    route("items/<int:interaction_id>/edit/", logging.edit, "timeline:log", "item_edit"),
    route("items/<int:interaction_id>/words/", notes.rewrite, "timeline:note", "item_rewrite"),
    route("items/<int:interaction_id>/remove/", items.remove, "timeline:read", "item_remove"),
    route("items/<int:interaction_id>/restore/", items.restore, "timeline:read", "item_restore"),
    route("items/<int:interaction_id>/pin/", items.pin, "timeline:pin", "item_pin"),
    route("items/<int:interaction_id>/visibility/", items.visibility, "timeline:read", "item_visibility"),
    route("items/<int:interaction_id>/comment/", items.comment, "timeline:note", "item_comment"),
    route("items/<int:interaction_id>/correct/", items.correct, "timeline:correct", "item_correct"),
    route("items/<int:interaction_id>/read/", notes.read, "timeline:read", "item_read"),
    route("files/<str:token>/", files.show, "timeline:read", "file"),
    route("who/suggest", files.suggest, "timeline:read", "who"),
]
