from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="accesslog",
            index=models.Index(fields=["actor_id", "kind", "ref", "-id"], name="access_actor"),
        ),
    ]
