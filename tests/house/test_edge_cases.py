"""The edge cases of mail that peers stumble over, by number, and where each is tried: a number without a test fails."""

from __future__ import annotations

import ast
import re
from collections import defaultdict

from tests.house.source import PACKAGE, ROOT

CASES = {
    1: "two mails with one Message-ID", 2: "no Message-ID", 3: "one mail in two mailboxes",
    4: "our own mail in a Sent folder or by Bcc", 5: "a provider rewrites the Message-ID", 6: "two fetchers race",
    7: "deleted here, still on the server", 8: "UIDVALIDITY changes", 9: "a watermark for each folder",
    10: "new mail is not starved by a bad page", 11: "a poison mail", 12: "filtered mail is recorded too",
    13: "an expired history cursor", 14: "a refresh token rotates", 15: "a duplicate is found by one look-up",
    16: "folder names", 17: "servers without quoted SINCE or MOVE", 18: "throttled connections",
    19: "the order of matching", 20: "reply tokens are keyed and bound", 21: "a stranger in the thread",
    22: "many answer one mailing", 23: "a person with several addresses", 24: "tags and Gmail's dots",
    25: "a colleague forwards", 26: "a job board relays", 27: "References stay short", 28: "automatic answers",
    29: "our automatic mail says so", 30: "a rate guard", 31: "failure notices", 32: "our own mailboxes",
    33: "STOP as the whole message", 34: "charsets lie", 35: "broken bytes", 36: "split words and long subjects",
    37: "winmail.dat", 38: "inline images", 39: "mail inside mail", 40: "huge mail", 41: "deep and wide mail",
    42: "empty and missing fields", 43: "quotes are folded, never deleted", 44: "HTML is cleaned",
    45: "dates missing or lying", 46: "an internal note never leaves",
    47: "assigning, merging and re-owning mail nobody", 48: "a merge is undone exactly",
    49: "changed rights count for old items", 50: "shared, personal and delegated are three things",
    51: "a recruiter leaves", 52: "erasure reaches everything", 53: "accepted is noted before anything follows",
    54: "one bad recipient", 55: "undo and a second look at the door", 56: "an unknown field blocks",
    57: "links have a public origin", 58: "answering as the address that was written to",
    59: "a stable calendar UID", 60: "calendar answers", 61: "zones of both sides", 62: "an unreachable calendar",
    63: "a slot booked twice",
}  # fmt: skip
MAIL = "src/rapport/messaging/tests"
PARSE = "src/rapport/channels/email/tests"
# Tests that try a case without bearing its number.
ELSEWHERE = {
    11: f"{MAIL}/test_filing.py::test_a_mail_that_cannot_be_read_harms_itself_alone",
    15: f"{MAIL}/test_filing.py::test_many_mails_cost_few_statements_more_than_one",
    19: f"{PARSE}/test_match.py::test_in_01_a_token_speaks_before_everything",
    21: f"{MAIL}/test_five_hundred.py::test_five_hundred_mails_with_one_subject_misfile_none",
    22: f"{MAIL}/test_five_hundred.py::test_five_hundred_mails_with_one_subject_misfile_none",
    23: f"{MAIL}/test_web.py::test_triage_offers_the_three_answers_and_learns_the_address",
    27: f"{PARSE}/test_compose.py::test_mail_08_references_are_trimmed",
    29: f"{PARSE}/test_compose.py::test_mail_38_matrix",
    32: f"{MAIL}/test_arrivals.py::test_mail_in_our_own_name_that_never_left_asks",
    33: f"{MAIL}/test_arrivals.py::test_stop_counts_also_from_an_unverified_sender_in07",
    41: f"{PARSE}/test_parse.py::test_in_17_limits",
    44: f"{PARSE}/test_html.py::test_in_18_nothing_runs_and_nothing_is_fetched",
    48: f"{MAIL}/test_merged.py::test_unmerging_is_exact_three_mails_later",
    49: "src/rapport/jobs/tests/test_rights.py::"
    "test_making_a_job_confidential_hides_it_and_whoever_is_known_from_it_alone_at_once",
    52: "src/rapport/config/tests/test_erasers.py::test_what_the_rooms_above_keep_goes_with_the_erased",
    53: f"{MAIL}/test_travel.py::test_what_a_dead_worker_left_is_due_again_or_uncertain",
    55: f"{MAIL}/test_composer.py::test_undo_puts_everything_back_into_the_composer",
    56: f"{MAIL}/test_travel.py::test_an_unfilled_placeholder_never_leaves_mail57",
}
# What the product cannot meet yet, with what it comes with.
LATER = {
    13: "connected accounts of Google and Microsoft",
    14: "connected accounts of Google and Microsoft",
    57: "pages of their own for candidates",
    **dict.fromkeys((59, 60, 61, 62, 63), "meetings"),
}
# What the product does or is about to do, and nobody tries by number yet; a case leaves with its test.
UNTRIED = {8, 9, 10, 12, 16, 17, 18, 46, 50, 51, 58}
NUMBERED = re.compile(r"edge_?(\d+(?:_\d+)*)(?=_|$)")


def known_tests() -> dict[str, list[int]]:
    """Every test of the repository with the cases its name bears."""
    found: dict[str, list[int]] = {}
    for path in sorted([*PACKAGE.rglob("tests/**/test_*.py"), *(ROOT / "tests").rglob("test_*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                numbers = [int(n) for some in NUMBERED.findall(node.name) for n in some.split("_")]
                found[f"{path.relative_to(ROOT)}::{node.name}"] = numbers
    return found


def test_every_case_is_tried():
    known = known_tests()
    tried: dict[int, list[str]] = defaultdict(list)
    for name, numbers in known.items():
        for number in numbers:
            tried[number].append(name)
    for number, name in ELSEWHERE.items():
        assert name in known, f"Case {number} names a test that is gone: {name}"
        tried[number].append(name)
    missing = {number: case for number, case in CASES.items() if number not in {*tried, *LATER, *UNTRIED}}
    assert not missing, f"Nobody tries {missing}"
    done = sorted(UNTRIED & set(tried))
    assert not done, f"These are tried now, take them out of UNTRIED: {done}"
