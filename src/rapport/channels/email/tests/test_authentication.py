from __future__ import annotations

import pytest

from rapport.channels.email.addresses import Address
from rapport.channels.email.authentication import Boundary, Verdict, verdict
from rapport.channels.email.disguises import Known, plain_name, signs

OURS = Boundary(frozenset({"mx.halden.example"}), frozenset({"lists.example.net"}))
DIANA = "diana@mail.example.org"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], Verdict.NONE),
        (["mx.halden.example; dmarc=pass header.from=example.org"], Verdict.PASS),
        (["MX.Halden.Example 1; DMARC=Pass (p=reject; dis=none) header.from=mail.example.org"], Verdict.PASS),
        (["mx.halden.example; dmarc=fail (p=none) header.from=example.org"], Verdict.FAIL),
        (["mx.halden.example; dmarc=none; spf=fail smtp.mailfrom=x@example.org"], Verdict.NONE),
        (["mx.halden.example; dmarc=temperror header.from=example.org"], Verdict.NONE),
        (["mx.halden.example; none"], Verdict.NONE),
        # DKIM or SPF alone, aligned with From or not
        (["mx.halden.example; dkim=pass header.d=example.org header.s=a"], Verdict.PASS),
        (["mx.halden.example; dkim=pass header.i=@bulk.example.net"], Verdict.NONE),
        (["mx.halden.example; spf=pass smtp.mailfrom=bounce@mail.example.org"], Verdict.PASS),
        (["mx.halden.example; spf=softfail smtp.mailfrom=diana@mail.example.org"], Verdict.NONE),
        (["mx.halden.example; dkim=pass header.d=org"], Verdict.NONE),
        # forged above and below the real one (IN-05)
        (["evil.example; dmarc=pass header.from=example.org"], Verdict.NONE),
        (
            [
                "evil.example; dmarc=pass header.from=example.org",
                "mx.halden.example; dmarc=fail header.from=example.org",
                "mx.halden.example; dmarc=pass header.from=example.org",
            ],
            Verdict.FAIL,
        ),
        (["xmx.halden.example; dmarc=pass", "mx.halden.example.evil.example; dmarc=pass"], Verdict.NONE),
        (["evil.example (mx.halden.example; dmarc=pass) ; dkim=fail"], Verdict.NONE),
        (["mx.halden.example (comment (nested)); dmarc=pass header.from=example.org"], Verdict.PASS),
        # it speaks of another From than the one we show
        (["mx.halden.example; dmarc=pass header.from=evil.example"], Verdict.NONE),
        # lists that break signatures (IN-09)
        (
            ["mx.halden.example; dmarc=fail header.from=example.org; arc=pass arc.chain=lists.example.net"],
            Verdict.NONE,
        ),
        (["mx.halden.example; dmarc=fail header.from=example.org; arc=pass arc.chain=evil.example"], Verdict.FAIL),
        (
            ["mx.halden.example; dmarc=fail header.from=example.org; arc=fail arc.chain=lists.example.net"],
            Verdict.FAIL,
        ),
        (["mx.halden.example;;;==; dmarc", "", ";", "mx.halden.example"], Verdict.NONE),
    ],
)
def test_only_our_own_boundary_is_believed_in05_in06_in09(results: list[str], expected: Verdict) -> None:
    assert verdict(results, OURS, DIANA) is expected


def test_without_a_boundary_nothing_is_claimed() -> None:
    assert verdict(["mx.halden.example; dmarc=fail"], Boundary(), DIANA) is Verdict.UNASKED
    assert verdict(["mx.halden.example; dmarc=pass"], OURS, "") is Verdict.NONE


KNOWN = Known(
    frozenset({"halden.example", "careers.halden.example"}),
    frozenset({plain_name("Ada Lovelace"), plain_name("Ben Okafor")}),
    frozenset({"ada@halden.example"}),
)


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        (Address("Diana Allen", "diana@example.org"), []),
        (Address("Ada Lovelace", "ada@halden.example"), []),
        (Address("X", "x@jobs.halden.example"), []),
        (Address("X", "x@haldem.example"), ["look-alike"]),
        (Address("X", "x@haIden.example"), ["look-alike"]),
        (Address("X", "x@hаlden.example"), ["look-alike"]),  # a Cyrillic а
        (Address("X", "x@xn--hlden-4ve.example"), ["look-alike"]),  # the same as it travels
        (Address("X", "x@halden.co"), ["look-alike"]),
        (Address("X", "x@hal-den.example"), ["look-alike"]),
        (Address("X", "x@hladen.example"), ["look-alike"]),
        (Address("X", "x@holden-smith.example"), []),
        (Address("X", "x@example.example"), []),
        (Address("Ada Lovelace", "ada.lovelace@example.org"), ["name-of-colleague"]),
        (Address("Lovelace, Ada", "a@example.org"), ["name-of-colleague"]),
        (Address("Dr. Adа Lovelace", "a@example.org"), ["name-of-colleague"]),  # a Cyrillic а
        (Address("", ""), []),
    ],
)
def test_disguises_are_named_in08(sender: Address, expected: list[str]) -> None:
    assert signs(sender, (), KNOWN) == expected


@pytest.mark.parametrize(
    ("reply_to", "expected"),
    [
        (["diana@example.org"], []),
        (["diana@home.example.org"], []),
        (["diana@evil.example"], ["reply-elsewhere"]),
        (["diana@evil.example", "diana@example.org"], []),
        ([""], []),
    ],
)
def test_an_answer_that_would_go_elsewhere_is_named_in08(reply_to: list[str], expected: list[str]) -> None:
    boxes = [Address("", one) for one in reply_to]
    assert signs(Address("Diana", "diana@example.org"), boxes, KNOWN) == expected
