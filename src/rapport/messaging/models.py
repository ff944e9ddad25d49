"""Messages, their deliveries (which are the outbox), conversations, drafts, and mail as it arrived."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rapport.accounts.models import Audience, User
from rapport.jobs.models import Application, Job
from rapport.people.models import ContactPoint, Person
from rapport.timeline.models import Interaction


class Conversation(models.Model):
    """One exchange with one person; whom it belongs to and whether it waits for us."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"

    person = models.ForeignKey(Person, models.PROTECT, related_name="conversations")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True)  # the candidate's first unanswered word
    last_in_at = models.DateTimeField(null=True)  # the candidate's newest word
    done_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)  # out of sight until then, or until they reply
    sleeps_until_reply = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-last_at"], name="conversation_person"),
            models.Index(fields=["-last_at", "-id"], condition=Q(state="open"), name="conversation_open"),
            models.Index(
                fields=["assignee", "-last_at", "-id"], condition=Q(state="open"), name="conversation_assigned"
            ),
            models.Index(fields=["-done_at", "-id"], condition=Q(state="done"), name="conversation_done"),
            models.Index(
                fields=["assignee", "waiting_since"],
                condition=Q(waiting_since__isnull=False),
                name="conversation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class ConversationSeen(models.Model):
    """When a member of staff last looked into a conversation; what came in later is unread for them."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="seen")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="conversation_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} saw conversation {self.conversation_id}"


class Batch(models.Model):
    """One text to many people, reviewed before it leaves as single mails, each decided alone."""

    class State(models.TextChoices):
        DRAFT = "draft"
        RUNNING = "running"  # its mails are being queued
        DONE = "done"  # all are queued; what becomes of each its delivery says
        STOPPED = "stopped"  # what had not left was taken back, and nothing more is queued

    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    person_ids = models.JSONField(default=list)
    excluded = models.JSONField(default=dict)  # person id: the codes of why nothing was queued for them
    seal_id = models.BinaryField(max_length=16)
    words = models.BinaryField(default=b"")  # sealed JSON of subject and HTML, with their fields unfilled
    begun_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["author", "-begun_at"], name="batch_author")]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Message(models.Model):
    """Words in one direction on one channel, frozen; they are sealed with the key of its interaction."""

    class Origin(models.TextChoices):
        MANUAL = "manual"
        SYSTEM = "system"
        AUTOMATION = "automation"

    interaction = models.OneToOneField(Interaction, models.PROTECT, related_name="message")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    person = models.ForeignKey(Person, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=[("in", "in"), ("out", "out")])
    channel = models.CharField(max_length=8, default="email")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MANUAL)
    purpose = models.CharField(max_length=24, default="hiring")
    language = models.CharField(max_length=8, default="en")
    at = models.DateTimeField(default=timezone.now)  # the Date header of what we send, the same on every try
    message_id = models.CharField(max_length=255, blank=True)  # ours only; theirs are kept as `id_hash`
    id_hash = models.BinaryField(max_length=16, null=True)  # keyed hash of the Message-ID, ours and theirs
    thread = models.BinaryField(default=b"")  # sealed JSON: message_id, in_reply_to, references, as they stood
    html = models.BinaryField(default=b"")
    text = models.BinaryField(default=b"")
    quoted = models.BinaryField(default=b"")  # folded at display, never deleted
    template_key = models.CharField(max_length=64, blank=True)
    template_version = models.PositiveIntegerField(null=True)
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    stage_id_at_queueing = models.BigIntegerField(null=True)  # what "advanced since" compares with
    decision = models.JSONField(default=dict)  # the decision at queueing, with every reason
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="messages")
    once = models.CharField(max_length=96, null=True, unique=True)  # what set it off; the same cause sends one mail
    in_reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="answers")
    is_automatic = models.BooleanField(default=False)  # inbound: an out-of-office or the like
    is_unverified = models.BooleanField(default=False)  # inbound: the sender is not a known address of the person
    verdict = models.CharField(
        max_length=4, blank=True
    )  # inbound: what our own boundary found; "" when it was not asked
    answers_automatic = models.BooleanField(default=False)  # inbound: somebody answers what the house sent by itself
    matched_by = models.CharField(max_length=16, blank=True)
    warnings = models.JSONField(default=list)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["id_hash"], condition=Q(id_hash__isnull=False), name="message_id_hash"),
            models.Index(fields=["conversation", "at"], name="message_conversation"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class OtherId(models.Model):
    """Another Message-ID under which a message of ours travels, because a provider put its own in place of ours."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="other_ids")
    id_hash = models.BinaryField(max_length=16)  # keyed hash, as in Message

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id_hash", "message"], name="other_id_once")]

    def __str__(self) -> str:
        return f"another id of message {self.message_id}"


class EarlierReading(models.Model):
    """How a received mail was understood before a better parser read it again; sealed with the key of its line."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="earlier_readings")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    subject = models.BinaryField(default=b"")
    body = models.BinaryField(default=b"")
    text = models.BinaryField(default=b"")
    quoted = models.BinaryField(default=b"")
    html = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="earlier_reading_once")]

    def __str__(self) -> str:
        return f"reading {self.number} of message {self.message_id}"


class StopOrder(models.Model):
    """Nothing of this scope leaves from the moment it is committed until it is started again (the kill switch)."""

    class Scope(models.TextChoices):
        ALL = "all"
        CHANNEL = "channel"  # target: "email"
        SENDER = "sender"  # target: "user:7", or the domain mail is sent from
        RULE = "rule"  # target: the key of the wording or automation behind it
        BATCH = "batch"  # target: the number of the batch
        OPERATOR = "operator"  # target: "example.org/google/bulk", set when the operator says that the fault is ours
        LANE = "lane"  # target: "example.org/bulk", set when too much of it is refused

    class Cause(models.TextChoices):
        PERSON = "person"
        BREAKER = "breaker"
        SENDER_FAULT = "sender_fault"

    scope = models.CharField(max_length=8, choices=Scope.choices)
    target = models.CharField(max_length=200, blank=True)
    cause = models.CharField(max_length=12, choices=Cause.choices, default=Cause.PERSON)
    params = models.JSONField(default=dict)  # numbers and codes behind what stopped by itself
    seal_id = models.BinaryField(max_length=16)
    reason = models.BinaryField(default=b"")  # sealed, in the words of whoever stopped it
    stopped_at = models.DateTimeField(default=timezone.now)
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # None: the house itself
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "target"], condition=Q(started_at__isnull=True), name="stop_order_once"
            )
        ]

    def __str__(self) -> str:
        return f"stop {self.scope} {self.target}"


class Bucket(models.Model):
    """How much may still leave from one sender to one receiving operator, across processes and restarts (MAIL-49)."""

    sender = models.CharField(max_length=255)  # the domain mail is sent from, or a connected account
    operator = models.CharField(max_length=12)
    tokens = models.FloatField(default=0)
    bulk_tokens = models.FloatField(default=0)  # the part that bulk mail need not share
    refilled_at = models.DateTimeField()
    slowed_until = models.DateTimeField(null=True)  # the operator asked us to go slower: half the rate until then

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "operator"], name="bucket_once")]

    def __str__(self) -> str:
        return f"{self.sender} to {self.operator}"


class Tally(models.Model):
    """How much of what was offered lately was refused for good; the breaker reads it."""

    key = models.CharField(max_length=200, unique=True)
    since = models.DateTimeField()
    offered = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.refused} of {self.offered}"


class Delivery(models.Model):
    """One recipient of one message, and the outbox row."""

    class State(models.TextChoices):
        HELD = "held"
        QUEUED = "queued"
        CLAIMED = "claimed"
        SUBMITTING = "submitting"
        SENT = "sent"
        DEFERRED = "deferred"
        UNCERTAIN = "uncertain"
        FAILED = "failed"
        SUPPRESSED = "suppressed"
        EXPIRED = "expired"
        RECALLED = "recalled"

    class Outcome(models.TextChoices):
        NONE = "none"
        DEFERRED = "deferred"
        DELIVERED = "delivered"
        BOUNCED = "bounced"
        COMPLAINED = "complained"

    class Lane(models.TextChoices):
        URGENT = "urgent"
        NORMAL = "normal"
        BULK = "bulk"

    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    part = models.CharField(max_length=3, choices=[("to", "to"), ("cc", "cc"), ("bcc", "bcc")], default="to")
    contact_point = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    address = models.BinaryField()  # sealed with the item's key
    address_hash = models.BinaryField(max_length=16)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.NONE)
    lane = models.CharField(max_length=6, choices=Lane.choices, default=Lane.NORMAL)
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)  # useless after this moment, and not sent then (MAIL-47)
    attempts = models.PositiveSmallIntegerField(default=0)
    resends = models.PositiveSmallIntegerField(default=0)  # tries after one whose end nobody knows
    stop = models.ForeignKey(StopOrder, models.SET_NULL, null=True, related_name="held")
    claim = models.BinaryField(max_length=16, null=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    outcome_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=24, blank=True)  # SMTP code and enhanced status, "550 5.1.1"
    said = models.BinaryField(default=b"")  # the server's words, sealed (they quote addresses)
    decision = models.JSONField(default=dict)  # the decision at the door, with every reason
    provider_id = models.CharField(max_length=120, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"],
                condition=Q(state__in=["queued", "deferred"]),
                name="delivery_due",
            ),
            models.Index(
                fields=["claimed_until"], condition=Q(state__in=["claimed", "submitting"]), name="delivery_leased"
            ),
            models.Index(
                fields=["state", "-id"],
                condition=Q(state__in=["failed", "uncertain", "held"]),
                name="delivery_troubled",
            ),
            models.Index(fields=["stop"], condition=Q(stop__isnull=False), name="delivery_stopped"),
            models.Index(fields=["message"], name="delivery_message"),
            models.Index(fields=["address_hash"], name="delivery_address"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} ({self.state})"


OPEN_STATES = ("held", "queued", "claimed", "submitting", "deferred")
ABORTABLE = ("held", "queued", "claimed", "deferred")


class RawMail(models.Model):
    """Mail as it arrived, sealed before anything is understood; nothing is lost if understanding it fails."""

    class State(models.TextChoices):
        NEW = "new"
        FILED = "filed"
        TRIAGE = "triage"
        REJECTED = "rejected"  # a person said it is not about a candidate
        REPORT = "report"  # a bounce or complaint, folded into a delivery
        DUPLICATE = "duplicate"
        LINKED = "linked"  # our own mail, met again in a mailbox; it belongs to the message that left
        FAILED = "failed"  # could not be understood; kept, shown, can be tried again

    received_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=120)  # "listener", "mbox:<name>#<n>", mailbox and folder and uid
    source_key = models.BinaryField(max_length=16, unique=True)  # keyed hash of what the source calls it
    content_hash = models.BinaryField(max_length=16)
    seal_id = models.BinaryField(max_length=16)
    envelope = models.BinaryField()  # sealed JSON: from, recipients
    raw = models.BinaryField()
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    reason = models.CharField(max_length=32, blank=True)
    why = models.JSONField(default=dict)  # ids of candidates offered in triage, matching facts
    error = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    claim = models.BinaryField(max_length=16, null=True)
    claimed_until = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="raws")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="new"), name="raw_mail_due"),
            models.Index(fields=["state", "-id"], condition=Q(state__in=["triage", "failed"]), name="raw_mail_open"),
            models.Index(fields=["content_hash"], name="raw_mail_content"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} ({self.state})"


class Draft(models.Model):
    """Words not sent yet: kept as they are typed, one per author, person and conversation, or per mail being edited."""

    class Kind(models.TextChoices):
        MAIL = "mail"
        MOVE = "move"  # the personal words of a status mail, until the move is made

    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.MAIL)
    author = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, models.CASCADE, null=True, related_name="drafts")
    edits = models.ForeignKey(Message, models.CASCADE, null=True, related_name="+")  # the scheduled mail it replaces
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    seal_id = models.BinaryField(max_length=16)
    words = models.BinaryField()  # sealed JSON of the composer's fields
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["author", "-saved_at"], name="draft_author"),
            models.Index(fields=["person", "-saved_at"], name="draft_person"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"
