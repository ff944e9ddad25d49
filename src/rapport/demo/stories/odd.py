"""The cases that go wrong or need care, each with a person of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from rapport.demo.domain import Comment, Line, Move, Passage, Persona, Script, Todo, Word
from rapport.demo.stories.clock import Clock


def bounced(now: datetime) -> Script:
    """Mail to an address that no longer exists; the phone still works."""
    at, told = Clock(now, "Europe/Berlin"), Script()
    told.personas.append(
        Persona(
            "fischer", "Annette Fischer", at.ago(34, "09:00"), headline="Rechtsfachwirtin", location="Berlin",
            country="DE", language="de", time_zone="Europe/Berlin", owner="isabel", emails=("a.fischer@old.example",),
            dead_emails=("a.fischer@old.example",), phones=("+493023125777",),
        )
    )  # fmt: skip
    told.passages.append(Passage("fischer",
        "secretary-berlin", at.ago(34, "09:00"), (Move(at.ago(31, "08:00"), "screen",
                         "isabel", "withheld", 0, "own_words"),)))  # fmt: skip
    told.lines += [
        Line(
            at.ago(31, "08:02"), "fischer", way="out", by="isabel", job=
                "secretary-berlin", thread="a", outcome="bounced",
            subject="Ein erstes Gespräch?",
            text="Guten Tag Frau Fischer,\n\nvielen Dank für Ihre Bewerbung. Darf ich Sie am Donnerstag um zehn"
                " anrufen?"
            "\n\nViele Grüße\nIsabel Reyes",
        ),
        Line(
            at.ago(30, "10:10"), "fischer", kind="call", way="out", by="isabel", job="secretary-berlin", logged=True,
            minutes=9, result="no_answer", subject="Adresse erfragen",
            text="The address came back (mailbox does not exist). Phone rings, nobody there. Try again after work.",
        ),
    ]  # fmt: skip
    told.todos.append(
        Todo("Ask Annette Fischer for an address that works", "isabel", "isabel", at.ago(30, "10:15"), "fischer",
             "secretary-berlin", "call", due_at=at.ago(2, "17:00"))
    )  # fmt: skip
    return told


def missed(now: datetime) -> Script:
    """An answer nobody answered, six days ago."""
    at, told = Clock(now, "America/Chicago"), Script()
    told.personas.append(
        Persona(
            "lena", "Lena Brightwater", at.ago(29, "18:40"), headline="Associate, Calloway LLP", location="Austin, TX",
            country="US", time_zone="America/Chicago", owner="isabel", emails=("lena.brightwater@example.org",),
            phones=("+15125550119",),
        )
    )  # fmt: skip
    told.passages.append(
        Passage("lena", "counsel", at.ago(29, "18:40"), (Move(at.ago(24, "11:00"), "screen", "isabel"),))
    )
    told.lines += [
        Line(at.ago(29, "18:41"), "lena", way="out", job="counsel", thread="a", template="application_received"),
        Line(at.ago(24, "11:01"), "lena", way="out", job="counsel", thread="b", template="status_screen",
             set_off_by="isabel"),
        Line(
            at.ago(8, "16:00"), "lena", way="out", by="isabel", job="counsel", thread="c", subject="A writing sample",
            text="Hi Lena,\n\nbefore we plan an interview, could you send a short writing sample? Anything you have"
                " filed and"
            " are not embarrassed by.\n\nIsabel",
        ),
        Line(
            at.ago(6, "08:12"), "lena", way="in", by="isabel", job="counsel", thread="c", subject="Re: A writing"
                " sample",
            text="Hi Isabel,\n\nI have two: a brief that won and a better one that lost. Which would you rather read?"
            "\n\nLena",
            quoted="could you send a short writing sample?", waits=True,
        ),
    ]  # fmt: skip
    return told


def heated(now: datetime) -> Script:
    """An angry mail, answered calmly, and how it ended."""
    at, told, job = Clock(now, "Europe/London"), Script(), "trainee-london"
    told.personas.append(
        Persona(
            "gareth", "Gareth Penhaligon", at.ago(74, "23:20"), headline=
                "Law graduate", location="Exeter", country="GB",
            time_zone="Europe/London", owner="isabel", emails=("g.penhaligon@example.org",), phones=("+447700900177",),
        )
    )  # fmt: skip
    told.passages.append(
        Passage(
            "gareth", job, at.ago(74, "23:20"),
            (Move(at.ago(68, "10:00"), "screen", "isabel"), Move(at.ago(43, "17:55"), "rejected", "isabel", "sent", 1)),
        )
    )  # fmt: skip
    told.lines += [
        Line(at.ago(74, "23:21"), "gareth", way="out", job=job, thread="a", template="application_received"),
        Line(at.ago(43, "17:56"), "gareth", way="out", job=job, thread="no", template="status_rejected",
             set_off_by="isabel"),
        Line(
            at.ago(43, "18:20"), "gareth", way="in", by="isabel", job=job, thread="no", subject="Re: Your application",
            text="So that is it? Six weeks of waiting, one phone call in which you were eleven minutes late, and"
                " then a form"
            " letter at five to six on a Friday. I have told everyone on my course what Halden & Moss is like. You"
            " wasted my"
            " time and you did not even read my essay.\n\nGareth Penhaligon",
        ),
        Line(
            at.ago(43, "18:41"), "gareth", kind="note", by="isabel", job=job, seen_by="hiring_team", calls=("cynthia",),
            text="@Cynthia Marsh he is right about the eleven minutes and about the Friday. I will not answer tonight.",
            comments=(
                Comment(at.ago(43, "19:02"), "cynthia", "Good. Monday, by phone if he wants, and no form letter."),
            ),
        ),
        Line(
            at.ago(40, "09:15"), "gareth", way="out", by="isabel", job=job, thread="no", subject="Re: Your application",
            text="Dear Gareth,\n\nyou are right on two points. I was late for our call, and a decision should not"
                " have reached"
            " you as a form letter on a Friday evening. I am sorry for both.\n\nI did read your essay, twice. The"
            " argument on"
            " vicarious liability is good; what the panel missed was the step from the rule to the facts in part"
            " two. If it"
            " would help you, I will spend half an hour on the phone with you and go through it. That changes"
            " nothing about"
            " this decision, but it may about the next one.\n\nIsabel Reyes",
        ),
        Line(
            at.ago(39, "11:30"), "gareth", way="in", by="isabel", job=job, thread="no", subject="Re: Your application",
            text="I did not expect an answer, let alone that one. I was tired and I was rude. Thursday at four would"
                " be kind of"
            " you.\n\nGareth",
        ),
        Line(
            at.ago(36, "16:00"), "gareth", kind="call", way="out", by="isabel", job=job, logged=True, minutes=34,
            result="reached", subject="The essay, part two",
            text="Went through it line by line. He took notes. Will apply again next year; I would read it gladly.",
        ),
        Line(
            at.ago(36, "17:12"), "gareth", way="in", by="isabel", job=job, thread="no", subject="Re: Your application",
            text="Thank you. I have rewritten part two tonight and it is twice as good. I also told my course the"
                " rest of the"
            " story.\n\nGareth",
        ),
    ]  # fmt: skip
    return told


def troubled(now: datetime) -> Script:
    """Mails that did not simply arrive: held, failed, uncertain."""
    at, told, job = Clock(now, "America/Chicago"), Script(), "ediscovery"
    names = (
        ("held", "Rosalind Achterberg", 21),
        ("failed", "Winston Adjei", 22),
        ("uncertain", "Marisol Quintero", 23),
    )
    for key, name, number in names:
        address = f"{name.lower().replace(' ', '.')}@example.org"
        told.personas.append(
            Persona(
                key, name, at.ago(19, "12:00"), headline="Analyst", location="Houston, TX", country="US",
                time_zone="America/Chicago", owner="isabel", emails=(address,), phones=(f"+151255501{number}",),
            )
        )  # fmt: skip
        told.lines.append(
            Line(at.ago(19, "12:01"), key, way="out", job=job, thread="a", template="application_received")
        )
        moves = [Move(at.ago(14, "10:00"), "screen", "isabel", "withheld", 0, "by_phone")]
        if key == "held":
            moves.append(Move(at.ago(1, "10:30"), "interview", "isabel", "withheld", 0, "own_words"))
        told.passages.append(Passage(key, job, at.ago(19, "12:00"), tuple(moves)))
    told.lines += [
        Line(
            at.ago(1, "09:00"), "held", way="out", by="isabel", job=job, thread="b", state="held",
            subject="Shall we have a first conversation?",
            text="Hi Rosalind,\n\nwould you have twenty minutes this week for a first conversation on the"
                " phone?\n\nIsabel",
        ),
        Line(
            at.ago(2, "15:10"), "failed", way="out", by="isabel", job=job, thread="b", state="failed",
            subject="Your exercise for Thursday",
            text="Hi Winston,\n\nas agreed, here is the exercise. Two hours are plenty, and please do it without your"
            " colleagues.\n\nIsabel",
        ),
        Line(
            at.ago(1, "16:42"), "uncertain", way="out", by="isabel", job=job, thread="b", state="uncertain",
            subject="The date of your interview",
            text="Hi Marisol,\n\nTom has had to move: can you do the day after, same hour? Sorry for the back and"
                " forth."
            "\n\nIsabel",
        ),
    ]  # fmt: skip
    return told


def silent(now: datetime) -> Script:
    """Somebody who asked not to be contacted, somebody who withdrew consent, and the mail that was not sent."""
    at, told = Clock(now, "Europe/London"), Script()
    told.personas += [
        Persona(
            "dunya", "Dunya Forsythe", at.ago(210, "10:00"), headline="Solicitor", location="Bristol", country="GB",
            time_zone="Europe/London", owner="cynthia", emails=("dunya.forsythe@example.org",),
        ),
        Persona(
            "emeka", "Chukwuemeka Obi", at.ago(160, "10:00"), headline="Solicitor", location="London", country="GB",
            time_zone="Europe/London", owner="isabel", emails=("emeka.obi@example.org",), phones=("+447700900131",),
        ),
    ]  # fmt: skip
    told.passages += [
        Passage("dunya", "corporate-london", at.ago(210, "10:00"), (Move(at.ago(190, "12:00"), "withdrawn", "cynthia",
                "none", 4),)),
        Passage("emeka",
            "corporate-london", at.ago(160, "10:00"), (Move(at.ago(140, "12:00"), "rejected", "isabel", "sent",
                0),)),
    ]  # fmt: skip
    told.lines += [
        Line(at.ago(210, "10:01"), "dunya", way="out", job="corporate-london", thread="a", template=
            "application_received"),
        Line(
            at.ago(191, "20:14"), "dunya", way="in", by="cynthia", job="corporate-london", thread="b",
            subject="Please stop writing to me",
            text="I have taken another job and I do not wish to hear from Halden & Moss again, by any channel."
                " Please confirm"
            " by silence.\n\nD. Forsythe",
        ),
        Line(
            at.ago(188, "09:00"), "dunya", way="out", template="status_withdrawn", set_off_by="cynthia", thread="c",
            job="corporate-london", state="suppressed",
        ),
        Line(at.ago(160, "10:01"), "emeka", way="out", job="corporate-london", thread="a", template=
            "application_received"),
        Line(at.ago(140, "12:01"), "emeka", way="out", job="corporate-london", thread="b", template="status_rejected",
             set_off_by="isabel"),
        Line(
            at.ago(120, "21:40"), "emeka", way="in", by="isabel", job="corporate-london", thread="d",
            subject="Your talent pool",
            text="Please take me out of the talent pool and the newsletter. Answers to applications are welcome, if"
                " I write"
            " one again.\n\nEmeka Obi",
        ),
    ]  # fmt: skip
    told.consents += [
        Word("dunya", "do_not_contact", at.ago(190, "11:00"), by="cynthia", source="staff", reason="asked"),
        Word("emeka", "grant", at.ago(160, "10:00"), channel="email", purpose="pool"),
        Word("emeka", "withdraw", at.ago(120, "21:40"), channel="email", source="mail", reason="stop_word"),
    ]
    return told


def pairs(now: datetime) -> Script:
    """Two who share a mailbox, and two records that may be one person."""
    at, told = Clock(now, "Europe/London"), Script()
    shared, job = "okafor.home@example.org", "trainee-london"
    for key, name, phone in (
        ("ngozi", "Ngozi Okafor", "+447700900151"),
        ("kenechi", "Kenechi Okafor", "+447700900152"),
    ):
        told.personas.append(
            Persona(
                key, name, at.ago(26, "19:00") + timedelta(minutes=len(name)), headline=
                    "Law graduate", location="Leeds",
                country="GB", time_zone="Europe/London", owner="isabel", emails=(shared,), phones=(phone,),
            )
        )  # fmt: skip
        told.passages.append(Passage(key, job, at.ago(26, "19:00"), (Move(at.ago(20, "10:00"), "screen", "isabel"),)))
        told.lines += [
            Line(at.ago(26, "19:30"), key, way="out", job=job, thread="a", template="application_received"),
            Line(
                at.ago(20, "10:01"), key, way="out", job=job, thread="b", template="status_screen", set_off_by="isabel"
            ),
        ]
    for key, name, address in (
        ("eleanor", "Eleanor Vance-Whitby", "e.vancewhitby@example.org"),
        ("eleanor-2", "Eleanor Vance Whitby", "eleanor@vance-whitby.example"),
    ):
        told.personas.append(
            Persona(
                key, name, at.ago(17, "12:00") + timedelta(days=len(key) - 7), headline="Solicitor", location="London",
                country="GB", time_zone="Europe/London", owner="isabel", emails=(address,), phones=("+447700900161",),
            )
        )  # fmt: skip
        told.lines.append(
            Line(
                at.ago(12, "10:00") + timedelta(minutes=len(key)), key, kind="call", way="in", by="isabel", logged=True,
                minutes=4, subject="Asked about the corporate seat", result="reached",
                text="Called to ask whether the corporate seat is still open. It is. Will apply this week.",
            )
        )  # fmt: skip
    return told


def confidential(now: datetime) -> Script:
    """The one search that nobody else may know of."""
    at, told, job = Clock(now, "Europe/London"), Script(), "partner"
    told.personas.append(
        Persona(
            "sterling", "Augusta Sterling", at.ago(63, "18:00"), headline="Partner, Thorne Ashdown", location="London",
            country="GB", time_zone="Europe/London", owner="cynthia", source="sourced", only_job=job,
            emails=("augusta.sterling@example.org",), phones=("+447700900199",),
        )
    )  # fmt: skip
    told.passages.append(
        Passage("sterling", job, at.ago(63, "18:00"), (Move(at.ago(41, "10:00"), "interview", "cynthia", "withheld", 0,
                "in_person"),), "sourced", entered_by="cynthia")
    )  # fmt: skip
    told.lines += [
        Line(
            at.ago(63, "18:30"), "sterling", kind="in_person", way="out", by="cynthia", job=job, logged=True,
            minutes=60,
            subject="Tea at Brown’s", seen_by="hiring_team",
            text="Curious, careful. Will talk once the year’s results are in. Nobody at Thorne Ashdown may hear of it.",
        ),
        Line(
            at.ago(41, "10:10"), "sterling", kind="meeting", way="out", by="noor", job=job, logged=True, minutes=80,
            subject="Conversation with Noor", result="agreed", seen_by="hiring_team",
            text="Two strong practices that would fit like a hinge. She asks for a say in the Berlin hires.",
        ),
        Line(
            at.ago(12, "21:00"), "sterling", kind="note", by="cynthia", job=job, seen_by="people:noor",
            text="Noor, her terms are in the sealed envelope in my office. Let us not write figures here.",
        ),
    ]  # fmt: skip
    return told


def offered(now: datetime) -> Script:
    """Somebody with our offer in hand, on the board that visitors open first."""
    at, told, job = Clock(now, "America/Chicago"), Script(), "counsel"
    told.personas.append(
        Persona(
            "adaeze", "Adaeze Nwosu", at.ago(52, "12:20"), headline="Senior Associate, Hollis Varga", location=
                "Houston, TX",
            country="US", time_zone="America/Chicago", owner="isabel", emails=("adaeze.nwosu@example.org",),
            phones=("+15125550148",), tags=("trial work",), custom={"notice_period": "4 weeks", "bar": "Texas"},
        )
    )  # fmt: skip
    told.passages.append(
        Passage(
            "adaeze", job, at.ago(52, "12:20"),
            (
                Move(at.ago(47, "10:00"), "screen", "isabel"), Move(at.ago(33, "10:00"), "interview", "isabel"),
                Move(at.ago(4, "10:00"), "offer", "isabel", "withheld", 0, "by_phone"),
            ),
        )
    )  # fmt: skip
    told.lines += [
        Line(at.ago(52, "12:21"), "adaeze", way="out", job=job, thread="a", template="application_received"),
        Line(at.ago(47, "10:01"), "adaeze", way="out", job=job, thread="b", template=
            "status_screen", set_off_by="isabel"),
        Line(
            at.ago(45, "10:30"), "adaeze", kind="call", way="out", by="isabel", job=job, logged=True, minutes=26,
            result="reached", subject="Phone screen",
            text="Eleven trials, four of them first chair. Would move from Houston in summer, commutes until then."
                " $152,000.",
        ),
        Line(at.ago(33, "10:01"), "adaeze", way="out", job=job, thread="c", template="status_interview",
             set_off_by="isabel"),
        Line(
            at.ago(18, "14:00"), "adaeze", kind="in_person", way="out", by="noor", with_staff=("tom",),
            job=job, logged=True,
            minutes=75, result="agreed", subject="Panel", seen_by="hiring_team",
            text="Cross-examined Tom as the hostile witness and he lost. We want her.",
        ),
        Line(
            at.ago(4, "10:20"), "adaeze", way="out", by="isabel", job=job, thread="d", seen_by="hiring_team",
            subject="Our offer",
            text="Hi Adaeze,\n\nas I said on the phone: $152,000, start on the first of February, and two days a"
                " week from"
            " Houston until the school year ends. The letter comes with the courier tomorrow.\n\nIsabel",
        ),
        Line(
            at.ago(3, "21:15"), "adaeze", way="in", by="isabel", job=job, thread="d", seen_by="hiring_team",
            subject="Re: Our offer",
            text="Hi Isabel,\n\nit has arrived and it is what we agreed, which is rarer than you would think. I will"
                " sign on"
            " Monday when my husband is back.\n\nAdaeze",
        ),
        Line(
            at.ago(2, "09:00"), "adaeze", kind="call", way="out", by="isabel", job=job, logged=True, minutes=5,
            result="agreed", subject="Monday is fine", seen_by="hiring_team", text="Told her that Monday is fine.",
        ),
    ]  # fmt: skip
    return told


CASES: tuple[Callable[[datetime], Script], ...] = (
    bounced, missed, heated, troubled, silent, pairs, confidential, offered,
)  # fmt: skip
