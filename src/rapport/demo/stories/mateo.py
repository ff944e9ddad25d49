"""Mateo López: two records made one, and an answer from his calendar instead of himself."""

from __future__ import annotations

from datetime import datetime

from rapport.demo.domain import Line, Move, Paper, Passage, Persona, Script, Todo
from rapport.demo.stories.clock import Clock

WHO, TWICE, JOB = "mateo", "mateo-twice", "ediscovery"


def tell(now: datetime) -> Script:
    at = Clock(now, "America/Chicago")
    back = at.ahead(9, "09:00")
    told = Script()
    told.personas += [
        Persona(
            WHO, "Mateo López", at.ago(66, "08:02"), headline="Review Manager", location="San Antonio,"
                " TX", country="US",
            language="en", time_zone="America/Chicago", emails=("mateo.lopez@example.org",), phones=("+15125550164",),
            owner="isabel", custom={"notice_period": "2 weeks", "expected_salary": "$90,000"},
        ),
        Persona(
            TWICE, "Mateo Lopez", at.ago(51, "12:12"), latin="Mateo Lopez", headline="Review Manager, Cedar Document"
                " Services",
            location="San Antonio, TX", country="US", language="en", time_zone="America/Chicago",
            emails=("mlopez@cedardocs.example",), source="event", source_note="LegalTech evening,"
                " Austin", owner="isabel",
        ),
    ]  # fmt: skip
    told.passages.append(
        Passage(
            WHO, JOB, at.ago(66, "08:02"),
            (
                Move(at.ago(60, "14:00"), "screen", "isabel"),
                Move(at.ago(30, "10:30"), "interview", "isabel"),
                Move(at.ago(12, "12:00"), "offer", "isabel", mail="withheld", mail_reason="by_phone"),
            ),
        )
    )  # fmt: skip
    told.todos.append(
        Todo("Call Mateo when he is back", "isabel", "isabel", at.minutes(100), WHO, JOB, "call", due_at=back)
    )
    told.lines += [
        Line(
            at.ago(66, "08:03"), WHO, way="in", job=JOB, thread="apply", subject="eDiscovery Analyst",
            text="Hello,\n\nI manage a review team of fourteen and would like to go back to doing the work instead"
                " of counting"
            " it. Ten years with Relativity and a certificate I earned on Sunday evenings.\n\nMateo López",
            papers=(Paper("Lopez resume.pdf", ("Mateo Lopez", "Review Manager, San Antonio",
                    "Relativity Certified Administrator", "Led reviews of up to 3.1 million documents")),),
        ),
        Line(at.ago(66, "08:04"), WHO, way="out", job=JOB, thread="apply", template="application_received"),
        Line(
            at.ago(58, "11:00"), WHO, kind="call", way="out", by="isabel", job=JOB, logged=True, minutes=31,
            result="reached", subject="Phone screen",
            text="Modest about a lot of skill. Would move to Austin in spring; until then two days a week on the road.",
        ),
        Line(
            at.ago(51, "19:30"), TWICE, kind="in_person", way="out", by="isabel",
            with_staff=("tom",), logged=True, minutes=15,
            subject="Met at the LegalTech evening",
            text="Tom talked with him about privilege logs for a quarter of an hour and enjoyed it. He says he has"
            " applied already; Tom took his card all the same.",
            papers=(Paper("Business card.png", ("Mateo Lopez, Cedar Document Services",)),),
        ),
        Line(
            at.ago(49, "09:12"), TWICE, way="in", by="isabel", thread="card", subject="We met on Tuesday",
            text="Hello,\n\nTom Field asked me to send the white paper on privilege logs, here it is. This is my"
                " office address,"
            " the private one is in my application.\n\nMateo Lopez",
            papers=(Paper("Privilege logs that hold.pdf", ("Privilege logs that hold", "Cedar Document Services",
                    "Twelve pages, one idea each")),),
        ),
        Line(at.ago(30, "10:31"), WHO, way="out", job=JOB, thread="moved", template=
            "status_interview", set_off_by="isabel"),
        Line(
            at.ago(20, "15:00"), WHO, kind="meeting", way="out", by="tom", job=JOB, logged=True, minutes=50,
            result="agreed",
            subject="Practical interview, video",
            text="Built a search for our test set aloud and found the hole in it himself. I want him on the next"
                " production.",
        ),
        Line(
            at.ago(12, "12:05"), WHO, kind="call", way="out", by="isabel", job=JOB, logged=True, minutes=14,
            result="agreed",
            subject="Offer by phone", seen_by="hiring_team",
            text="$88,000, hybrid until May, then Austin. Wants to speak with his family before he says yes.",
        ),
        Line(
            at.ago(12, "14:20"), WHO, way="out", by="isabel", job=JOB, thread="offer", seen_by="hiring_team",
            subject="Our offer, in writing",
            text="Hi Mateo,\n\nhere is everything we spoke about in one page: $88,000, two days a week in Austin"
                " until May, then"
            " four. The offer stands until the end of the month.\n\nCall me with any question, however"
            " small.\n\nIsabel",
        ),
        Line(
            at.ago(9, "20:40"), WHO, way="in", by="isabel", job=JOB, thread="offer", seen_by="hiring_team",
            subject="Re: Our offer, in writing",
            text="Hi Isabel,\n\nwe are nearly there. Would $91,000 be possible if I come for three days from the"
                " start? The"
            " motel eats the difference, honestly.\n\nMateo",
            quoted="$88,000, two days a week in Austin until May, then four.",
        ),
        Line(
            at.ago(8, "10:15"), WHO, way="out", by="isabel", job=JOB, thread="offer", seen_by="hiring_team",
            subject="Re: Our offer, in writing",
            text="Hi Mateo,\n\n$90,000 and the motel on us until May: that is what I can do, and Ana has the room"
                " booked if you"
            " say yes. What do you think?\n\nIsabel",
        ),
        Line(
            at.minutes(122), WHO, way="in", by="isabel", job=JOB, thread="offer", seen_by="hiring_team", auto=True,
            subject=f"Automatic reply: Out of office until {back.day} {back.strftime('%B')}",
            text=f"Thank you for your message. I am walking in Big Bend without a signal and will answer on {back.day}"
            f" {back.strftime('%B')}.\n\nMateo López",
        ),
    ]  # fmt: skip
    return told
