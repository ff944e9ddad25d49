"""Named wording with immutable versions; `live` is a pointer, so that going back moves the pointer."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Template(models.Model):
    key = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=24, default="hiring")
    is_builtin = models.BooleanField(default=False)
    live = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.key


class TemplateVersion(models.Model):
    """Subject and body in one language; never changed once written."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=300)
    body = models.TextField()  # Liquid over our small HTML
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number", "language"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number} {self.language}"
