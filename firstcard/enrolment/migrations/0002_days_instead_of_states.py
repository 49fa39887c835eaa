"""Days instead of states: what an enrolment is on a day is read, not stored. No row is older."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import firstcard.enrolment.models
from firstcard.core.append_only import guarded


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_audit_trail"),
        ("enrolment", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel("Payment"),
        migrations.DeleteModel("PremiumBill"),
        migrations.DeleteModel("Enrolment"),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=6)),
                ("place", models.CharField(max_length=6)),
                ("scheme", models.CharField(default="resident", max_length=10)),
                ("applied_on", models.DateField()),
                ("registered_on", models.DateField()),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("identified_by", models.CharField(max_length=30)),
                ("case", models.CharField(blank=True, max_length=20)),
                ("pack", models.CharField(max_length=100)),
                ("situation", models.BinaryField()),
                ("sealed_for", models.CharField(max_length=32)),
                ("ended_on", models.DateField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=30)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EnrolmentEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=20)),
                ("before", models.CharField(blank=True, max_length=12)),
                ("after", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("role", models.CharField(max_length=30)),
                ("detail", models.JSONField(default=dict)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="enrolment.enrolment",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PremiumBill",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("amount_fen", models.PositiveIntegerField(null=True)),
                ("group", models.CharField(blank=True, max_length=40)),
                ("ask", models.CharField(blank=True, max_length=60)),
                ("basis", models.JSONField(default=list)),
                ("due_on", models.DateField(null=True)),
                ("due_is_final", models.BooleanField(default=True)),
                ("pack", models.CharField(max_length=100)),
                ("written_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("settled_on", models.DateField(null=True)),
                ("covered_from", models.DateField(null=True)),
                ("covered_until", models.DateField(null=True)),
                ("cover_rule", models.CharField(blank=True, max_length=60)),
                ("cover_ask", models.CharField(blank=True, max_length=60)),
                ("cover_basis", models.JSONField(default=list)),
                ("answered_by", models.TextField(blank=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bills",
                        to="enrolment.enrolment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=60, unique=True)),
                ("amount_fen", models.PositiveIntegerField()),
                ("paid_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("receipt", models.CharField(max_length=30, unique=True)),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="enrolment.premiumbill",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (firstcard.enrolment.models.PersonAsRange("person_id"), "="),
                    ("period", "&&"),
                ],
                name="insured_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case", ""), _negated=True),
                fields=("case",),
                name="one_enrolment_a_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="premiumbill",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("enrolment", "year"),
                name="one_bill_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="premiumbill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("covered_from__isnull", True), ("covered_until__isnull", True)),
                    models.Q(
                        ("covered_from__isnull", False),
                        ("covered_until__gte", models.F("covered_from")),
                        ("settled_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="covered_only_if_paid",
            ),
        ),
        guarded("enrolment_enrolmentevent"),
    ]
