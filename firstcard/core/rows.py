"""Rows that every request reads and writes, without making their SQL anew each time.

Nor is it read again for its placeholders: psycopg does so at every call of a statement that is
long or has many values, which took 0.1 ms of a bill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import NOT_PROVIDED, AutoField, Model
from psycopg import RawCursor

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
    here = connections[DEFAULT_DB_ALIAS]
    values = [field.get_db_prep_save(field.pre_save(row, True), here)
              for row in rows for field in fields]  # fmt: skip
    made = _given(sql, values)
    if len(made) != len(rows):
        return False
    for row, (number,) in zip(rows, made, strict=True):
        _is_there(row, number)
    return True


def write_together(*rows: Model) -> None:
    """Write rows of several models with one statement: new ones as `insert` does, others whole.

    A new row that has a number already (see `new_number`) keeps it, so that another can name it.
    """
    sql = _together(tuple((type(row), row.pk is not None, row._state.adding) for row in rows))
    here = connections[DEFAULT_DB_ALIAS]
    (numbers,) = _given(sql, [value for row in rows for value in _values(row, here)])
    for row, number in zip(rows, numbers, strict=True):
        _is_there(row, number)


def _values(row: Model, here: Any) -> Iterator[Any]:
    fields = _fields(type(row), row.pk is not None)
    for field in fields:
        yield field.get_db_prep_save(field.pre_save(row, row._state.adding), here)
    if not row._state.adding:
        yield row.pk


def new_number(model: type[Model]) -> int:
    """A number for a row that is inserted later; nobody else gets it."""
    number: int = look(f"SELECT {number_sql(model)}", [])[0]
    return number


def number_sql(model: type[Model]) -> str:
    """The same as an expression."""
    return f"nextval(pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}'))"


def _is_there(row: Model, number: Any) -> None:
    row.pk = number
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def one(model: type[Row], *, lock: bool = False, **equal: Any) -> Row | None:
    """The row whose columns have these values; None where there is none.

    Its ties are read when asked for. `lock`: nobody else changes it until the transaction ends.
    """
    return next(iter(many(model, lock=lock, **equal)), None)


def many(model: type[Row], *, lock: bool = False, **equal: Any) -> Sequence[Row]:
    """Every row whose columns have these values (None: is empty), the oldest first.

    `lock`: nobody else changes them until the transaction ends.
    """
    shape = tuple((name, value is None) for name, value in equal.items())
    sql, names, converters = _select(model, shape, lock)
    found = _given(sql, [value for value in equal.values() if value is not None])
    return [model.from_db(DEFAULT_DB_ALIAS, names, _converted(row, converters)) for row in found]


def chosen(
    model: type[Row], source: str, values: Sequence[Any], *, also: str = "NULL"
) -> list[tuple[Row, Any]]:  # fmt: skip
    """The rows that a query of our own finds, each with `also`, an expression beside it.

    `source`: what stands after FROM; the table is called `t` in it. `values`: those of `also`
    first.
    """
    sql, names, converters = _chosen(model, source, also)
    return [(model.from_db(DEFAULT_DB_ALIAS, names, _converted(row[:-1], converters)), row[-1])
            for row in _given(sql, values)]  # fmt: skip


def look(query: str, values: Sequence[Any]) -> tuple[Any, ...]:
    """The one row that a query of our own gives."""
    return _given(query, values)[0]


def _given(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, on this thread's connection as Django keeps it."""
    here = connections[DEFAULT_DB_ALIAS]
    if here.queries_logged or here.execute_wrappers:  # somebody looks on
        with here.cursor() as cursor:
            cursor.execute(query, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
    here.close_if_health_check_failed()
    here.ensure_connection()
    here.validate_no_broken_transaction()
    with here.wrap_database_errors, RawCursor(here.connection) as raw:
        return raw.execute(_numbered(query), values).fetchall()


@lru_cache(maxsize=256)
def _numbered(query: str) -> bytes:
    """A statement with the placeholders that the database itself knows: $1, $2, …"""
    first, *rest = query.split("%s")
    return "".join([first, *(f"${at}{part}" for at, part in enumerate(rest, 1))]).encode()


def change(
    model: type[Model], *, where: Mapping[str, Any], to: Mapping[str, Any], count_up: str = ""
) -> int:
    """Change the rows whose columns have these values; says how many. No signals are sent.

    `to`: by column (a tie's ends in _id). `count_up`: a column that becomes one more.
    """
    sql, fields = _update(model, tuple(to), tuple(where), count_up)
    values = [field.get_db_prep_save(value, connection)
              for field, value in zip(fields, to.values(), strict=True)]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *where.values()])
        changed: int = cursor.rowcount
    return changed


