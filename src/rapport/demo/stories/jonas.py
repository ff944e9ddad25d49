"""Jonas Sørensen: an offer on the table, and two paragraphs of it in question."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.demo.domain import Comment, Line, Move, Paper, Passage, Persona, Script, Todo
from rapport.demo.stories.clock import Clock

WHO, JOB = "jonas", "data-berlin"


def tell(now: datetime) -> Script:
    at = Clock(now, "Europe/Berlin")
    told = Script()
    told.personas.append(
        Persona(
            WHO, "Jonas Sørensen", at.ago(58, "21:14"), latin="Jonas Soerensen",
            headline="Privacy Counsel, Nordlys Forsikring", location="Copenhagen", country="DK", language="en",
            time_zone="Europe/Copenhagen", emails=("jonas.sorensen@example.org",), phones=("+4532830142",),
            owner="isabel", tags=("relocates",), followers=("sam",), source="sourced",
            custom={"notice_period": "3 months", "bar": "Denmark", "expected_salary": "€108,000"},
        )
    )  # fmt: skip
    told.passages.append(
        Passage(
            WHO, JOB, at.ago(55, "10:00"),
            (
                Move(at.ago(50, "09:30"), "screen", "cynthia", mail="withheld", mail_reason="own_words"),
                Move(at.ago(38, "14:00"), "interview", "cynthia"),
                Move(at.ago(5, "11:00"), "offer", "cynthia", mail="withheld", mail_reason="by_phone"),
            ),
            source="sourced", entered_by="isabel",
        )
    )  # fmt: skip
    told.todos += [
        Todo("Answer Jonas on start date and relocation", "isabel", "isabel", at.minutes(55), WHO, JOB, "mail",
             due_at=now + timedelta(hours=4)),
        Todo("Ask Berlin what the relocation lump sum covers", "cynthia", "ana", at.ago(3, "10:00"), WHO, JOB,
             due_at=at.ago(1, "17:00")),
    ]  # fmt: skip
    told.lines += [
        Line(
            at.ago(58, "21:14"), WHO, kind="inmail", way="out", by="isabel", logged=True,
            subject="Data protection in Berlin, with a Nordic caseload",
            text="Wrote about the new seat, two lines on the Nordic clients, one honest line on the salary range.",
        ),
        Line(
            at.ago(56, "07:40"), WHO, kind="inmail", way="in", by="isabel", logged=True,
            subject="Re: Data protection in Berlin, with a Nordic caseload",
            text="“The first message in a year that named a salary. I would like to hear more. Thursday after four?”",
        ),
        Line(
            at.ago(54, "16:00"), WHO, kind="call", way="out", by="isabel", job=JOB, logged=True, minutes=35,
            result="reached", subject="First conversation",
            text="Seven years of privacy law, four in insurance. Reads German fluently, speaks it carefully. His"
                " partner"
            " works remotely, two children of school age, so everything hangs on school places and the start date.",
        ),
        Line(
            at.ago(50, "09:34"), WHO, way="out", by="isabel", job=JOB, thread="process", subject="How we would go on",
            text="Dear Jonas,\n\nas promised in writing: a conversation with Sam Lee on the substance, then one with"
                " Noor"
            " Haddad and the Berlin team, then a decision within a week. Nothing in between, no tests.\n\nKind regards"
            "\nIsabel",
        ),
        Line(
            at.ago(49, "20:20"), WHO, way="in", by="isabel", job=JOB, thread="process", subject="Re: How we would go"
                " on",
            text="Dear Isabel,\n\nthat is refreshingly short. My CV is attached; the reference from Nordlys follows"
                " once I"
            " have told them, which I will do only when we agree.\n\nBest\nJonas",
            papers=(Paper("CV Jonas Soerensen.pdf", ("Jonas Soerensen", "Privacy Counsel, Nordlys Forsikring,"
                " Copenhagen",
                    "CIPP/E, cand.jur., University of Copenhagen", "Danish, English, German, Swedish")),),
        ),
        Line(at.ago(38, "14:01"), WHO, way="out", job=JOB, thread="moved", template="status_interview",
             set_off_by="cynthia"),
        Line(
            at.ago(33, "10:00"), WHO, kind="meeting", way="out", by="cynthia", with_staff=("sam",), job=JOB,
            logged=True,
            minutes=60, result="agreed", subject="Interview on the substance, video",
            text="Sam went through three real cases with him. Best answer so far on legitimate interests. Would"
                " start with"
            " our records of processing, and knows how dull that is.",
        ),
        Line(
            at.ago(26, "13:30"), WHO, kind="in_person", way="out", by="noor", with_staff=("cynthia",),
            job=JOB, logged=True,
            minutes=90, result="agreed", subject="Day in the Berlin office", seen_by="hiring_team",
            text="Lunch with the team, an hour with me. Easy to talk to, disagrees without noise. I would make an"
                " offer.",
            comments=(Comment(at.ago(26, "17:40"), "cynthia", "So would I. I start the paperwork."),),
        ),
        Line(
            at.ago(5, "11:02"), WHO, kind="call", way="out", by="cynthia", with_staff=("isabel",), job=JOB, logged=True,
            minutes=16, result="agreed", subject="Offer by phone", seen_by="hiring_team",
            text="€106,000, lump sum of €9,000 for the move, start on the first of March. He is pleased and wants to"
                " read"
            " the letter with his partner.",
        ),
        Line(
            at.ago(5, "15:30"), WHO, way="out", by="isabel", job=JOB, thread="offer", seen_by="hiring_team",
            subject="Your offer from Halden & Moss",
            text="Dear Jonas,\n\nit is a pleasure to send you this. The letter is attached; the figures are those we"
                " spoke"
            " of. Please take the week, and ask whatever is not clear, me or Sam.\n\nWarm regards\nIsabel Reyes",
            papers=(Paper("Offer letter - J Soerensen.pdf", ("Offer of employment", "Data Protection Counsel, Berlin",
                    "Salary: EUR 106,000 a year", "Relocation: lump sum of EUR 9,000", "Start: 1 March")),),
        ),
        Line(
            at.ago(2, "22:01"), WHO, way="in", by="isabel", job=JOB, thread="offer", seen_by="hiring_team",
            subject="Re: Your offer from Halden & Moss",
            text="Dear Isabel,\n\nthank you, we have read it twice and like it. I will write tomorrow with two small"
                " things,"
            " nothing dramatic.\n\nJonas",
        ),
        Line(
            at.ago(2, "12:00"), WHO, kind="note", by="cynthia", job=JOB,
            seen_by="roles:recruiting_lead,administrator,hr",
            text="The lump sum may go up to €11,000 if he asks. Not for the hiring team, other offers are running.",
        ),
        Line(
            at.minutes(61), WHO, way="in", by="isabel", job=JOB, thread="offer", seen_by="hiring_team", waits=True,
            subject="Question about the offer letter",
            text="Dear Isabel,\n\nthe two things:\n\n1. Start date. My notice is three months to the end of a month,"
                " so the"
            " first of March holds only if I resign this week. May we write the first of April?\n2. The relocation"
            " paragraph says “upon receipts”, on the phone it was a lump sum. Which is it? A kitchen in Berlin seems to"
            " cost what a car costs in Odense.\n\nOtherwise I am ready to sign.\n\nJonas",
        ),
    ]  # fmt: skip
    return told
