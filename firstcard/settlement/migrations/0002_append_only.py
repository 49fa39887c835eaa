"""Histories, settlements and movements of accounts are only added to."""

from django.db import migrations

from firstcard.core.append_only import guarded


class Migration(migrations.Migration):
    """One trigger a table."""

    dependencies = [("settlement", "0001_initial"), ("core", "0003_audit_trail")]
    operations = [
        guarded("settlement_agreementevent"), guarded("settlement_claimsettlement"),
        guarded("settlement_claimevent"), guarded("settlement_accountentry"),
    ]  # fmt: skip
