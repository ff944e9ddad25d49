from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Lock',
            fields=[
                ('name', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('holder', models.UUIDField(null=True)),
                ('held_until', models.DateTimeField(null=True)),
            ],
        ),
    ]
