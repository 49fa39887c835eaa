"""Lines of batches keep how and where to a card was to go when it was sent."""

from django.db import migrations, models

_FILL = """
UPDATE cards_batchline l SET delivery = c.delivery, office = coalesce(o.code, '')
FROM cards_card c LEFT JOIN people_office o ON o.id = c.office_id WHERE c.id = l.card_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cards", "0004_statements"),
    ]

    operations = [
        migrations.AddField(
            model_name="batchline",
            name="delivery",
            field=models.CharField(default="", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="batchline",
            name="office",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
