"""The audit trail is only appended to; what of it is sealed; when periodic work was done."""

import django.db.models.functions.datetime
from django.db import migrations, models

from firstcard.core.append_only import REFUSE, guarded


class Migration(migrations.Migration):
    dependencies = [("core", "0002_replies_are_whole")]

    operations = [
        migrations.AddField(
            "auditentry", "written_at",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False
            ),
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="AuditSealed",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("log", models.CharField(max_length=32)),
                ("count", models.BigIntegerField()),
                ("root", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="PeriodicWork",
            fields=[
                (
                    "name",
                    models.CharField(max_length=60, primary_key=True, serialize=False),
                ),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RunSQL(REFUSE, "DROP FUNCTION firstcard_append_only()"),
        guarded("core_auditentry"),
    ]  # fmt: skip
