"""The history of cards and the movements of blanks are only added to."""

from django.db import migrations

from firstcard.core.append_only import guarded


class Migration(migrations.Migration):
    """One trigger a table."""

    dependencies = [("cards", "0001_initial"), ("core", "0003_audit_trail")]
    operations = [guarded("cards_cardevent"), guarded("cards_stockmovement")]
