"""Diana Allen: an agency's candidate between two interviews, the first page a visitor opens."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.demo.domain import Comment, Line, Move, Paper, Passage, Persona, Script, Todo, Word
from rapport.demo.stories.clock import Clock, day_name, working_day

WHO, JOB = "diana", "counsel"


def tell(now: datetime) -> Script:
    at = Clock(now, "America/Chicago")
    panel = working_day(at.ahead(3, "09:30"))
    told = Script()
    told.personas.append(
        Persona(
            WHO, "Diana Allen", at.ago(31, "09:12"), pronouns="she/her", headline="Associate Counsel at Pryor & Lane",
            location="Austin, TX", country="US", language="en", time_zone="America/Chicago",
            emails=("diana.allen@example.org", "d.allen@pryorlane.example"), phones=("+15125550142",),
            links=("https://www.linkedin.example/in/diana-allen-austin",),
            source="agency", source_note="Momentum, September list", owner="isabel", submitted_by="bill",
            tags=("trial work", "strong writer"), followers=("cynthia", "noor"),
            custom={"notice_period": "4 weeks", "bar": "Texas, New Mexico", "expected_salary": "$148,000"},
        )
    )  # fmt: skip
    told.passages += [
        Passage(
            WHO, "litigation", at.ago(402, "20:41"),
            (
                Move(at.ago(396, "10:05"), "screen", "isabel"),
                Move(at.ago(381, "10:30"), "rejected", "isabel", reason=1),
            ),
        ),
        Passage(
            WHO, JOB, at.ago(31, "09:12"),
            (
                Move(at.ago(27, "11:20"), "screen", "isabel", mail="withheld", mail_reason="by_phone"),
                Move(at.ago(9, "09:01"), "interview", "cynthia"),
            ),
            source="agency", submitted_by="bill",
        ),
    ]  # fmt: skip
    told.lines += [*_first_time(at), *_submitted(at), *_screen(at), *_interview(at, panel)]
    told.todos += [
        Todo(
            "Move Diana’s panel to 10:00 and tell Noor and Tom", "isabel", "isabel", at.minutes(8), WHO, JOB, "other",
            due_at=now + timedelta(hours=3),
        ),
        Todo(
            "Check Texas bar reciprocity for the New Mexico admission", "noor", "isabel", at.ago(1, "15:05"), WHO, JOB,
            "review", "She was admitted in New Mexico first. Ask for the transfer date.", due_at=at.ahead(1, "17:00"),
        ),
        Todo(
            "Ask Diana for two references", "isabel", "isabel", at.ago(12, "09:00"), WHO, JOB, "mail",
            due_at=at.ago(4, "12:00"), done_at=at.ago(5, "16:20"),
        ),
        Todo("Prepare the offer range with Cynthia", "cynthia", "isabel", at.ago(2, "12:10"), WHO, JOB, "review",
             due_at=at.ahead(6, "12:00")),
    ]  # fmt: skip
    told.consents += [
        Word(WHO, "grant", at.ago(402, "20:41"), channel="email", purpose="pool"),
        Word(WHO, "grant", at.ago(31, "09:12"), channel="text", purpose="hiring"),
        Word(WHO, "withdraw", at.ago(20, "22:15"), channel="email", purpose="campaign", source="page"),
    ]
    return told


def _first_time(at: Clock) -> list[Line]:
    """Last year: rejected for a junior role, kindly, with an invitation to come back."""
    job, thread = "litigation", "first"
    return [
        Line(
            at.ago(402, "20:41") + timedelta(minutes=1), WHO, way="in", job=job, thread=thread,
            subject="Application: Litigation Associate (HM-1987)",
            text="Dear hiring team,\n\nplease find my application for the Litigation Associate position attached. I"
                " have"
            " spent the past four years in commercial disputes at Pryor & Lane, the last two of them mostly in"
            " Travis County courtrooms, and I am looking for a practice where juniors try cases.\n\nI would be glad to"
            " talk at any time.\n\nDiana Allen",
            papers=(Paper("Diana Allen CV 2025.pdf", ("Diana Allen", "Associate, Pryor & Lane, Austin",
                    "J.D., University of Texas School of Law", "Admitted: New Mexico, Texas (pending)")),),
        ),
        Line(at.ago(402, "20:42"), WHO, way="out", job=job, thread=thread, template="application_received"),
        Line(
            at.ago(394, "09:40"), WHO, kind="call", way="out", by="isabel", job=job, logged=True, minutes=24,
            result="reached", subject="First conversation",
            text="Strong advocate, but the role is two levels below where she stands and the range will not stretch."
            " Said so openly. She asked to be kept in mind for counsel roles.",
        ),
        Line(
            at.ago(381, "10:34"), WHO, way="out", by="isabel", job=job, thread=thread,
            subject="Your application as Litigation Associate",
            text="Dear Diana,\n\nthank you again for our conversation. As we said on the phone, the Litigation"
                " Associate"
            " position is a first-chair-in-training role and you are past that point, so we have decided not to go"
            " further with it.\n\nI mean what I said about counsel roles: one is in the budget for next year, and with"
            " your permission I will write to you when it opens.\n\nKind regards\nIsabel Reyes",
        ),
        Line(
            at.ago(381, "18:02"), WHO, way="in", by="isabel", job=job, thread=thread,
            subject="Re: Your application as Litigation Associate",
            text="Isabel, thank you for being so straightforward. Permission gladly given. I hope we speak next year."
            "\n\nDiana",
            quoted="thank you again for our conversation. As we said on the phone, the Litigation Associate position…",
        ),
        Line(
            at.ago(210, "11:15"), WHO, kind="inmail", way="out", by="isabel", logged=True, subject="The counsel role",
            text="Wrote that the counsel role slips to autumn, and that her name is first on my list.",
        ),
        Line(
            at.ago(209, "08:47"), WHO, kind="inmail", way="in", by="isabel", logged=True, subject="Re: The counsel"
                " role",
            text="“Autumn suits me better anyway, I have a trial setting in June. Please write.”",
        ),
    ]  # fmt: skip


def _submitted(at: Clock) -> list[Line]:
    """Momentum submits her, to everybody's surprise."""
    thread = "momentum"
    return [
        Line(
            at.ago(31, "09:14"), WHO, way="in", by="isabel", job=JOB, thread=thread, from_contact="bill",
            subject="Candidate for HM-2041: Diana Allen",
            text="Hi Isabel,\n\nhere is Diana Allen for the Associate Counsel seat. Six years at Pryor & Lane,"
                " forty-one"
            " depositions, second chair in three jury trials and first chair in one bench trial. Salary she has in mind"
            " is around $148,000, notice four weeks.\n\nShe tells me the two of you have spoken before, so I know you"
            " may say she is already on your file. Let us sort that out between us, not over her head.\n\nBill Walter"
            "\nMomentum",
            papers=(Paper("Allen, Diana - Momentum profile.pdf", ("Diana Allen", "Presented by Momentum, Bill Walter",
                    "Six years of commercial litigation, 41 depositions", "Trials: three second chair, one first chair",
                    "Admitted in New Mexico and Texas", "Available four weeks after signing")),),
        ),
        Line(at.ago(31, "09:15"), WHO, way="out", job=JOB, thread="received", template=
            "application_received", cc="bill"),
        Line(
            at.ago(31, "11:40"), WHO, kind="note", by="isabel", job=JOB, seen_by="hiring_team", calls=("cynthia",),
            text="@Cynthia Marsh Diana was with us directly last year (Litigation Associate). Momentum’s terms give"
                " them"
            " the fee only if the earlier contact is older than twelve months. It is, by three weeks. I would pay it.",
            comments=(
                Comment(at.ago(31, "12:05"), "cynthia", "Agreed. Better a fee than a quarrel, she is worth it. I will"
                        " put it into the file.", ("isabel",)),
            ),
        ),
        Line(
            at.ago(31, "12:22"), WHO, way="out", by="isabel", job=JOB, thread=thread, from_contact="bill",
            cc_staff=("cynthia",), subject="Re: Candidate for HM-2041: Diana Allen",
            text="Hi Bill,\n\nthank you. Yes, we know Diana, and yes, the submission stands: our last exchange about a"
            " role is more than a year old. Please keep me as the only contact, she knows me.\n\nI will call her this"
            " week.\n\nIsabel",
        ),
        Line(
            at.ago(30, "08:10"), WHO, way="in", by="isabel", job=JOB, thread=thread, from_contact="bill",
            subject="Re: Candidate for HM-2041: Diana Allen",
            text="That is fair of you, Isabel. I have told her to expect your call. Mornings before court are best."
            "\n\nBill",
        ),
        Line(
            at.ago(29, "08:20"), WHO, kind="voicemail", way="out", by="isabel", job=JOB, logged=True, minutes=1,
            result="left_message", subject="Tried to reach Diana",
            text="Left my number and two times for tomorrow. No need to call back if she writes.",
        ),
        Line(
            at.ago(29, "12:31"), WHO, kind="text", way="in", by="isabel", job=JOB, logged=True,
            text="“In a deposition until 5, tomorrow 7:45 works. Diana”",
        ),
        Line(
            at.ago(29, "12:40"), WHO, kind="text", way="out", by="isabel", job=JOB, logged=True,
            text="“7:45 it is. I will call you. Isabel, Halden & Moss”",
        ),
    ]  # fmt: skip


