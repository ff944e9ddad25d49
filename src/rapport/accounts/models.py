"""Staff, what they may do, and whom an item is meant for."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

# What the seeded roles are called until somebody gives them another name.
SEEDED_ROLES = {
    "administrator": gettext_noop("Administrator"),
    "communications_administrator": gettext_noop("Communications administrator"),
    "recruiting_lead": gettext_noop("Recruiting lead"),
    "recruiter": gettext_noop("Recruiter"),
    "hiring_manager": gettext_noop("Hiring manager"),
    "interviewer": gettext_noop("Interviewer"),
    "hr": gettext_noop("HR"),
    "legal_privacy": gettext_noop("Legal and privacy"),
    "marketing": gettext_noop("Marketing"),
    "it": gettext_noop("IT"),
    "auditor": gettext_noop("Auditor"),
}


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of staff who may sign in; candidates and agency contacts are people, never users."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    theme = models.CharField(max_length=8, default="auto")
    signature = models.TextField(blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="team_seats")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"


class Role(models.Model):
    """A named set of permissions; the seeded ones can be changed, and own ones made, by administrators."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    is_builtin = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name as the reader calls it: a seeded one in their language, one of our own as it was written."""
        return gettext(self.name) if self.name and SEEDED_ROLES.get(self.key) == self.name else self.name


class RolePermission(models.Model):
    class Scope(models.TextChoices):
        ALL = "all"
        TEAM = "team"
        JOB = "job"
        OWN = "own"

    role = models.ForeignKey(Role, models.CASCADE, related_name="permissions")
    permission = models.CharField(max_length=48)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.ALL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="role_permission_once")]

    def __str__(self) -> str:
        return f"{self.permission} ({self.scope})"


class UserRole(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="user_role_once")]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role_id}"


class Invitation(models.Model):
    """A sign-up link for one address, valid until used, revoked or expired; only its hash is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    roles = models.ManyToManyField(Role, related_name="+")
    teams = models.ManyToManyField(Team, related_name="+")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.email


class LegalEntity(models.Model):
    """A controller in the sense of the law: consent, suppression and notices name it."""

    name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    privacy_contact = models.EmailField(blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_legal_entity"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    """Name, look, sender identity and public origin that candidates meet."""

    name = models.CharField(max_length=120)
    sender_name = models.CharField(max_length=120, blank=True)
    sender_address = models.EmailField(blank=True)
    color = models.CharField(max_length=7, default="#0f766e")
    public_url = models.URLField(blank=True)
    signature = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_brand"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Audience(models.Model):
    """Whom an item is meant for, as one interned row that many items share.

    `job_id` is a plain id because jobs live above. `members` is the hash of a set of user ids or
    role ids (kind people and roles), empty for the others.
    """

    class Kind(models.TextChoices):
        EVERYONE = "everyone"
        HIRING_TEAM = "hiring_team"
        ROLES = "roles"
        PEOPLE = "people"
        ONLY_ME = "only_me"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    job_id = models.BigIntegerField(null=True)
    members = models.CharField(max_length=64, blank=True)
    member_ids = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "members", "job_id"], condition=models.Q(job_id__isnull=False), name="audience_of_job"
            ),
            models.UniqueConstraint(
                fields=["kind", "members"], condition=models.Q(job_id__isnull=True), name="audience_of_house"
            ),
        ]
        indexes = [models.Index(fields=["job_id"], name="audience_job")]

    def __str__(self) -> str:
        return f"{self.kind} of job {self.job_id}" if self.job_id else self.kind


class AudienceUser(models.Model):
    """A grant: this user sees what is meant for this audience; services that change teams, roles and jobs keep it."""

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="users")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "audience"], name="audience_user_once")]
        indexes = [models.Index(fields=["audience", "user"], name="audience_user_back")]

    def __str__(self) -> str:
        return f"{self.user_id} sees {self.audience_id}"


class Setting(models.Model):
    """One typed settings value of a feature, as JSON; defaults live in code."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.key


class Submission(models.Model):
    """A form that somebody sent: a hash of who, where and what, and how it was answered (see `accounts.once`)."""

    key = models.CharField(max_length=64, primary_key=True)
    sent_at = models.DateTimeField(db_index=True)
    answer = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.key
