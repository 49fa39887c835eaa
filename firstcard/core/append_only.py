"""Tables to which rows are only added: the database itself refuses to change or empty them.

The triggers hold for the service's own role as for every other. Whoever owns the tables can take
the triggers off; what was done to the audit trail then, its checkpoints show (docs/audit.md).
"""

from __future__ import annotations

from django.db.migrations.operations.special import RunSQL

REFUSE = """
CREATE FUNCTION firstcard_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only appended', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
"""
TABLES = (
    "core_auditentry",
    "casework_caseevent",
    "accounts_consent",
    "enrolment_enrolmentevent",
    "cards_cardevent",
    "cards_stockmovement",
    "settlement_agreementevent",
    "settlement_claimsettlement",
    "settlement_yearopening",
    "settlement_claimevent",
    "settlement_accountentry",
    "settlement_yearopening",
)


def guarded(table: str) -> RunSQL:
    """The migration step that makes a table append-only."""
    assert table in TABLES
    return RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION firstcard_append_only();
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION firstcard_append_only();
        """,
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER never_emptied ON {table};",
    )
