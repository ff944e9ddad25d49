from __future__ import annotations

import inspect
import re

from rapport.channels.email import match
from rapport.messaging.reasons import FILED, filed
from rapport.messaging.services import judging, triage


def test_every_way_mail_finds_its_person_is_told_in_words() -> None:
    by_house = set(re.findall(r'_(?:settle|owned)\("([\w-]+)"', inspect.getsource(match))) | {"address", "reply-to"}
    by_house |= set(re.findall(r'(?:incoming|words), person, "(\w+)"', inspect.getsource(judging)))
    by_hand = set(re.findall(r'by="(\w+)"', inspect.getsource(triage)))
    assert by_house | by_hand == FILED.keys()
    assert filed("token") == "Filed by its reply address" and filed("") == ""
