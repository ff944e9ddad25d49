from __future__ import annotations

from dataclasses import dataclass

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class MessageQueued:
    person_id: int
    message_id: int
    interaction_id: int


@fact
@dataclass(frozen=True, slots=True)
class MessageRefused:
    """A person tried to send and a rule said no; the draft is theirs to keep."""

    person_id: int
    rules: list[str]


@fact
@dataclass(frozen=True, slots=True)
class MessageReceived:
    person_id: int
    message_id: int
    interaction_id: int
    conversation_id: int
    is_automatic: bool = False
    is_held: bool = False  # our boundary says that the sender is forged: for people to read, nothing more (IN-06)


@fact
@dataclass(frozen=True, slots=True)
class AutomaticMailAnswered:
    """Somebody answered what the house sent by itself: what runs for this person pauses until we answer (GOV-15)."""

    person_id: int
    message_id: int
    conversation_id: int
    answered_id: int


@fact
@dataclass(frozen=True, slots=True)
class DeliveryChanged:
    """A delivery reached a state that matters to people: sent, suppressed, failed, uncertain, recalled, bounced."""

    person_id: int
    message_id: int
    delivery_id: int
    state: str
    outcome: str = "none"


@fact
@dataclass(frozen=True, slots=True)
class MailKept:
    raw_mail_id: int


@fact
@dataclass(frozen=True, slots=True)
class MailTriaged:
    """A person decided about mail that could not be filed by itself."""

    raw_mail_id: int
    decision: str
    person_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class MailReread:
    """A better parser understood a kept mail differently; how it read before is kept for auditors."""

    raw_mail_id: int
    message_id: int | None
    changed: list[str]
    person_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class ConversationSettled:
    """Somebody said that the candidate's last words need no answer."""

    person_id: int
    conversation_id: int


@fact
@dataclass(frozen=True, slots=True)
class ConversationAssigned:
    """Somebody else answers for a conversation now, or nobody."""

    person_id: int
    conversation_id: int
    assignee_id: int | None = None


@fact
@dataclass(frozen=True, slots=True)
class ConversationClosed:
    """Nothing is left to do in a conversation until the candidate writes again."""

    person_id: int
    conversation_id: int


@fact
@dataclass(frozen=True, slots=True)
class ConversationReopened:
    person_id: int
    conversation_id: int


@fact
@dataclass(frozen=True, slots=True)
class ConversationSnoozed:
    """A conversation went out of sight for a while, or came back before its time."""

    person_id: int
    conversation_id: int
    until: str = ""  # a moment; "" with `until_reply`, or when it came back
    until_reply: bool = False


@fact
@dataclass(frozen=True, slots=True)
class SendingStopped:
    stop_id: int
    scope: str
    cause: str


@fact
@dataclass(frozen=True, slots=True)
class SendingStarted:
    stop_id: int
    scope: str


@fact
@dataclass(frozen=True, slots=True)
class DraftTakenOver:
    """Somebody goes on with a mail that a colleague had begun."""

    person_id: int
    draft_id: int
    user_id: int  # whose it was
