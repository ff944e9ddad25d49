"""What goes through the real doors: mail for Triage, sends that lie ahead, two records that were one."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings

from rapport.demo.services.house import House
from rapport.demo.stories.clock import Clock
from rapport.messaging import services as messaging
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.models import RawMail
from rapport.people import services as people
from rapport.people.models import MergeRecord

# From, subject, text, hours ago: an unknown sender, an address with two owners, an agency's contact.
TRIAGE: tuple[tuple[str, str, str, int], ...] = (
    (
        "Ingrid Lindqvist <ingrid.lindqvist@mail.example>",
        "Trainee programme: may I still send my transcript?",
        "Hello,\n\nI spoke with one of your trainees at the careers evening in London and would like to apply. My final"
        " transcript arrives next week. May I hand it in after the deadline?\n\nBest wishes\nIngrid Lindqvist",
        5,
    ),
    (
        "The Okafor family <okafor.home@example.org>",
        "Re: Your application",
        "Thank you for your message. Wednesday afternoon would suit, after two if that works for you."
        "\n\nSent from our kitchen computer",
        9,
    ),
    (
        "Bill Walter <bill.walter@momentum.example>",
        "Quick word about my candidates",
        "Hi Isabel,\n\none of mine has a second offer with a deadline on Friday. Can you tell me by tomorrow where we"
        " stand? I would rather not name names in an open mail.\n\nBill",
        26,
    ),
)
# Whom, subject, text, days ahead.
AHEAD: tuple[tuple[str, str, str, str, int], ...] = (
    (
        "diana", "counsel", "Your panel interview: a few things for the day",
        "Hi Diana,\n\na short note before your panel interview. Please come to the fourth floor, 200 Barton Springs"
        " Road, and ask for Noor at the desk. Tom will bring the case file we mentioned; you have half an hour with it"
        " before you start.\n\nParking is in the building, we will take care of the ticket.\n\nUntil then\nIsabel",
        3,
    ),
    (
        "omar", "paralegal-riyadh", "تذكير بموعد المقابلة",
        "أهلًا عمر،\n\nأذكّرك بموعد مقابلتك معنا في مكتب الرياض. نرجو إحضار أصل الشهادة الجامعية وبطاقة الهوية."
        "\n\nنراك قريبًا\nإيزابيل",
        2,
    ),
    (
        "priya", "corporate-london", "After the panel: what happens next",
        "Dear Priya,\n\nthank you for your time with the panel. We meet to decide on Thursday, and I will call you the"
        " same day, whichever way it goes.\n\nKind regards\nIsabel Reyes",
        4,
    ),
)  # fmt: skip


def walk(house: House) -> None:
    """Write these cases as members and candidates would."""
    _merge(house)
    for sender, subject, text, hours in TRIAGE:
        _arrive(house, sender, subject, text, hours)
    for key, job, subject, text, days in AHEAD:
        point = house.email(key)
        assert point is not None
        messaging.send(
            house.actor("isabel"),
            SendRequest(
                person_id=house.people[key].pk,
                to=Recipient("to", contact_point_id=point.pk),
                subject=subject,
                html="".join(f"<p>{one}</p>" for one in text.replace("\n\n", "\0").replace("\n", "<br>").split("\0")),
                job_id=house.jobs[job].pk,
                send_at=Clock(house.now, "Europe/London").ahead(days, "09:30"),
                is_demo=True,
            ),
        )


def _merge(house: House) -> None:
    record = people.merge(
        house.actor("isabel"), house.people["mateo"].pk, house.people["mateo-twice"].pk, take=["headline"]
    )
    MergeRecord.objects.filter(pk=record.pk).update(at=house.now - timedelta(days=17))


def _arrive(house: House, sender: str, subject: str, text: str, hours: int) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, f"careers@{settings.MAIL_DOMAIN}", subject
    at = house.now - timedelta(hours=hours)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<demo.{hours}.{at:%Y%m%d%H%M%S}@mail.example>"
    mail.set_content(text)
    id = messaging.keep_raw(
        mail.as_bytes(),
        envelope_from=sender.partition("<")[2].strip(">"),
        recipients=[f"careers@{settings.MAIL_DOMAIN}"],
        source="listener",
        received_at=at,
        is_demo=True,
    )
    row = RawMail.objects.get(pk=id)
    if row.state == RawMail.State.NEW:
        messaging.understand(row)
