"""The timeline: one Interaction per line said, met, noted or moved, with its words sealed.

The words of an item (subject, preview, body) are sealed under one content key, which is wrapped
in `About.wrapped_key` for every person the item is about and, for house items, in vault's wraps.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rapport.accounts.models import Audience, Team, User
from rapport.jobs.models import Application, Job
from rapport.people.models import Person
from rapport.vault.models import SealedFile


class Kind(models.TextChoices):
    EMAIL = "email"
    TEXT = "text"
    CALL = "call"
    MEETING = "meeting"
    IN_PERSON = "in_person"
    INMAIL = "inmail"
    VOICEMAIL = "voicemail"
    OTHER = "other"
    NOTE = "note"
    INTERNAL = "internal"  # a note addressed to named people or a team
    STAGE = "stage"
    TASK = "task"
    FILE = "file"
    PROFILE = "profile"
    CONSENT = "consent"
    NOT_SENT = "not_sent"


COMMUNICATIONS = (
    Kind.EMAIL,
    Kind.TEXT,
    Kind.CALL,
    Kind.MEETING,
    Kind.IN_PERSON,
    Kind.INMAIL,
    Kind.VOICEMAIL,
    Kind.OTHER,
    Kind.NOT_SENT,
)
LOGGABLE = (
    Kind.CALL,
    Kind.EMAIL,
    Kind.TEXT,
    Kind.MEETING,
    Kind.IN_PERSON,
    Kind.INMAIL,
    Kind.VOICEMAIL,
    Kind.OTHER,
)


class Direction(models.TextChoices):
    IN = "in"
    OUT = "out"
    NONE = "none"


class Interaction(models.Model):
    """One line on a timeline; only the one who logged it may edit it, and system lines are fixed."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.NONE)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField()
    logged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_logged = models.BooleanField(default=False)  # written down by hand, not captured
    is_system = models.BooleanField(default=False)  # set off by an act, "System generated"
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="comments")
    seal_id = models.BinaryField(max_length=16)
    subject = models.BinaryField(default=b"")
    preview = models.BinaryField(default=b"")
    body = models.BinaryField(default=b"")
    is_rich = models.BooleanField(default=False)  # body is sanitised HTML
    code = models.CharField(max_length=48, blank=True)  # what a system line says, told in the reader's language
    params = models.JSONField(default=dict)  # ids, times, numbers; never words
    duration_s = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=24, blank=True)
    status = models.CharField(max_length=24, blank=True)  # summary of its deliveries; the one recorder writes it
    file_count = models.PositiveSmallIntegerField(default=0)
    comment_count = models.PositiveSmallIntegerField(default=0)
    pinned_at = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)  # inbound: when somebody answered
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_demo = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["logged_by", "-id"], name="interaction_logger"),
            models.Index(
                fields=["parent", "occurred_at"], condition=Q(parent__isnull=False), name="interaction_thread"
            ),
            models.Index(fields=["job", "-occurred_at"], name="interaction_job"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class About(models.Model):
    """That an item stands on a person's timeline; repeats what the timeline filters on, so a page is one range."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="abouts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="abouts")
    occurred_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10)
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")
    is_top = models.BooleanField(default=True)  # False for comments, which show inside their thread
    is_removed = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    wrapped_key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "person"], name="about_once")]
        indexes = [
            models.Index(fields=["person", "-occurred_at", "-interaction", "audience"], name="about_newest"),
            models.Index(fields=["person", "audience", "-occurred_at", "-interaction"], name="about_seen"),
            models.Index(fields=["audience"], name="about_audience"),
            models.Index(fields=["person"], condition=Q(is_pinned=True), name="about_pinned"),
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id} about {self.person_id}"


class Participant(models.Model):
    """Who took part: a member of staff, a person, or an address on nobody's file (sealed)."""

    class Part(models.TextChoices):
        FROM = "from"
        TO = "to"
        CC = "cc"
        BCC = "bcc"

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="participants")
    part = models.CharField(max_length=4, choices=Part.choices)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    address = models.BinaryField(default=b"")  # "Name <address>" as it stood, sealed with the item's key

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["interaction"], name="participant_item")]

    def __str__(self) -> str:
        return f"{self.part} of {self.interaction_id}"


class Version(models.Model):
    """How an edited item read before; only auditors see it."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    subject = models.BinaryField(default=b"")
    body = models.BinaryField(default=b"")
    params = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.interaction_id} v{self.number}"


class Attachment(models.Model):
    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(SealedFile, models.PROTECT, related_name="+")
    content_id = models.CharField(max_length=200, blank=True)
    is_inline = models.BooleanField(default=False)
    problem = models.CharField(max_length=32, blank=True)  # why it may not be opened here

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["interaction"], name="attachment_item"),
            models.Index(fields=["file"], name="attachment_file"),
        ]

    def __str__(self) -> str:
        return f"file {self.file_id} of {self.interaction_id}"


class Mention(models.Model):
    """A note that calls somebody: it stands in their Mentions until read."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user", "-id"], name="mention_user")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.interaction_id}"


class LastSeen(models.Model):
    """When a member of staff last looked at a person's timeline; what came later is new for them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "person"], name="last_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} saw {self.person_id}"


class Draft(models.Model):
    """What a member of staff has begun to write down about a person and not saved; nobody else sees it."""

    class Kind(models.TextChoices):
        LOG = "log"
        NOTE = "note"

    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    seal_id = models.BinaryField(max_length=16)
    words = models.BinaryField()  # JSON of the form's fields, sealed
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "person", "kind"], name="timeline_draft_once")]

    def __str__(self) -> str:
        return f"{self.kind} by {self.author_id} about {self.person_id}"
