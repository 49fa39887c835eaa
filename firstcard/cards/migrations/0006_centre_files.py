"""Which centre a file came in at, and which batches lie in a centre's folder."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns."""

    dependencies = [("cards", "0005_lines_as_sent"), ("people", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="batch", name="written_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="resultfile",
            name="centre",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="people.office",
            ),
        ),
    ]
