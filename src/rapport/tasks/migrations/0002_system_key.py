from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("task", "key", models.CharField(blank=True, default="", max_length=64), preserve_default=False),
        migrations.AddConstraint(
            "task",
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True) & ~Q(key=""),
                name="task_open_once",
            ),
        ),
        migrations.AddIndex("task", models.Index(fields=["created_by", "-id"], name="task_given")),
        migrations.AddIndex(
            "task",
            models.Index(fields=["done_by", "-done_at"], condition=Q(done_at__isnull=False), name="task_done"),
        ),
    ]