def _screen(at: Clock) -> list[Line]:
    """The phone screen, the questions that followed, and the file."""
    thread = "questions"
    return [
        Line(
            at.ago(28, "07:45"), WHO, kind="call", way="out", by="cynthia", with_staff=("isabel",), job=JOB,
            logged=True,
            minutes=18, result="reached", subject="Phone screen", pinned_by="isabel",
            text="Six years at a mid-size firm; wants more trial work. Notice period four weeks. Would rather take a"
            " smaller caseload that goes to a jury than a larger one that settles. Expects $145,000 to $150,000, has no"
            " other process running. Wants to stay in Austin. No sponsorship needed.",
        ),
        Line(
            at.ago(27, "17:02"), WHO, way="in", by="isabel", job=JOB, thread=thread, subject="Two questions after"
                " our call",
            text="Hi Isabel,\n\nthank you for the early call. Two questions before I say yes to the next step:\n\n1. Is"
            " there a billable target in the first year, and does pro bono count towards it?\n2. Who decides which"
            " associate gets to argue a motion?\n\nI ask because both answers went wrong in my present job.\n\nDiana",
        ),
        Line(
            at.ago(26, "09:36"), WHO, way="out", by="isabel", job=JOB, thread=thread,
            subject="Re: Two questions after our call",
            text="Hi Diana,\n\ngood questions, and I asked Noor so that you get more than a brochure:\n\n1. 1,750"
                " hours in"
            " the first year; up to 80 hours of pro bono count in full.\n2. Whoever wrote it argues it, unless the"
            " client"
            " objects in writing. That has happened twice in four years.\n\nDo tell me if that is not enough to go on."
            "\n\nIsabel",
        ),
        Line(
            at.ago(26, "12:15"), WHO, way="in", by="isabel", job=JOB, thread=thread,
            subject="Re: Two questions after our call",
            text="It is more than enough. Count me in.\n\nI attach a brief I am proud of (public record, Cause No."
            " D-1-GN-23-004417), since your posting asks for a writing sample.\n\nDiana",
            quoted="1,750 hours in the first year; up to 80 hours of pro bono count in full.",
            papers=(Paper("Response to motion for summary judgment.pdf", ("Response to Motion for Summary Judgment",
                    "Cause No. D-1-GN-23-004417, Travis County", "The lease says what the parties did with it.",
                    "Respectfully submitted, Diana Allen")),),
        ),
        Line(
            at.ago(24, "10:10"), WHO, kind="note", by="tom", job=JOB, seen_by="hiring_team",
            text="Read the writing sample. Clear, short, no adjectives. The argument on course of performance is better"
            " than anything we have filed this year, and I include my own.",
            comments=(Comment(at.ago(24, "10:31"), "noor", "High praise from you. I would like to meet her."),),
        ),
        Line(
            at.ago(21, "09:05"), WHO, way="out", by="isabel", job=JOB, thread="refs", subject="References",
            text="Hi Diana,\n\nwhile we find a date: could you name two people we may call, at least one of whom has"
                " seen"
            " you in a courtroom? Nobody is called before you say so.\n\nThank you\nIsabel",
        ),
        Line(
            at.ago(20, "21:50"), WHO, way="in", by="isabel", job=JOB, thread="refs", subject=
                "Re: References", auto=True,
            text="I am in trial this week and read mail only in the evening. For anything urgent please call Marta"
                " Quinn"
            " at Pryor & Lane.\n\nDiana Allen",
        ),
        Line(
            at.ago(16, "07:58"), WHO, way="in", by="isabel", job=JOB, thread="refs", subject="Re: References",
            text="Sorry for the silence, we had a verdict yesterday (defense, and a happy client).\n\nReferences: Judge"
            " Elena Brandt (ret.), and Marta Quinn, who sat next to me in all three jury trials. Both know. Please"
            " do not"
            " call the office, nobody there knows yet.\n\nDiana",
        ),
        Line(
            at.ago(16, "09:05"), WHO, way="out", by="isabel", job=JOB, thread="refs", subject="Re: References",
            text="Congratulations on the verdict! And understood: private addresses only, and we will wait with the"
                " calls"
            " until after the panel.\n\nIsabel",
        ),
        Line(
            at.ago(16, "09:11"), WHO, kind="note", by="isabel", job=JOB,
            text="Confidential search on her side: write to diana.allen@example.org only, never to the firm’s address.",
        ),
        Line(
            at.ago(14, "11:00"), WHO, kind="note", by="isabel", job=JOB, seen_by="only_me",
            text="If Noor hesitates over the price: the last two searches at this level took seven months each.",
        ),
    ]  # fmt: skip


