"""Persons and how to reach them: the one place where identity stands in plain words, overwritten on erasure."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rapport.accounts.models import Audience, User


class Agency(models.Model):
    """A firm that submits candidates; the people who act for it are its contacts."""

    class MailTo(models.TextChoices):
        CONTACT = "contact"
        CANDIDATE = "candidate"
        BOTH = "both"

    name = models.CharField(max_length=200, unique=True)
    website = models.URLField(blank=True)
    mail_to = models.CharField(max_length=10, choices=MailTo.choices, default=MailTo.BOTH)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Someone we talk with or about: candidate, referrer, agency contact; never a login."""

    class Kind(models.TextChoices):
        CANDIDATE = "candidate"
        CONTACT = "contact"  # acts for an agency
        REFERRER = "referrer"

    class Source(models.TextChoices):
        APPLIED = "applied"
        SOURCED = "sourced"
        REFERRAL = "referral"
        AGENCY = "agency"
        EVENT = "event"
        INTERNAL = "internal"
        MAIL = "mail"
        IMPORT = "import"
        OTHER = "other"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CANDIDATE)
    token = models.CharField(max_length=32, unique=True)
    full_name = models.CharField(max_length=300)
    call_name = models.CharField(max_length=120, blank=True)
    sort_name = models.CharField(max_length=300, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    location = models.CharField(max_length=160, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.APPLIED)
    source_note = models.CharField(max_length=160, blank=True)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="owned_people")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="own_records")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="contacts")
    submitted_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="submitted")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_touch_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="person_newest"),
            models.Index(fields=["sort_name", "id"], name="person_name"),
            models.Index(fields=["-last_touch_at", "-id"], name="person_touched"),
            models.Index(fields=["user"], condition=Q(user__isnull=False), name="person_own_record"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged"),
        ]

    def __str__(self) -> str:
        return self.full_name


class ContactPoint(models.Model):
    """One address of a person on one channel, and its health. The same address may occur under several people."""

    class Channel(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"
        LINK = "link"

    class Health(models.TextChoices):
        UNKNOWN = "unknown"
        GOOD = "good"
        BOUNCING = "bouncing"
        SUPPRESSED = "suppressed"

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_points")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    value = models.CharField(max_length=320)
    canonical = models.CharField(max_length=320)
    label = models.CharField(max_length=40, blank=True)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    health = models.CharField(max_length=10, choices=Health.choices, default=Health.UNKNOWN)
    health_code = models.CharField(max_length=32, blank=True)
    health_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-is_primary", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel", "canonical"], name="contact_point_once"),
            models.UniqueConstraint(fields=["person", "channel"], condition=Q(is_primary=True), name="one_primary"),
        ]
        indexes = [models.Index(fields=["channel", "canonical"], name="contact_point_address")]

    def __str__(self) -> str:
        return self.value


class PersonAudience(models.Model):
    """A person is seen by whoever holds one of their audiences; known only from a confidential job, only its."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="audiences")
    audience = models.ForeignKey(Audience, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "audience"], name="person_audience_once")]
        indexes = [models.Index(fields=["audience", "person"], name="person_audience_back")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.audience_id}"


class Follower(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="followers")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "user"], name="follower_once")]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.person_id}"


class Tag(models.Model):
    name = models.CharField(max_length=60, unique=True)
    color = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PersonTag(models.Model):
    person = models.ForeignKey(Person, models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="person_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="person_tag_once")]
        indexes = [models.Index(fields=["tag", "person"], name="person_tag_back")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.person_id}"


class CustomField(models.Model):
    """A typed field added to people, applications or jobs; values stand in their `custom` JSON by key."""

    class Of(models.TextChoices):
        PERSON = "person"
        APPLICATION = "application"
        JOB = "job"

    class Type(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        CHOICE = "choice"
        CHOICES = "choices"
        FLAG = "flag"

    of = models.CharField(max_length=12, choices=Of.choices)
    key = models.SlugField(max_length=40)
    label = models.JSONField(default=dict)
    type = models.CharField(max_length=8, choices=Type.choices)
    options = models.JSONField(default=list, blank=True)
    role_ids = models.JSONField(default=list, blank=True)  # empty: every reader; else only these roles
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["of", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="custom_field_key")]

    def __str__(self) -> str:
        return f"{self.of}.{self.key}"


class Twins(models.Model):
    """Two people who may be one, with why; `dismissed_at` remembers a "no"."""

    a = models.ForeignKey(Person, models.CASCADE, related_name="+")
    b = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=24)
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["a", "b"], name="twins_once"),
            models.CheckConstraint(condition=Q(a__lt=models.F("b")), name="twins_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.a_id} and {self.b_id}"


class MergeRecord(models.Model):
    """One merge, as an edge from the merged to the survivor of that moment; un-merging takes exactly this edge away.

    `before` holds the survivor's values of the fields that were taken over, `after` what they became.
    """

    survivor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            # A person goes into one other at most, so that the edges can never form a ring.
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once"),
            models.CheckConstraint(condition=~Q(survivor=models.F("merged")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.survivor_id}"


class AgencyLink(models.Model):
    """The link by which an agency's contact submits people; it is signed, can be shown again and revoked."""

    contact = models.ForeignKey(Person, models.CASCADE, related_name="agency_links")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(revoked_at__isnull=True), name="one_living_link")
        ]

    def __str__(self) -> str:
        return f"link of contact {self.contact_id}"
