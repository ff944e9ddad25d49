"""One row for everything that can be found: blind tokens, never words."""

from __future__ import annotations

from django.db import models

from rapport.search.fields import TokensField


class SearchDoc(models.Model):
    """Something findable; the id is its moment in ms << 20 | random, so order by id is order of time."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    ref = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    audience_id = models.BigIntegerField(null=True)
    normaliser = models.SmallIntegerField()
    tokens = TokensField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref", "person_id"], name="search_one_doc_per_person"),
            # NULL is distinct from NULL, so things about nobody need a constraint of their own.
            models.UniqueConstraint(
                fields=["kind", "ref"], condition=models.Q(person_id=None), name="search_one_doc_about_nobody"
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "id"], name="search_person"),
            models.Index(fields=["audience_id", "id"], name="search_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
