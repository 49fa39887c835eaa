"""Which messages go at night, and until when each is tried."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("messages", "0001_initial")]

    operations = [
        migrations.AddField("message", "urgent", models.BooleanField(default=False)),
        migrations.AddField(
            "message", "not_after", models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AlterField("message", "created_at", models.DateTimeField()),
        migrations.AddIndex(
            "message",
            models.Index(
                name="message_case", fields=["case", "id"], condition=~models.Q(case="")
            ),
        ),
    ]  # fmt: skip
