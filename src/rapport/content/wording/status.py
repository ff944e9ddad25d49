"""One mail a kind of stage; a job's stage can switch its mail off."""

from __future__ import annotations

from rapport.content.wording.kind import Wording

_OPENING = {
    "en": "<p>Dear {{ person.call_name }},</p>",
    "de": "<p>Guten Tag {{ person.call_name }},</p>",
    "ar": "<p>السيد/ة {{ person.call_name }}،</p>",
}
_CLOSING = {
    "en": "<p>Kind regards<br>{{ brand.name }}</p>",
    "de": "<p>Freundliche Grüße<br>{{ brand.name }}</p>",
    "ar": "<p>مع أطيب التحيات<br>{{ brand.name }}</p>",
}


def _status(kind: str, name: str, purpose: str, words: dict[str, tuple[str, str]]) -> Wording:
    return Wording(
        f"status_{kind}",
        name,
        purpose,
        {
            language: (subject, f"{_OPENING[language]}{body}{_CLOSING[language]}")
            for language, (subject, body) in words.items()
        },
    )


ALL = (
    _status(
        "screen",
        "Moved to screening",
        "hiring",
        {
            "en": (
                "Your application for {{ job.title }}: the next step",
                "<p>we have read your application for <strong>{{ job.title }}</strong> and would like to know more."
                " We will write to you soon to find a time for a first talk.</p>",
            ),
            "de": (
                "Ihre Bewerbung als {{ job.title }}: der nächste Schritt",
                "<p>wir haben Ihre Bewerbung als <strong>{{ job.title }}</strong> gelesen und möchten Sie gern"
                " kennenlernen. Wir melden uns bald, um einen Termin für ein erstes Gespräch zu finden.</p>",
            ),
            "ar": (
                "طلبك لوظيفة {{ job.title }}: الخطوة التالية",
                "<p>لقد قرأنا طلبك لوظيفة <strong>{{ job.title }}</strong> ونود أن نعرف المزيد عنك. سنكتب إليك قريبًا"
                " لتحديد موعد للحديث الأول.</p>",
            ),
        },
    ),
    _status(
        "interview",
        "Moved to interview",
        "interview",
        {
            "en": (
                "Your interview with {{ brand.name }}",
                "<p>we would like to invite you to an interview for <strong>{{ job.title }}</strong>. You will get"
                " the time and the people you will meet in a separate mail.</p>"
                "<p>If you need an adjustment for the interview, just answer this mail.</p>",
            ),
            "de": (
                "Ihr Gespräch mit {{ brand.name }}",
                "<p>wir möchten Sie zu einem Gespräch für die Stelle <strong>{{ job.title }}</strong> einladen."
                " Termin und Gesprächspartner nennen wir Ihnen in einer weiteren E-Mail.</p>"
                "<p>Wenn Sie für das Gespräch etwas Besonderes brauchen, antworten Sie einfach auf diese E-Mail.</p>",
            ),
            "ar": (
                "مقابلتك مع {{ brand.name }}",
                "<p>يسعدنا دعوتك إلى مقابلة لوظيفة <strong>{{ job.title }}</strong>. سنرسل إليك الموعد وأسماء من"
                " ستلتقي بهم في رسالة أخرى.</p>"
                "<p>إذا كنت بحاجة إلى أي ترتيبات خاصة للمقابلة، فما عليك إلا الرد على هذه الرسالة.</p>",
            ),
        },
    ),
    _status(
        "hired",
        "Hired",
        "offer",
        {
            "en": (
                "Welcome to {{ brand.name }}",
                "<p>we are glad that you will join us as <strong>{{ job.title }}</strong>. We will write to you"
                " about your first days.</p>",
            ),
            "de": (
                "Willkommen bei {{ brand.name }}",
                "<p>wir freuen uns, dass Sie als <strong>{{ job.title }}</strong> zu uns kommen. Über Ihre ersten Tage"
                " schreiben wir Ihnen noch.</p>",
            ),
            "ar": (
                "أهلًا بك في {{ brand.name }}",
                "<p>يسعدنا انضمامك إلينا بصفة <strong>{{ job.title }}</strong>. سنكتب إليك عن أيامك الأولى معنا.</p>",
            ),
        },
    ),
    _status(
        "rejected",
        "Rejected",
        "rejection",
        {
            "en": (
                "Your application for {{ job.title }}",
                "<p>thank you for the time you gave us for <strong>{{ job.title }}</strong>. We have decided not to"
                " go on with your application for this position.</p>"
                "<p>If you would like to know more, please answer this mail; a person will read it.</p>",
            ),
            "de": (
                "Ihre Bewerbung als {{ job.title }}",
                "<p>vielen Dank für die Zeit, die Sie uns für die Stelle <strong>{{ job.title }}</strong> gegeben"
                " haben. Wir haben uns entschieden, Ihre Bewerbung für diese Stelle nicht weiterzuverfolgen.</p>"
                "<p>Wenn Sie mehr wissen möchten, antworten Sie bitte auf diese E-Mail; ein Mensch liest sie.</p>",
            ),
            "ar": (
                "طلبك لوظيفة {{ job.title }}",
                "<p>شكرًا على الوقت الذي منحتنا إياه من أجل وظيفة <strong>{{ job.title }}</strong>. لقد قررنا عدم"
                " متابعة طلبك لهذه الوظيفة.</p>"
                "<p>إذا أردت معرفة المزيد، فيرجى الرد على هذه الرسالة وسيقرؤها أحد زملائنا.</p>",
            ),
        },
    ),
    _status(
        "withdrawn",
        "Withdrawn",
        "hiring",
        {
            "en": (
                "You have withdrawn your application for {{ job.title }}",
                "<p>we have noted that you no longer want to be considered for <strong>{{ job.title }}</strong>."
                " Thank you for your interest; if this is a mistake, just answer this mail.</p>",
            ),
            "de": (
                "Sie haben Ihre Bewerbung als {{ job.title }} zurückgezogen",
                "<p>wir haben vermerkt, dass Sie für die Stelle <strong>{{ job.title }}</strong> nicht mehr"
                " berücksichtigt werden möchten. Vielen Dank für Ihr Interesse; falls das ein Irrtum ist, antworten Sie"
                " einfach auf diese E-Mail.</p>",
            ),
            "ar": (
                "لقد سحبت طلبك لوظيفة {{ job.title }}",
                "<p>سجلنا أنك لم تعد ترغب في متابعة طلبك لوظيفة <strong>{{ job.title }}</strong>. شكرًا لاهتمامك، وإن"
                " كان ذلك خطأ فما عليك إلا الرد على هذه الرسالة.</p>",
            ),
        },
    ),
)