@lru_cache(maxsize=64)
def _update(
    model: type[Model], to: tuple[str, ...], where: tuple[str, ...], count_up: str
) -> tuple[str, list[Any]]:
    meta, quoted = model._meta, connection.ops.quote_name
    by_column = {field.column: field for field in meta.concrete_fields}
    sets = [f"{quoted(name)} = %s" for name in to]
    if count_up:
        sets.append(f"{quoted(count_up)} = {quoted(count_up)} + 1")
    wanted = " AND ".join(f"{quoted(name)} = %s" for name in where)
    sql = f"UPDATE {quoted(meta.db_table)} SET {', '.join(sets)} WHERE {wanted}"  # noqa: S608
    return sql, [by_column[name] for name in to]


Converter = Callable[[Any], Any]


@lru_cache(maxsize=64)
def _select(
    model: type[Model], columns: tuple[tuple[str, bool], ...], lock: bool
) -> tuple[str, list[str], list[tuple[int, Converter]]]:
    """The statement, the names of what it gives, and what makes Python's values of which."""
    quoted = connection.ops.quote_name
    fields = model._meta.concrete_fields
    given = ", ".join(quoted(str(field.column)) for field in fields)
    wanted = " AND ".join(f"{quoted(name)} IS NULL" if empty else f"{quoted(name)} = %s"
                          for name, empty in columns)  # fmt: skip
    locked = " FOR NO KEY UPDATE" if lock else ""
    sql = (f"SELECT {given} FROM {quoted(model._meta.db_table)} WHERE {wanted} "  # noqa: S608
           f"ORDER BY {quoted(str(model._meta.pk.column))}{locked}")  # fmt: skip
    return sql, [field.attname for field in fields], list(_converters(fields))


@lru_cache(maxsize=64)
def _chosen(
    model: type[Model], source: str, also: str
) -> tuple[str, list[str], list[tuple[int, Converter]]]:
    quoted = connection.ops.quote_name
    fields = model._meta.concrete_fields
    given = ", ".join(f"t.{quoted(str(field.column))}" for field in fields)
    sql = f"SELECT {given}, {also} FROM {quoted(model._meta.db_table)} t {source}"  # noqa: S608
    return sql, [field.attname for field in fields], list(_converters(fields))


def _converters(fields: Sequence[Any]) -> Iterator[tuple[int, Converter]]:
    for place, field in enumerate(fields):
        of = field.get_col(field.model._meta.db_table)
        for each in (*connection.ops.get_db_converters(of), *of.get_db_converters(connection)):
            yield place, partial(_from_database, each, of)


def _from_database(converter: Callable[..., Any], of: object, value: Any) -> Any:
    return converter(value, of, connection)


def _converted(row: tuple[Any, ...], converters: Sequence[tuple[int, Converter]]) -> Sequence[Any]:
    if not converters:
        return row
    made = list(row)
    for place, convert in converters:
        made[place] = convert(made[place])
    return made


@lru_cache(maxsize=64)
def _together(rows: tuple[tuple[type[Model], bool, bool], ...]) -> str:
    """`rows`: of which model, whether it has its number already, and whether it is new."""
    parts = [f"row_{place} AS ({_insert(model, 1, False, numbered)[0] if new else _whole(model)})"
             for place, (model, numbered, new) in enumerate(rows)]  # fmt: skip
    names = [f"row_{place}" for place in range(len(rows))]
    return (f"WITH {', '.join(parts)} "  # noqa: S608 - names of our own models alone
            f"SELECT {'.*, '.join(names)}.* FROM {', '.join(names)}")  # fmt: skip


def _whole(model: type[Model]) -> str:
    """The statement that writes every column of a row that is there."""
    fields, quoted = _fields(model, True), connection.ops.quote_name
    pk = quoted(str(model._meta.pk.column))
    sets = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
    table = quoted(model._meta.db_table)
    return f"UPDATE {table} SET {sets} WHERE {pk} = %s RETURNING {pk}"  # noqa: S608


@lru_cache(maxsize=64)
def _fields(model: type[Model], numbered: bool = False) -> tuple[Any, ...]:
    """What is written of a new row."""
    return tuple(field for field in model._meta.concrete_fields
                 if (numbered or not isinstance(field, AutoField))
                 and field.db_default is NOT_PROVIDED)  # fmt: skip


@lru_cache(maxsize=64)
def _insert(
    model: type[Model], rows: int, unless_there: bool, numbered: bool = False
) -> tuple[str, tuple[Any, ...]]:
    meta, fields = model._meta, _fields(model, numbered)
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
    conflict = " ON CONFLICT DO NOTHING" if unless_there else ""
    return (f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES {places}{conflict} "  # noqa: S608
            f"RETURNING {quoted(str(meta.pk.column))}", fields)  # fmt: skip
