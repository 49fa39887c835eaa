"""Replies are written once, whole and sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="givenreply", name="status", field=models.PositiveSmallIntegerField()
        ),
        migrations.AlterField(model_name="givenreply", name="reply", field=models.BinaryField()),
    ]
