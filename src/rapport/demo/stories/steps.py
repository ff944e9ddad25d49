"""The steps of a tale: how it begins, what is asked on the way, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rapport.demo.stories.tale import Tale

QUESTIONS = (("salary", 5), ("remote", 3), ("visa", 2), ("docs", 4))


def walk(tale: Tale) -> None:
    """From the first word to the last."""
    _begin(tale)
    if tale.rng.random() < 0.2:
        _reject(tale, personal=False)
        return
    _screen(tale)
    _ask(tale)
    if tale.rng.random() < 0.34:
        _end(tale)
        return
    _interview(tale)
    _ask(tale)
    if tale.rng.random() < 0.55 or tale.job.state == "on_hold":
        _end(tale)
        return
    _offer(tale)


def leave_open(tale: Tale) -> None:
    """The tale stops at today: some of those left open wait for our answer, some have a task."""
    last = tale.lines[-1] if tale.lines else None
    is_theirs = last is not None and last.way == "in" and last.kind == "email" and not last.auto
    if last and is_theirs and tale.now - last.at < timedelta(days=4) and tale.rng.random() < 0.14:
        tale.lines[-1] = replace(last, waits=True)
    if tale.moves and tale.rng.random() < 0.2:
        tale.at = tale.moves[-1].at
        tale.todo(tale.rng.choice((-4, -1, 0, 0, 1, 1, 2, 3, 4, 6, 9, 14)))


def _begin(tale: Tale) -> None:
    source = tale.source
    if source == "sourced":
        tale.logged("inmail", tale.english("inmail_subject"), tale.english("inmail_out"))
        tale.wait(10, 90)
        tale.logged("inmail", f"Re: {tale.lines[-1].subject}", tale.english("inmail_in"), way="in")
        tale.entered_by = tale.me
        return
    tale.thread = "apply"
    if source == "agency":
        contact = tale.persona.submitted_by
        tale.put(way="in", by=tale.me, from_contact=contact, subject=tale.say("agency_subject"), thread="agency",
                 text=tale.say("agency_submit", contact=_contact(tale)), papers=(tale.paper("profile"),))  # fmt: skip
        tale.put(at=tale.at + timedelta(minutes=1), way="out", template="application_received", thread="apply",
                 **tale._copy())  # fmt: skip
        tale.thread = "agency"
        tale.wait(2, 30, office=True)
        tale.contact_says("agency_answer", contact, way="out")
        return
    if tale.rng.random() < 0.75:
        papers = (tale.paper("CV"),) if tale.rng.random() < 0.45 else ()
        tale.put(at=tale.at + timedelta(minutes=1), way="in", subject=tale.say("apply_subject"), thread="apply",
                 text=tale.say("apply"), papers=papers)  # fmt: skip
    tale.put(at=tale.at + timedelta(minutes=2), way="out", template="application_received", thread="apply")


def _contact(tale: Tale) -> str:
    return {"bill": "Bill Walter", "ulrike": "Ulrike Stein", "faisal": "فيصل العتيبي"}[tale.persona.submitted_by]


def _screen(tale: Tale) -> None:
    rng = tale.rng
    if rng.random() < 0.3:
        tale.note("note")
    tale.wait(20, 110, office=True)
    if rng.random() < 0.7:
        tale.move("screen")
    else:
        tale.move("screen", mail="withheld", mail_reason=rng.choice(("by_phone", "own_words")))
    subject = tale.open("screen_subject")
    tale.ours("screen_ask", 1, 20, subject)
    if rng.random() < 0.12:
        tale.theirs("ooo", 0.02, 0.3, tale.say("ooo_subject"), auto=True)
    if rng.random() < 0.25:
        tale.theirs("screen_move")
        tale.ours("screen_moved", 0.5, 12)
    else:
        tale.theirs("screen_yes")
    if rng.random() < 0.25:
        tale.wait(24, 70, office=True)
        tale.logged("voicemail", "", tale.english("voicemail_note"), minutes=1, result="left_message")
        if rng.random() < 0.6:
            tale.wait(0.3, 4)
            tale.logged("text", "", tale.english("text_in"), way="in")
    tale.wait(20, 80, office=True)
    by = tale.me if rng.random() < 0.85 else tale.somebody("cynthia")
    tale.logged("call", tale.english("call_subject"), tale.english("call_note"), by=by, minutes=rng.randrange(11, 42),
                result=rng.choice(("reached", "reached", "agreed", "follow_up")))  # fmt: skip
    if rng.random() < 0.3:
        tale.wait(1, 20, office=True)
        tale.logged("text", "", tale.english("text_out"))
    if rng.random() < 0.22:
        tale.wait(1, 24, office=True)
        tale.todo(1, done=tale.at + timedelta(hours=20))


def _ask(tale: Tale) -> None:
    rng = tale.rng
    if rng.random() < 0.22:
        tale.note("mention", by=tale.me, calls=(tale.colleague(tale.me),), seen_by="hiring_team")
    if rng.random() > 0.62:
        return
    what = rng.choices([q for q, _ in QUESTIONS], [w for _, w in QUESTIONS])[0]
    if what == "visa" and tale.persona.language != "en":
        what = "salary"
    subject = tale.open(f"{what}_subject")
    if what == "docs":
        tale.ours("docs_ask", 4, 60, subject)
        tale.theirs("docs_give", 6, 90, papers=(tale.paper("certificate"),) if rng.random() < 0.4 else ())
        return
    tale.theirs(f"question_{what}", 4, 90, subject)
    tale.ours(f"answer_{what}", 2, 26)
    if rng.random() < 0.7:
        tale.theirs("thanks", 0.5, 30)


def _interview(tale: Tale) -> None:
    rng = tale.rng
    tale.wait(20, 150, office=True)
    tale.move("interview", by=tale.me if rng.random() < 0.8 else tale.somebody("cynthia"))
    subject = tale.open("interview_subject")
    cc = {} if tale.source != "agency" else {"cc": tale.persona.submitted_by}
    tale.ours("interview_ask", 1, 24, subject, **cc)
    if rng.random() < 0.22:
        tale.theirs("interview_move", 8, 60)
        tale.ours("interview_moved", 0.5, 8)
    else:
        tale.theirs("interview_yes", 1, 40)
    if rng.random() < 0.2:
        tale.wait(24, 60, office=True)
        tale.logged("text", "", tale.english("text_out"))
        tale.wait(0.1, 3)
        tale.logged("text", "", tale.english("text_in"), way="in")
    tale.wait(48, 160, office=True)
    kind = rng.choice(("meeting", "meeting", "in_person"))
    by = "noor" if "noor" in dict(tale.job.seats) and rng.random() < 0.7 else tale.me
    with_staff = ("tom",) if "tom" in dict(tale.job.seats) and rng.random() < 0.5 else ()
    tale.logged(kind, tale.english("meet_subject"), tale.english("meet_note"), by=by, with_staff=with_staff,
                minutes=rng.randrange(35, 75), result=rng.choice(("agreed", "follow_up", "")), seen_by=
                    "hiring_team")  # fmt: skip
    if rng.random() < 0.35:
        tale.note("note", seen_by="hiring_team")
    if tale.source == "agency":
        tale.thread = "agency"
        tale.wait(20, 90)
        tale.contact_says("agency_status", tale.persona.submitted_by, way="in")
        tale.wait(2, 30, office=True)
        tale.contact_says("agency_answer", tale.persona.submitted_by, way="out")
    elif rng.random() < 0.3:
        subject = tale.open("nudge_subject")
        tale.theirs("nudge", 96, 220, subject)
        tale.ours("nudge_answer", 2, 30)


def _end(tale: Tale) -> None:
    """A no from us, or a no from them."""
    if tale.rng.random() < 0.28:
        subject = tale.open("withdraw_subject")
        tale.theirs("withdraw", 20, 140, subject)
        tale.move("withdrawn", mail="none")
        tale.ours("withdraw_reply", 1, 20)
    else:
        _reject(tale, personal=tale.rng.random() < 0.45)


def _reject(tale: Tale, *, personal: bool) -> None:
    tale.wait(40, 260, office=True)
    if not personal:
        tale.move("rejected")
        tale.thread = "status-rejected"
    else:
        tale.move("rejected", mail="withheld", mail_reason=tale.rng.choice(("own_words", "by_phone")))
        subject = tale.open("reject_subject")
        tale.ours("reject", 0.1, 2, subject)
    if tale.rng.random() < (0.5 if personal else 0.12):
        subject = "" if personal else tale.say("reject_subject")
        tale.theirs("reject_thanks", 0.5, 48, subject and f"Re: {subject}")


def _offer(tale: Tale) -> None:
    rng = tale.rng
    tale.wait(24, 120, office=True)
    tale.move("offer", mail="withheld", mail_reason="by_phone")
    tale.logged("call", "Offer by phone", tale.english("offer_call"), minutes=rng.randrange(8, 25),
                result="agreed", seen_by="hiring_team")  # fmt: skip
    subject = tale.open("offer_subject")
    tale.ours(
        "offer", 0.5, 6, subject, seen_by="hiring_team", papers=(tale.paper("offer"),) if rng.random() < 0.6 else ()
    )
    if rng.random() < 0.4:
        tale.theirs("counter", 10, 70, seen_by="hiring_team")
        tale.ours("counter_yes", 4, 50, seen_by="hiring_team")
    if tale.seats[tale.job.key] > 0 and rng.random() < 0.8:
        tale.seats[tale.job.key] -= 1
        tale.theirs("accept", 10, 90, seen_by="hiring_team")
        tale.move("hired")
        tale.ours("accept_reply", 0.5, 8, seen_by="hiring_team")
    else:
        tale.theirs("decline", 20, 110, seen_by="hiring_team")
        tale.move("withdrawn", mail="none")
        tale.ours("decline_reply", 1, 12, seen_by="hiring_team")
