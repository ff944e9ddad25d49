"""A pinned item is found without reading a person's whole history."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial")]
    operations = [
        migrations.AddField("about", "is_pinned", models.BooleanField(default=False)),
        migrations.AddIndex(
            "about",
            models.Index(fields=["person"], condition=models.Q(("is_pinned", True)), name="about_pinned"),
        ),
    ]
