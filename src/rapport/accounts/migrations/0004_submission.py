from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_administer")]
    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("sent_at", models.DateTimeField(db_index=True)),
                ("answer", models.JSONField(null=True)),
            ],
        ),
    ]
