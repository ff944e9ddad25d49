"""Hana Watanabe: second place in Tokyo, and glad to stay in touch."""

from __future__ import annotations

from datetime import datetime

from rapport.demo.domain import Comment, Line, Move, Paper, Passage, Persona, Script, Todo, Word
from rapport.demo.stories.clock import Clock

WHO, JOB = "hana", "tokyo"


def tell(now: datetime) -> Script:
    at = Clock(now, "Asia/Tokyo")
    told = Script()
    told.personas.append(
        Persona(
            WHO, "渡辺 花", at.ago(97, "22:10"), call_name="Hana", latin="Hana Watanabe",
            headline="Legal Manager, Aozora Instruments", location="東京", country="JP", language="en",
            time_zone="Asia/Tokyo", emails=("hana.watanabe@example.org",), phones=("+819000000142",), owner="isabel",
            tags=("bilingual", "talent pool Tokyo"), custom={"notice_period": "4 weeks", "bar": "New York"},
        )
    )  # fmt: skip
    told.passages.append(
        Passage(
            WHO, JOB, at.ago(97, "22:10"),
            (
                Move(at.ago(92, "12:00"), "screen", "isabel"),
                Move(at.ago(70, "09:00"), "interview", "isabel"),
                Move(at.ago(9, "18:00"), "rejected", "isabel", mail="withheld", mail_reason="own_words", reason=0),
            ),
        )
    )  # fmt: skip
    told.consents += [Word(WHO, "grant", at.ago(2, "09:00"), channel="email", purpose="pool", source="mail")]
    told.todos.append(
        Todo("Write to Hana about the licensing seat in"
            " spring", "isabel", "isabel", at.ago(2, "10:00"), WHO, "", "mail",
             due_at=at.ahead(75, "10:00"))
    )  # fmt: skip
    told.lines += [
        Line(
            at.ago(97, "22:12"), WHO, way="in", job=JOB, thread="apply",
            subject="Bilingual Contracts Counsel（契約法務）への応募 / Application",
            text=
                "採用ご担当者様\n\n貴社の契約法務ポジションに応募いたします。精密機器メーカーの法務部で八年間、日本語と英語のライセンス契約を"
            "担当してまいりました。\n\nDear hiring team,\n\nthe same in English: eight years of licensing contracts"
            " in Japanese and"
            " English, New York bar. I negotiate in both languages and draft in the one the other side"
            " fears.\n\n渡辺 花"
            " (Hana Watanabe)",
            papers=(Paper("Hana Watanabe CV.pdf", ("Hana Watanabe", "Legal Manager, Aozora Instruments, Tokyo",
                    "New York bar; LL.M.", "Licensing and distribution in Japanese and English")),),
        ),
        Line(at.ago(97, "22:13"), WHO, way="out", job=JOB, thread="apply", template="application_received"),
        Line(
            at.ago(88, "17:30"), WHO, kind="call", way="out", by="isabel", job=JOB, logged=True, minutes=33,
            result="reached", subject="Phone screen",
            text="Warm and exact. Drafts in English, thinks of the Japanese reader. Would need the Tokyo office to"
                " allow one day"
            " a week from Kamakura.",
        ),
        Line(at.ago(70, "09:01"), WHO, way="out", job=JOB, thread="moved", template=
            "status_interview", set_off_by="isabel"),
        Line(
            at.ago(61, "11:00"), WHO, kind="meeting", way="out", by="noor", with_staff=("cynthia",), job=JOB,
            logged=True,
            minutes=70, result="agreed", subject="Interview with a drafting exercise", seen_by="hiring_team",
            text="Turned our indemnity into something both sides would sign. Close call between her and one other.",
            comments=(Comment(at.ago(60, "10:00"), "cynthia", "The other one has run a team. That decides it, by a"
                " hair."),),
        ),
        Line(
            at.ago(9, "18:05"), WHO, kind="call", way="out", by="isabel", job=JOB, logged=True, minutes=12,
            result="reached",
            subject="Told her ourselves",
            text="Disappointed and gracious. Asked what she could do better; I said the truth: nothing in the"
                " interview, only"
            " leading people on paper. Would like to hear of the licensing seat.",
        ),
        Line(
            at.ago(9, "18:30"), WHO, way="out", by="isabel", job=JOB, thread="no", subject="Our decision, and a"
                " request",
            text="Dear Hana,\n\nthank you for taking my call. To have it in writing: we have chosen somebody who has"
                " led a team"
            " before. Your exercise was the best draft we have seen, and Noor uses it as a model now (without your"
            " name).\n\nMay"
            " we stay in touch? A licensing seat is planned for spring.\n\nWith respect\nIsabel Reyes",
        ),
        Line(
            at.ago(2, "08:41"), WHO, way="in", by="isabel", job=JOB, thread="no", waits=True,
            subject="Re: Our decision, and a request",
            text="Dear Isabel,\n\nthank you for letting me know in person, and for the kind words about the draft. I"
                " would love to"
            " stay in touch. Please write to me in spring.\n\n春を楽しみにしております。\n\n渡辺 花",
            quoted="May we stay in touch? A licensing seat is planned for spring.",
        ),
    ]  # fmt: skip
    return told
