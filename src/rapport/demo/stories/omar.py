"""Omar Khalil: a paralegal in Riyadh, in Arabic from beginning to end."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.demo.domain import Comment, Line, Move, Paper, Passage, Persona, Script, Todo, Word
from rapport.demo.stories.clock import Clock

WHO, JOB = "omar", "paralegal-riyadh"


def tell(now: datetime) -> Script:
    at = Clock(now, "Asia/Riyadh")
    told = Script()
    told.personas.append(
        Persona(
            WHO, "عمر خليل", at.ago(24, "13:05"), latin="Omar Khalil", headline="مساعد قانوني، مكتب الراجحي وشركاه",
            location="الرياض", country="SA", language="ar", time_zone="Asia/Riyadh",
            emails=("omar.khalil@example.org",), phones=("+966500000142",), owner="isabel", tags=("bilingual",),
            custom={"notice_period": "4 weeks", "expected_salary": "13,000 ر.س"},
        )
    )  # fmt: skip
    told.passages.append(
        Passage(
            WHO, JOB, at.ago(24, "13:05"),
            (Move(at.ago(19, "10:10"), "screen", "isabel"), Move(at.ago(6, "15:00"), "interview", "cynthia")),
        )
    )  # fmt: skip
    told.consents.append(Word(WHO, "grant", at.ago(24, "13:05"), channel="text", purpose="hiring"))
    told.todos.append(
        Todo("Book the small room in Riyadh for Omar", "isabel", "ana", at.ago(1, "11:00"), WHO, JOB,
             due_at=at.ahead(1, "12:00"))
    )  # fmt: skip
    told.lines += [
        Line(
            at.ago(24, "13:05") + timedelta(minutes=1), WHO, way="in", job=JOB, thread="apply",
            subject="طلب توظيف: مساعد قانوني – الرياض (HM-2044)",
            text="السادة فريق التوظيف المحترمون،\n\nأتقدم بطلبي لشغل وظيفة مساعد قانوني في مكتبكم بالرياض. أعمل منذ"
                " أربع"
            " سنوات في إعداد العقود وترجمتها بين العربية والإنجليزية، وأتابع القيود لدى وزارة التجارة والمحكمة"
            " التجارية.\n\nأرفق سيرتي الذاتية، ويسعدني الحديث معكم في أي وقت.\n\nمع التقدير\nعمر خليل",
            papers=(Paper("Omar Khalil CV.pdf", ("Omar Khalil", "Paralegal, Riyadh",
                    "LL.B., King Saud University", "Arabic and English, contracts and company filings")),),
        ),
        Line(at.ago(24, "13:06"), WHO, way="out", job=JOB, thread="apply", template="application_received"),
        Line(
            at.ago(18, "11:15"), WHO, way="out", by="isabel", job=JOB, thread="screen", subject="مكالمة تعارف قصيرة",
            text="أهلًا أستاذ عمر،\n\nشكرًا على طلبك. هل يناسبك أن نتحدث عشرين دقيقة يوم الثلاثاء الساعة الحادية عشرة"
            " صباحًا بتوقيت الرياض؟ سأتصل بك على رقمك المسجل لدينا.\n\nتحياتي\nإيزابيل رييس",
        ),
        Line(
            at.ago(18, "12:02"), WHO, way="in", by="isabel", job=JOB, thread="screen", subject="رد: مكالمة تعارف قصيرة",
            text="أهلًا أستاذة إيزابيل،\n\nالموعد مناسب تمامًا. أنا في انتظار اتصالك.\n\nعمر",
            quoted="هل يناسبك أن نتحدث عشرين دقيقة يوم الثلاثاء الساعة الحادية عشرة صباحًا بتوقيت الرياض؟",
        ),
        Line(
            at.ago(16, "11:00"), WHO, kind="call", way="out", by="isabel", job=JOB, logged=True, minutes=22,
            result="reached", subject="مكالمة تعارف",
            text="إنجليزيته ممتازة، وخبرته في القيود التجارية أفضل من المطلوب. يتوقع 13,000 ريال شهريًا، وفترة الإشعار"
            " شهر واحد. سأل عن تغطية الأسرة في التأمين الطبي. (English was excellent throughout; register of companies"
            " is his daily work.)",
        ),
        Line(
            at.ago(15, "09:40"), WHO, way="in", by="isabel", job=JOB, thread="insurance", subject="سؤال عن التأمين"
                " الطبي",
            text="أستاذة إيزابيل،\n\nنسيت أن أسأل: هل يشمل التأمين الطبي الوالدين أم الزوجة والأبناء فقط؟\n\nشكرًا"
                " لك\nعمر",
        ),
        Line(
            at.ago(15, "14:25"), WHO, way="out", by="isabel", job=JOB, thread="insurance",
            subject="رد: سؤال عن التأمين الطبي",
            text="أهلًا عمر،\n\nسألت زملاءنا في الرياض: يشمل التأمين الزوجة والأبناء كاملًا، ويمكن إضافة الوالدين"
                " مقابل نصف"
            " القسط. أرسل لك الجدول إن رغبت.\n\nتحياتي\nإيزابيل",
        ),
        Line(
            at.ago(15, "15:10"), WHO, way="in", by="isabel", job=JOB, thread="insurance",
            subject="رد: سؤال عن التأمين الطبي",
            text="هذا واضح وكافٍ، شكرًا جزيلًا لك.\n\nعمر",
        ),
        Line(
            at.ago(13, "12:10"), WHO, way="out", job=JOB, thread="paper", template="update_requested",
            set_off_by="isabel", text="صورة من الشهادة الجامعية، ونموذج من ترجمة عقد بعد حذف الأسماء.",
        ),
        Line(
            at.ago(12, "10:30"), WHO, way="in", by="isabel", job=JOB, thread="paper", subject="رد: استكمال الطلب",
            text="أستاذة إيزابيل،\n\nتجدين الشهادة مرفقة، وسأرسل نموذج الترجمة نهاية الأسبوع بعد حذف الأسماء.\n\nعمر",
            papers=(Paper("Khalil degree.pdf", ("King Saud University", "Bachelor of Laws, Omar Khalil")),),
        ),
        Line(at.ago(6, "15:01"), WHO, way="out", job=JOB, thread="moved", template=
            "status_interview", set_off_by="cynthia"),
        Line(
            at.ago(5, "10:30"), WHO, kind="note", by="cynthia", job=JOB, seen_by="hiring_team", calls=("isabel",),
            text="@Isabel Reyes the translation sample he sent is better than our present supplier’s. Please ask"
                " whether he"
            " would enjoy doing some of that as well.",
            comments=(Comment(at.ago(5, "11:45"), "isabel", "I will, in the interview, not before. He should not"
                " feel that"
                              " the job changes under his feet."),),
        ),
        Line(
            at.ago(3, "16:00"), WHO, kind="file", by="isabel", job=JOB,
            papers=(Paper("Translation sample - Khalil.pdf", ("Translation sample", "Distribution agreement, clauses"
                " 4 to 9",
                    "Arabic to English, Omar Khalil")),),
        ),
        Line(
            at.ago(1, "10:05"), WHO, way="out", by="isabel", job=JOB, thread="date", subject="موعد المقابلة في الرياض",
            text="أهلًا عمر،\n\nيسعدنا أن ندعوك إلى مقابلة في مكتبنا بالرياض مع الأستاذة نور حداد (عبر الاتصال"
                " المرئي) ومعي."
            " هل أنت متاح يوم الأحد؟ نقترح العاشرة صباحًا أو الواحدة ظهرًا.\n\nتحياتي\nإيزابيل رييس",
        ),
        Line(
            at.minutes(26), WHO, way="in", by="isabel", job=JOB, thread="date", subject="رد: موعد المقابلة في الرياض",
            text="نعم، أنا متاح يوم الأحد الساعة العاشرة صباحًا. هل أُحضر نماذج من عملي مطبوعة أم يكفي الملف الإلكتروني؟"
            "\n\nمع الشكر\nعمر",
            quoted="هل أنت متاح يوم الأحد؟ نقترح العاشرة صباحًا أو الواحدة ظهرًا.", waits=True,
        ),
    ]  # fmt: skip
    return told
