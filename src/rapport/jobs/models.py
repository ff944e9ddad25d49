"""Vacancies, their ordered stages, and people's passage through them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.accounts.models import Brand, LegalEntity, Team, User
from rapport.people.models import Person, Tag


class Job(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", pgettext_lazy("job", "Open")
        ON_HOLD = "on_hold", _("On hold")
        FILLED = "filled", _("Filled")
        CLOSED = "closed", _("Closed")

    class Priority(models.IntegerChoices):
        LOW = 1, _("Low")
        NORMAL = 2, _("Normal")
        HIGH = 3, _("High")
        URGENT = 4, _("Urgent")

    class Employment(models.TextChoices):
        FULL_TIME = "full_time", _("Full time")
        PART_TIME = "part_time", _("Part time")
        TEMPORARY = "temporary", _("Temporary")
        CONTRACT = "contract", _("Contract")
        INTERNSHIP = "internship", _("Internship")

    title = models.CharField(max_length=200)
    reference = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    confidential = models.BooleanField(default=False)
    department = models.CharField(max_length=120, blank=True)
    role_family = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=40, blank=True)
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    employment = models.CharField(max_length=10, choices=Employment.choices, default=Employment.FULL_TIME)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    openings = models.PositiveSmallIntegerField(default=1)
    description = models.TextField(blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="owned_jobs")
    legal_entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="+")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    agency_mail_to = models.CharField(max_length=10, blank=True)  # overrides Agency.mail_to for this job
    opened_on = models.DateField(null=True, blank=True)
    deadline_on = models.DateField(null=True, blank=True)
    deadline_reminded_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="job_state")]

    def __str__(self) -> str:
        return self.title


class JobTag(models.Model):
    job = models.ForeignKey(Job, models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="job_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "tag"], name="job_tag_once")]

    def __str__(self) -> str:
        return f"{self.tag_id} on job {self.job_id}"


class Seat(models.Model):
    """A member of a job's hiring team."""

    class Part(models.TextChoices):
        RECRUITER = "recruiter", _("Recruiter")
        HIRING_MANAGER = "hiring_manager", _("Hiring manager")
        INTERVIEWER = "interviewer", _("Interviewer")
        COORDINATOR = "coordinator", _("Coordinator")
        OBSERVER = "observer", _("Observer")

    job = models.ForeignKey(Job, models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, models.CASCADE, related_name="seats")
    part = models.CharField(max_length=16, choices=Part.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "user"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.part} of job {self.job_id}"


class Stage(models.Model):
    class Kind(models.TextChoices):
        APPLIED = "applied", _("Applied")
        SCREEN = "screen", _("Screen")
        INTERVIEW = "interview", _("Interview")
        OFFER = "offer", _("Offer")
        HIRED = "hired", _("Hired")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    job = models.ForeignKey(Job, models.CASCADE, related_name="stages")
    name = models.JSONField(default=dict)  # per language, {"en": …, "de": …}
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    is_sensitive = models.BooleanField(default=False)
    mails_on_entry = models.BooleanField(default=True)

    class Meta:
        ordering = ["job", "position"]
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="stage_position")]

    def __str__(self) -> str:
        return str(self.name.get("en") or self.kind)


CLOSING_KINDS = (Stage.Kind.HIRED, Stage.Kind.REJECTED, Stage.Kind.WITHDRAWN)


class Reason(models.Model):
    """A job-related reason for closing an application (US-13); the list is edited by administrators."""

    kind = models.CharField(max_length=10, choices=Stage.Kind.choices)
    label = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return str(self.label.get("en", ""))


class Application(models.Model):
    """One person's passage through one job."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    job = models.ForeignKey(Job, models.PROTECT, related_name="applications")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="applications")
    applied_at = models.DateTimeField(default=timezone.now)
    stage_since = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=10, choices=Person.Source.choices, default=Person.Source.APPLIED)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="submissions")
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    custom = models.JSONField(default=dict, blank=True)
    is_demo = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "job"], condition=Q(closed_at__isnull=True), name="one_open_application"
            )
        ]
        indexes = [
            models.Index(fields=["job", "stage", "stage_since"], name="application_board"),
            models.Index(fields=["person", "-applied_at"], name="application_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for job {self.job_id}"


class ApplicationTag(models.Model):
    application = models.ForeignKey(Application, models.CASCADE, related_name="tag_links")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="application_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "tag"], name="application_tag_once")]

    def __str__(self) -> str:
        return f"{self.tag_id} on application {self.application_id}"


class StageMove(models.Model):
    """A move through the stages and what was decided about its mail; board figures and the timeline read it."""

    class Mail(models.TextChoices):
        NONE = "none", _("No mail")
        SENT = "sent", _("Sent as it stands")
        PERSONAL = "personal", _("Sent with personal words")
        SCHEDULED = "scheduled", _("Sent at a chosen time")
        WITHHELD = "withheld", _("Not sent")

    application = models.ForeignKey(Application, models.CASCADE, related_name="moves")
    from_stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    to_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, related_name="+")
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.NONE)
    mail_reason = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [models.Index(fields=["application", "at"], name="stage_move_application")]

    def __str__(self) -> str:
        return f"application {self.application_id} to stage {self.to_stage_id}"


class BoardSeen(models.Model):
    """When a member of staff looked at a board: now, and the visit before, from which on cards are new to them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    before_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "job"], name="board_seen_once")]

    def __str__(self) -> str:
        return f"{self.user_id} saw job {self.job_id}"
