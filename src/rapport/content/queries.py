from __future__ import annotations

from django.db.models import F

from rapport.content.models import TemplateVersion


def live(key: str, language: str) -> TemplateVersion | None:
    """The live version in a language, else in English; None where the template does not exist yet."""
    rows = TemplateVersion.objects.filter(
        template__key=key, number=F("template__live"), language__in=[language.split("-")[0], "en"]
    )
    by_language = {row.language: row for row in rows}
    return by_language.get(language.split("-")[0]) or by_language.get("en")
