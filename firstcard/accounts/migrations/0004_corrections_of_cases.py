from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_set_ups_and_corrections"),
    ]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="case",
            field=models.CharField(default="", max_length=20),
            preserve_default=False,
        ),
    ]
