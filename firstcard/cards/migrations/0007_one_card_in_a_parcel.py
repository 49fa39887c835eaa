"""A tracking number is on one card in the post at a time.

Where two were posted under one number before, the database names it and changes nothing: look at
the parcels, take the card in that did not go under it, and migrate again.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [
        ("accounts", "0006_account_of_a_person"),
        ("cards", "0006_centre_files"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                condition=models.Q(("making", "posted"), models.Q(("tracking", ""), _negated=True)),
                fields=("tracking",),
                name="one_card_in_a_parcel",
            ),
        ),
    ]
