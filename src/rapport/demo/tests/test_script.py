from __future__ import annotations

import re
from collections import Counter

from rapport.demo.cast.company import JOBS
from rapport.demo.logins import LOGINS
from rapport.demo.services import papers
from rapport.demo.tests.make import NOW, told
from rapport.people import domain as people

SAFE = re.compile(r"@(?:[a-z0-9-]+\.)*(?:example\.(?:org|com|net)|[a-z0-9-]+\.example|example)$")


def test_the_same_seed_tells_the_same_story() -> None:
    assert told() == told()
    assert told(seed=1).lines != told(seed=2).lines


def test_the_company_has_the_size_it_promises() -> None:
    story = told()
    candidates = [one for one in story.personas if one.kind == "candidate"]
    assert (len(LOGINS), len(JOBS)) == (6, 12)
    assert len(candidates) == 400
    lines = len(story.lines) + sum(len(p.moves) + 1 for p in story.passages) + sum(len(x.comments) for x in story.lines)
    assert 5_000 < lines < 7_500
    assert (NOW - min(line.at for line in story.lines)).days > 480


def test_nobody_real_can_be_reached() -> None:
    for persona in told().personas:
        for address in persona.emails:
            assert SAFE.search(address), address
            assert people.canonical_address(address) == address.lower()
        for phone in persona.phones:
            assert people.canonical_phone(phone) == phone


def test_no_two_threads_read_the_same() -> None:
    threads: dict[tuple[str, str, str], list[str]] = {}
    for line in told().lines:
        if line.kind == "email" and line.text:
            threads.setdefault((line.person, line.job, line.thread), []).append(line.text)
    long = Counter("\n".join(words) for words in threads.values() if len(words) > 1)
    assert [words for words, count in long.items() if count > 1] == []


def test_every_slot_and_choice_is_filled() -> None:
    for line in told().lines:
        assert not re.search(r"[{}]|<\w+>|\|", line.subject + line.text), line.text


def test_nothing_happens_after_now() -> None:
    story = told()
    assert all(line.at <= NOW for line in story.lines)
    assert all(move.at <= NOW for passage in story.passages for move in passage.moves)
    assert all(comment.at <= NOW for line in story.lines for comment in line.comments)


def test_moves_come_in_order_and_a_closed_application_moves_no_more() -> None:
    for passage in told().passages:
        times = [passage.applied_at, *(move.at for move in passage.moves)]
        assert times == sorted(times)
        assert all(move.to not in {"hired", "rejected", "withdrawn"} for move in passage.moves[:-1])


def test_people_write_in_their_own_language_and_many_scripts() -> None:
    story = told()
    assert Counter(one.language for one in story.personas).keys() == {"en", "de", "ar"}
    names = "".join(one.full_name for one in story.personas)
    for script in ("\u0600-\u06ff", "\u4e00-\u9fff", "\uac00-\ud7af", "\u0400-\u04ff", "\u1e00-\u1eff"):
        assert re.search(f"[{script}]", names), script


def test_files_are_what_they_say() -> None:
    pdf = papers.pdf(("Diana Allen (CV)", "Größe \\ Länge"))
    assert pdf.startswith(b"%PDF-1.4") and pdf.rstrip().endswith(b"%%EOF")
    place = int(pdf.split(b"startxref\n")[1].split()[0])
    assert pdf[place : place + 4] == b"xref"
    assert papers.png((1, 2, 3)).startswith(b"\x89PNG")
