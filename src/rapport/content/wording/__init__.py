"""The wording Rapport begins with, as data: one file a mail, each in every shipped language."""

from __future__ import annotations

from rapport.content.wording import application, status
from rapport.content.wording.kind import Wording

BUILTIN: dict[str, Wording] = {w.key: w for w in (*application.ALL, *status.ALL)}
