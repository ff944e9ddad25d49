"""Every error of the house.

RapportError
├── Refused(decision)        a rule says no, with its reasons
├── NotAllowed(decision)     the actor lacks the right
├── NotFound                 it is not there, or not for you
├── Conflict                 somebody changed it meanwhile
├── Invalid(fields)          input that cannot be taken, field by field
├── RenderError              a template that cannot be filled
└── ChannelError             a provider said no, for good or for now
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from rapport.lib.decision import Decision


class RapportError(Exception):
    """The root; its message is a sentence for the reader."""


class Refused(RapportError):
    def __init__(self, decision: Decision) -> None:
        super().__init__(", ".join(f.rule for f in decision.findings))
        self.decision = decision


class NotAllowed(RapportError):
    def __init__(self, decision: Decision) -> None:
        super().__init__(", ".join(f.rule for f in decision.findings))
        self.decision = decision


class NotFound(RapportError):
    pass


class Conflict(RapportError):
    pass


class Invalid(RapportError):
    """Input that cannot be taken; `fields` maps a field name (or "") to a sentence."""

    def __init__(self, fields: Mapping[str, str] | str) -> None:
        self.fields: Mapping[str, str] = {"": fields} if isinstance(fields, str) else fields
        super().__init__(" ".join(str(text) for text in self.fields.values()))


class RenderError(RapportError):
    pass


class ChannelError(RapportError):
    """A provider refused: `permanent` tells whether trying again can help, `retry_after` when.

    `uncertain` marks the one case that must never be repeated blindly: the words left us and
    no answer came (RFC 1047).
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        code: int | None = None,
        enhanced: str = "",
        uncertain: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.code = code
        self.enhanced = enhanced
        self.uncertain = uncertain