def _interview(at: Clock, panel: datetime) -> list[Line]:
    """Invited, met once, and the panel to be moved by half an hour."""
    day = day_name(panel, "en")
    return [
        Line(at.ago(9, "09:02"), WHO, way="out", job=JOB, thread="moved", template="status_interview",
             set_off_by="cynthia", cc="bill"),
        Line(
            at.ago(8, "14:00"), WHO, kind="meeting", way="out", by="noor", with_staff=("isabel",), job=JOB, logged=True,
            minutes=55, result="agreed", subject="First interview, video", seen_by="hiring_team",
            text="Went through the Martinez lease file with her. She found the notice problem in ten minutes. Asks"
                " before"
            " she assumes. Wants responsibility and says what she would need for it. My vote is yes for the panel.",
            comments=(
                Comment(at.ago(8, "15:10"), "isabel", "Thank you. Panel with you and Tom next week?"),
                Comment(at.ago(8, "15:18"), "noor", "Yes, any day but Monday. Ask @Tom Field.", ("tom",)),
                Comment(at.ago(7, "09:02"), "tom", "I am free on the morning."),
            ),
        ),
        Line(
            at.ago(7, "10:20"), WHO, kind="internal", by="cynthia", job=JOB, calls=("isabel", "noor"),
            unread=("isabel",),
            text="Before the panel we three should agree on the range. I can go to $150,000 without asking, above"
                " that I"
            " need a reason on paper. Ten minutes tomorrow?",
            comments=(Comment(at.ago(7, "11:02"), "noor", "Tomorrow at four. The reason on paper is her brief."),),
        ),
        Line(
            at.ago(5, "10:20"), WHO, kind="call", way="in", by="isabel", job=JOB, logged=True, minutes=7,
            result="reached", subject="She called about the references",
            text="Judge Brandt prefers a call in the afternoon. Diana also asked whether the office has room for her"
            " bicycle. It has.",
        ),
        Line(
            at.ago(2, "09:02"), WHO, way="out", by="isabel", job=JOB, thread="panel", cc="bill",
            subject="Your interview with Halden & Moss",
            text=f"Hi Diana,\n\nwe would like to invite you to meet Noor Haddad and Tom Field on {day} at 09:30, at our"
            " office in Austin. Please plan an hour. Tom will bring a case file; you have half an hour with it"
            " before you"
            " begin, and nobody expects a finished argument.\n\nDoes the time work for you?\n\nIsabel Reyes",
        ),
        Line(
            at.ago(1, "16:20"), WHO, kind="call", way="out", by="cynthia", with_staff=("isabel",),
            also=("bill",), job=JOB,
            logged=True, minutes=18, result="reached", subject="Terms, with Bill Walter on the line",
            text="Bill confirms the fee at 20 per cent and no replacement claim after six months. Diana has told him"
                " that"
            " she would sign at $148,000.",
        ),
        Line(
            at.ago(1, "15:05"), WHO, kind="note", by="noor", job=JOB, seen_by="hiring_team", calls=("isabel",),
            unread=("isabel",),
            text=f"@Isabel Reyes please ask about the Texas bar reciprocity before {panel.strftime('%A')}. She was"
            " admitted in New Mexico first.",
        ),
        Line(
            at.ago(1, "11:30"), WHO, kind="file", by="isabel", job=JOB, seen_by="hiring_team",
            papers=(Paper("Interview plan - Associate Counsel.pdf", ("Interview plan: Associate Counsel",
                    "Half an hour alone with the file, then thirty minutes of questions",
                    "Noor: judgment and clients. Tom: evidence and writing.", "Same questions for every candidate.")),),
        ),
        Line(
            at.minutes(11), WHO, way="in", by="isabel", job=JOB, thread="panel", waits=True, cc="bill",
            subject="Re: Your interview with Halden & Moss",
            text=f"{panel.strftime('%A')} works. Could we start half an hour later? I have a hearing at nine that"
                " may run"
            " over.\n\nDiana",
            quoted=f"we would like to invite you to meet Noor Haddad and Tom Field on {day} at 09:30, at our office in"
            " Austin. Please plan an hour.",
        ),
    ]  # fmt: skip
