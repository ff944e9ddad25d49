from __future__ import annotations

import pytest

from rapport.channels.email.invitations import Attendee, read


def calendar(*lines: str, method: str = "METHOD:REPLY") -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", method, "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]).encode()


@pytest.mark.parametrize(
    ("line", "address", "partstat"),
    [
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:c@x.y", "c@x.y", "ACCEPTED"),
        ("attendee;partstat=declined:MAILTO:c@x.y", "c@x.y", "DECLINED"),
        ('ATTENDEE;CN="a:b;c, d";PARTSTAT="TENTATIVE":mailto:c@x.y', "c@x.y", "TENTATIVE"),
        ("ATTENDEE;PARTSTAT=X-MAYBE:mailto:c@x.y", "c@x.y", "NEEDS-ACTION"),
        ("ATTENDEE:c@x.y", "c@x.y", "NEEDS-ACTION"),
        ("ATTENDEE;EMAIL=c@x.y;PARTSTAT=ACCEPTED:urn:uuid:7", "c@x.y", "ACCEPTED"),
        ("ATTENDEE;PARTSTAT=ACC\r\n EPTED:mailto:c@\r\n\tx.y", "c@x.y", "ACCEPTED"),
    ],
)
def test_cal_08_and_09_answers_as_programs_write_them(line, address, partstat):
    found = read(calendar("UID:1", line))
    assert found.attendees == (Attendee(address, partstat),)


def test_the_first_entry_counts_and_its_own_exceptions_only():
    more = "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:{}\r\nATTENDEE;PARTSTAT=DECLINED:mailto:{}"
    found = read(
        calendar("UID:1", "SEQUENCE:3", "ATTENDEE:mailto:a@x", more.format("1", "b@x"), more.format("2", "c@x"))
    )
    assert (found.method, found.uid, found.sequence) == ("REPLY", "1", 3)
    assert [one.address for one in found.attendees] == ["a@x", "b@x"]


def test_an_alarm_invites_nobody_and_a_zone_that_nobody_knows_harms_nothing():
    alarm = "BEGIN:VALARM\r\nATTENDEE:mailto:alarm@x\r\nEND:VALARM"
    found = read(calendar('DTSTART;TZID="Customized Time Zone":20260305T100000', "UID:1", alarm, "ATTENDEE:mailto:a@x"))
    assert [one.address for one in found.attendees] == ["a@x"]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"BEGIN:VEVENT\nUID", b"BEGIN:VEVENT\nUID:1\nSEQUENCE:-9\nATTENDEE:a@x", b"END:VEVENT" * 9],
)
def test_what_is_broken_or_cut_off_is_read_as_far_as_it_goes(content):
    found = read(content, "REPLY")
    assert found.method == "REPLY" and found.sequence == 0
    assert [one.address for one in found.attendees] == (["a@x"] if b"a@x" in content else [])


def test_what_grows_is_cut():
    assert len(read(calendar("UID:1", *(f"ATTENDEE:mailto:a{number}@x" for number in range(5000)))).attendees) == 500
