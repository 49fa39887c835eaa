"""Bills say by the facts of which day their last day was told."""

from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0003_inquiries")]

    operations = [
        migrations.AddField(
            model_name="premiumbill",
            name="rules_on",
            field=models.DateField(default=date(2026, 11, 23)),
            preserve_default=False,
        ),
    ]
