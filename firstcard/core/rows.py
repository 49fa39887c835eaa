"""Rows that every request reads and writes, without making their SQL anew each time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import NOT_PROVIDED, AutoField, Model

Row = TypeVar("Row", bound=Model)


def insert(*rows: Model, unless_there: bool = False) -> bool:
    """Insert new rows of one model as `save(force_insert=True)` does; no signals are sent.

    Numbers that the database gives are set, columns with a default of the database get it.
    `unless_there`: a row that breaks a unique constraint is left out; False where one was (their
    numbers are then unknown).
    """
    if not rows:
        return True
    sql, fields = _insert(type(rows[0]), len(rows), unless_there)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection)
              for row in rows for field in fields]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        made = cursor.fetchall()
    if len(made) != len(rows):
        return False
    for row, (number,) in zip(rows, made, strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias
    return True


def one(model: type[Row], *, lock: bool = False, **equal: object) -> Row | None:
    """The row whose columns have these values; None where there is none.

    Its ties are read when asked for. `lock`: nobody else changes it until the transaction ends.
    """
    return next(iter(many(model, lock=lock, **equal)), None)


def many(model: type[Row], *, lock: bool = False, **equal: object) -> Sequence[Row]:
    """Every row whose columns have these values (None: is empty), the oldest first.

    `lock`: nobody else changes them until the transaction ends.
    """
    sql = _select(model, tuple((name, value is None) for name, value in equal.items()), lock)
    values = [value for value in equal.values() if value is not None]
    return list(model._default_manager.raw(sql, values))


@lru_cache(maxsize=64)
def _select(model: type[Model], columns: tuple[tuple[str, bool], ...], lock: bool) -> str:
    quoted = connection.ops.quote_name
    meta = model._meta
    wanted = " AND ".join(f"{quoted(name)} IS NULL" if empty else f"{quoted(name)} = %s"
                          for name, empty in columns)  # fmt: skip
    locked = " FOR NO KEY UPDATE" if lock else ""
    return (f"SELECT * FROM {quoted(meta.db_table)} WHERE {wanted} "  # noqa: S608
            f"ORDER BY {quoted(str(meta.pk.column))}{locked}")  # fmt: skip


@lru_cache(maxsize=64)
def _insert(model: type[Model], rows: int, unless_there: bool) -> tuple[str, tuple[Any, ...]]:
    meta = model._meta
    fields = tuple(
        field
        for field in meta.concrete_fields
        if not isinstance(field, AutoField) and field.db_default is NOT_PROVIDED
    )
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
    conflict = " ON CONFLICT DO NOTHING" if unless_there else ""
    return (f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES {places}{conflict} "  # noqa: S608
            f"RETURNING {quoted(str(meta.pk.column))}", fields)  # fmt: skip
