"""Priya Nair: a solicitor on her way to the panel in London."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.demo.domain import Comment, Line, Move, Paper, Passage, Persona, Script, Todo
from rapport.demo.stories.clock import Clock, day_name, working_day

WHO, JOB = "priya", "corporate-london"


def tell(now: datetime) -> Script:
    at = Clock(now, "Europe/London")
    panel = working_day(at.ahead(2, "11:00"))
    day = day_name(panel, "en")
    told = Script()
    told.personas.append(
        Persona(
            WHO, "Priya Nair", at.ago(41, "19:22"), pronouns="she/her", headline="Associate, Fenwick Harrow",
            location="London", country="GB", language="en", time_zone="Europe/London",
            emails=("priya.nair@example.org",), phones=("+447700900142",), owner="isabel", source="referral",
            source_note="referred by Tom Field", tags=("referred by staff",),
            custom={"notice_period": "3 months", "bar": "England and Wales", "expected_salary": "£98,000"},
        )
    )  # fmt: skip
    told.passages.append(
        Passage(
            WHO, JOB, at.ago(41, "19:22"),
            (Move(at.ago(36, "10:00"), "screen", "isabel"), Move(at.ago(13, "16:45"), "interview", "isabel")),
            source="referral",
        )
    )  # fmt: skip
    told.todos.append(
        Todo("Send the panel the deal sheet of Priya Nair", "isabel", "isabel", at.ago(1, "17:20"), WHO, JOB, "mail",
             due_at=now + timedelta(hours=6))
    )  # fmt: skip
    told.lines += [
        Line(
            at.ago(41, "19:24"), WHO, way="in", job=JOB, thread="apply", subject="Corporate Solicitor, HM-2039",
            text="Dear Halden & Moss,\n\nTom Field suggested that I write. I have been at Fenwick Harrow since"
                " qualifying,"
            " on twenty-three acquisitions so far, the last five of which I ran myself. My deal sheet is attached,"
            " without"
            " names where the deal was private.\n\nYours sincerely\nPriya Nair",
            papers=(Paper("Nair deal sheet.pdf", ("Priya Nair: deal sheet", "23 acquisitions, 5 as lead associate",
                    "Share and asset deals between 4 and 90 million pounds")),),
        ),
        Line(at.ago(41, "19:25"), WHO, way="out", job=JOB, thread="apply", template="application_received"),
        Line(
            at.ago(35, "12:30"), WHO, kind="call", way="out", by="isabel", job=JOB, logged=True, minutes=27,
            result="reached", subject="Phone screen",
            text="Knows why she wants to leave: no path to partner where she is. Three months of notice, could be"
                " shortened"
            " to two. Expects £98,000. Asked good questions about who supervises whom.",
        ),
        Line(
            at.ago(34, "09:15"), WHO, way="out", by="isabel", job=JOB, thread="next", subject="Thank you, and the"
                " next step",
            text="Dear Priya,\n\nthank you for your time. I have passed on my notes and a strong recommendation. The"
                " partners"
            " read on Mondays, so you will hear from me by Tuesday week.\n\nKind regards\nIsabel",
        ),
        Line(
            at.ago(22, "08:31"), WHO, way="in", by="isabel", job=JOB, thread="next", subject="Re: Thank you, and the"
                " next step",
            text="Dear Isabel,\n\nTuesday week was last Tuesday. I am sure there is a reason, and I would rather"
                " know it than"
            " guess. Is the position still open?\n\nPriya",
            quoted="The partners read on Mondays, so you will hear from me by Tuesday week.",
        ),
        Line(
            at.ago(22, "09:05"), WHO, way="out", by="isabel", job=JOB, thread="next",
            subject="Re: Thank you, and the next step",
            text="Dear Priya,\n\nyou are right, and I am sorry. Both partners were away at a completion and I should"
                " have told"
            " you on the Tuesday that there was nothing to tell. The position is open and you are on the short list."
            " I will"
            " write on Friday whatever happens.\n\nIsabel",
        ),
        Line(
            at.ago(19, "16:50"), WHO, way="out", by="isabel", job=JOB, thread="next",
            subject="Re: Thank you, and the next step",
            text="Dear Priya,\n\nFriday, as promised: they would like to see you. Formal invitation to follow on"
                " Monday."
            "\n\nIsabel",
        ),
        Line(
            at.ago(19, "17:20"), WHO, way="in", by="isabel", job=JOB, thread="next",
            subject="Re: Thank you, and the next step",
            text="That makes for a good weekend. Thank you for keeping the promise.\n\nPriya",
        ),
        Line(at.ago(13, "16:46"), WHO, way="out", job=JOB, thread="moved", template="status_interview",
             set_off_by="isabel"),
        Line(
            at.ago(8, "17:30"), WHO, kind="meeting", way="out", by="noor", job=JOB, logged=True, minutes=45,
            result="agreed", subject="First interview, video", seen_by="hiring_team",
            text="Explains a locked box so that a client would understand it. Honest about the one deal that went"
                " wrong.",
            comments=(Comment(at.ago(7, "09:10"), "cynthia", "Panel, then. Who replaces Tom? He referred her."),
                      Comment(at.ago(7, "09:32"), "noor", "I will ask in London.")),
        ),
        Line(
            at.ago(3, "10:00"), WHO, way="out", by="isabel", job=JOB, thread="panel", subject=f"Panel interview, {day}",
            text=f"Dear Priya,\n\nthe panel meets on {day} at 11:00 in our London office: Cynthia Marsh and two"
                " partners of"
            " the corporate practice. An hour, of which the last quarter belongs to your questions.\n\nPlease tell"
            " me if"
            " you need anything, from a parking place to a quiet room beforehand.\n\nIsabel",
        ),
        Line(
            at.minutes(88), WHO, way="in", by="isabel", job=JOB, thread="panel", waits=True,
            subject=f"Accepted: Panel interview, {day}",
            text=f"Accepted for {day}, 11:00, with pleasure. One request: a table lamp if the room is bright, I am"
                " getting over"
            " an eye operation.\n\nPriya",
        ),
    ]  # fmt: skip
    return told
