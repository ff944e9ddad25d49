"""A notice remembers how its reader wished to hear of it, so that the morning's digest gathers the right ones."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.AddField("notice", "way", models.CharField(default="app", max_length=6))]
