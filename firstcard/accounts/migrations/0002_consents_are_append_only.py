"""A consent is withdrawn by another row, not by changing the one that gave it."""

from django.db import migrations

from firstcard.core.append_only import guarded


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("core", "0003_audit_trail")]

    operations = [guarded("accounts_consent")]
