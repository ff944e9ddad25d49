"""The reasons every company starts with: job-related, in three languages (US-13); all can be changed."""

from __future__ import annotations

from typing import Any

from django.db import migrations

REASONS: dict[str, list[tuple[str, str, str]]] = {
    "rejected": [
        ("Another candidate matched the requirements more closely", "Jemand anderes erfüllte die Anforderungen besser", "مرشح آخر أقرب إلى متطلبات الوظيفة"),
        ("Less experience in the field than the role needs", "Weniger Fachpraxis, als die Stelle verlangt", "الخبرة في المجال أقل مما تتطلبه الوظيفة"),
        ("A required qualification is missing", "Eine geforderte Qualifikation fehlt", "مؤهل مطلوب غير متوفر"),
        ("Language skills the role needs are missing", "Für die Stelle nötige Sprachkenntnisse fehlen", "المهارات اللغوية المطلوبة للوظيفة غير متوفرة"),
        ("Result of the work sample", "Ergebnis der Arbeitsprobe", "نتيجة اختبار العمل"),
        ("Result of the interviews", "Ergebnis der Gespräche", "نتيجة المقابلات"),
        ("Salary expectation above the range of the role", "Gehaltsvorstellung über dem Rahmen der Stelle", "الراتب المتوقع أعلى من نطاق الوظيفة"),
        ("Start date or working time do not fit the role", "Eintritt oder Arbeitszeit passen nicht zur Stelle", "تاريخ البدء أو ساعات العمل لا تناسب الوظيفة"),
        ("The position was filled or withdrawn", "Die Stelle wurde besetzt oder zurückgezogen", "تم شغل الوظيفة أو سحبها"),
    ],
    "withdrawn": [
        ("Accepted another offer", "Anderes Angebot angenommen", "قبل عرضًا آخر"),
        ("Salary or conditions", "Gehalt oder Bedingungen", "الراتب أو الشروط"),
        ("Place or working time", "Ort oder Arbeitszeit", "المكان أو ساعات العمل"),
        ("The process took too long", "Das Verfahren dauerte zu lange", "استغرقت العملية وقتًا طويلًا"),
        ("No longer interested in the role", "Kein Interesse mehr an der Stelle", "لم يعد مهتمًا بالوظيفة"),
        ("No answer any more", "Keine Rückmeldung mehr", "لم يعد هناك رد"),
        ("Considered for another job of ours", "Wird für eine andere Stelle bei uns betrachtet", "يُنظر في أمره لوظيفة أخرى لدينا"),
    ],
    "hired": [
        ("Best match for the requirements", "Beste Übereinstimmung mit den Anforderungen", "الأنسب لمتطلبات الوظيفة"),
        ("Convincing work sample or interviews", "Überzeugende Arbeitsprobe oder Gespräche", "اختبار عمل أو مقابلات مقنعة"),
        ("Internal move", "Interner Wechsel", "انتقال داخلي"),
    ],
}


def seed(apps: Any, schema_editor: Any) -> None:
    reason = apps.get_model("jobs", "Reason")
    for kind, labels in REASONS.items():
        reason.objects.bulk_create(
            [
                reason(kind=kind, position=position, label={"en": en, "de": de, "ar": ar})
                for position, (en, de, ar) in enumerate(labels, start=1)
            ]
        )


def unseed(apps: Any, schema_editor: Any) -> None:
    # A reason that a decision names stays: the decision must remain readable.
    reason, application = apps.get_model("jobs", "Reason"), apps.get_model("jobs", "Application")
    move = apps.get_model("jobs", "StageMove")
    named = {*application.objects.values_list("reason_id", flat=True), *move.objects.values_list("reason_id", flat=True)}
    seeded = {en for labels in REASONS.values() for en, _, _ in labels}
    for row in reason.objects.exclude(pk__in=[id for id in named if id]):
        if row.label.get("en") in seeded:
            row.delete()


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_board_seen")]
    operations = [migrations.RunPython(seed, unseed)]
