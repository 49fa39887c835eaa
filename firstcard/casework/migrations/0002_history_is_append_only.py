"""What happened to a case stays in its history."""

from django.db import migrations

from firstcard.core.append_only import guarded


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("core", "0003_audit_trail")]

    operations = [guarded("casework_caseevent")]
