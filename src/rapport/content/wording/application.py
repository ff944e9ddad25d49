from __future__ import annotations

from rapport.content.wording.kind import Wording

RECEIVED = Wording(
    "application_received",
    "Application received",
    "hiring",
    {
        "en": (
            "We have your application for {{ job.title }}",
            "<p>Dear {{ person.call_name }},</p>"
            "<p>thank you for applying for <strong>{{ job.title }}</strong> at {{ brand.name }}. Your application has"
            " reached us, and a person will read it.</p>"
            "<p>If you want to add something or ask a question, just answer this mail.</p>"
            "<p>Kind regards<br>{{ brand.name }}</p>",
        ),
        "de": (
            "Ihre Bewerbung als {{ job.title }} ist bei uns",
            "<p>Guten Tag {{ person.call_name }},</p>"
            "<p>vielen Dank für Ihre Bewerbung als <strong>{{ job.title }}</strong> bei {{ brand.name }}. Sie ist"
            " angekommen, und ein Mensch wird sie lesen.</p>"
            "<p>Wenn Sie etwas ergänzen oder fragen möchten, antworten Sie einfach auf diese E-Mail.</p>"
            "<p>Freundliche Grüße<br>{{ brand.name }}</p>",
        ),
        "ar": (
            "وصلنا طلبك لوظيفة {{ job.title }}",
            "<p>السيد/ة {{ person.call_name }}،</p>"
            "<p>شكرًا لتقديمك على وظيفة <strong>{{ job.title }}</strong> لدى {{ brand.name }}. لقد وصلنا طلبك وسيقرؤه"
            " أحد زملائنا.</p>"
            "<p>إذا أردت إضافة شيء أو طرح سؤال، فما عليك إلا الرد على هذه الرسالة.</p>"
            "<p>مع أطيب التحيات<br>{{ brand.name }}</p>",
        ),
    },
)

UPDATE_REQUESTED = Wording(
    "update_requested",
    "Request to update an application",
    "hiring",
    {
        "en": (
            "Please complete your application for {{ job.title }}",
            "<p>Dear {{ person.call_name }},</p>"
            "<p>for your application for <strong>{{ job.title }}</strong> we still need the following:</p>"
            "<blockquote>{{ request }}</blockquote>"
            "<p>Please answer this mail with it; you can attach files.</p>"
            "<p>Kind regards<br>{{ brand.name }}</p>",
        ),
        "de": (
            "Bitte ergänzen Sie Ihre Bewerbung als {{ job.title }}",
            "<p>Guten Tag {{ person.call_name }},</p>"
            "<p>für Ihre Bewerbung als <strong>{{ job.title }}</strong> brauchen wir noch Folgendes:</p>"
            "<blockquote>{{ request }}</blockquote>"
            "<p>Bitte antworten Sie auf diese E-Mail; Dateien können Sie anhängen.</p>"
            "<p>Freundliche Grüße<br>{{ brand.name }}</p>",
        ),
        "ar": (
            "نرجو استكمال طلبك لوظيفة {{ job.title }}",
            "<p>السيد/ة {{ person.call_name }}،</p>"
            "<p>لاستكمال طلبك لوظيفة <strong>{{ job.title }}</strong> ما زلنا بحاجة إلى ما يلي:</p>"
            "<blockquote>{{ request }}</blockquote>"
            "<p>يرجى الرد على هذه الرسالة، ويمكنك إرفاق ملفات.</p>"
            "<p>مع أطيب التحيات<br>{{ brand.name }}</p>",
        ),
    },
)

ALL = (RECEIVED, UPDATE_REQUESTED)
