from __future__ import annotations

from rapport.messaging.views import compose, drafts, many, message, own_addresses, sending, triage
from rapport.web.routes import SIGNED_IN, route

urlpatterns = [
    route("me/mail/", own_addresses.page, SIGNED_IN, "own_addresses"),
    route("people/<int:person_id>/mail/", compose.form, "messaging:send", "compose"),
    route("people/<int:person_id>/mail/send/", compose.send, "messaging:send", "send_mail"),
    route("people/<int:person_id>/mail/draft/", compose.save_draft, "messaging:send", "save_draft"),
    route("people/<int:person_id>/mail/drafts/", drafts.index, "timeline:read", "drafts"),
    route("people/<int:person_id>/mail/drafts/<int:draft_id>/", drafts.read, "timeline:read", "draft"),
    route("people/<int:person_id>/mail/drafts/<int:draft_id>/take/", drafts.take_over, "messaging:send", "take_draft"),
    route("people/<int:person_id>/mail/drafts/<int:draft_id>/drop/", drafts.drop, "messaging:send", "drop_draft"),
    route("people/<int:person_id>/mail/recipients/", compose.suggest, "messaging:send", "suggest_recipients"),
    route("people/<int:person_id>/mail/who-sees/", compose.who_sees, "messaging:send", "who_sees"),
    route("mail/many/", many.begin, "messaging:send", "begin_many"),
    route("mail/many/<int:batch_id>/", many.write, "messaging:send", "write_many"),
    route("mail/many/<int:batch_id>/review/", many.review, "messaging:send", "review_many"),
    route("mail/many/<int:batch_id>/send/", many.send, "messaging:send", "send_many"),
    route("mail/many/<int:batch_id>/stop/", many.stop, "messaging:send", "stop_many"),
    route("mail/many/<int:batch_id>/progress/", many.progress, "messaging:send", "progress_of_many"),
    route("pick/people/", compose.pick_person, "people:read", "pick_person"),
    route("messages/<int:interaction_id>/", message.detail, "timeline:read", "message"),
    route("messages/<int:interaction_id>/frame/", message.frame, "timeline:read", "message_frame"),
    route("messages/<int:interaction_id>/source/", message.source, "timeline:read", "message_source"),
    route("messages/<int:interaction_id>/why/", message.why, "timeline:read", "message_why"),
    route("messages/<int:message_id>/act/<slug:verb>/", message.act, "messaging:send", "message_act"),
    route("outbox/", message.outbox, "messaging:send", "outbox"),
    route("settings/sending/", sending.index, "settings:edit", "sending"),
    route("settings/sending/stop/", sending.stop, "settings:edit", "stop_sending"),
    route("settings/sending/<int:stop_id>/start/", sending.start, "settings:edit", "start_sending"),
    route("triage/", triage.index, "messaging:triage", "triage"),
    route("triage/<int:mail_id>/frame/", triage.frame, "messaging:triage", "triage_frame"),
    route("triage/<int:mail_id>/<slug:verb>/", triage.decide, "messaging:triage", "triage_decide"),
]
