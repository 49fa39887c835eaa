"""The database itself refuses to change what is only appended, also to the service's own role."""

import psycopg
import pytest
from django.db import DatabaseError, connection

from firstcard.core.append_only import TABLES

pytestmark = pytest.mark.django_db


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def row_in(table: str) -> None:
    """One row, whatever it refers to: only the table's own triggers are looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT column_name, data_type FROM information_schema.columns
            WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL
              AND is_identity = 'NO'
            """,
            [table],
        )
        columns = dict(cursor.fetchall())
        values = ", ".join(_value(kind) for kind in columns.values())
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({values})")


def _value(kind: str) -> str:
    kinds = {"boolean": "true", "jsonb": "'{}'", "bytea": "'x'", "date": "now()"}
    if kind in ("smallint", "integer", "bigint"):
        return "0"
    return kinds.get(kind, "now()" if kind.startswith("timestamp") else "'x'")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_rows_are_neither_changed_nor_removed(table: str, statement: str) -> None:
    assert role() == "firstcard"
    with connection.cursor() as cursor:
        # The tests' own set-up took this one trigger off, to empty tables between tests.
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER never_emptied")
        if not statement.startswith("TRUNCATE"):
            row_in(table)
        with pytest.raises(DatabaseError) as refused:
            cursor.execute(statement.format(table))
    assert isinstance(refused.value.__cause__, psycopg.errors.RestrictViolation)
    assert f"rows of {table} are only appended" in str(refused.value)
