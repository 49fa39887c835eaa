"""Rows that every request reads and writes, without making their SQL anew each time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import NOT_PROVIDED, Model

Row = TypeVar("Row", bound=Model)


def insert(row: Model) -> None:
    """Insert a new row as `save(force_insert=True)` does; no signals are sent.

    For models whose number the database gives. Columns with a default of the database get it.
    """
    sql, fields = _statement(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def one(model: type[Row], *, column: str, value: object, lock: bool = False) -> Row | None:
    """The row whose column has a value; None where there is none. Its ties are read when asked for.

    `lock`: nobody else changes it until the transaction ends.
    """
    found = model._default_manager.raw(_select(model, column, lock), [value])
    return next(iter(found), None)


@lru_cache(maxsize=32)
def _select(model: type[Model], column: str, lock: bool) -> str:
    quoted = connection.ops.quote_name
    table, place = quoted(model._meta.db_table), quoted(column)
    return f"SELECT * FROM {table} WHERE {place} = %s{' FOR UPDATE' if lock else ''}"  # noqa: S608


@lru_cache(maxsize=32)
def _statement(model: type[Model]) -> tuple[str, tuple[Any, ...]]:
    meta = model._meta
    fields = tuple(field for field in meta.concrete_fields
                   if not field.primary_key and field.db_default is NOT_PROVIDED)  # fmt: skip
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return (f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ({places}) "  # noqa: S608
            f"RETURNING {quoted(str(meta.pk.column))}", fields)  # fmt: skip
