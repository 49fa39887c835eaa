"""Puts claims and lines in the order of the engine, on the disk where they do not fit in memory."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from firstcard.policy.format import Text
from firstcard.settlement.bulk.inputs import (
    ROW,
    BadInput,
    Damaged,
    Input,
    open_claims,
    open_lines,
    sql_type,
)
from firstcard.settlement.bulk.source import Lost, Source

_MEMORY = "2GB"
_ORDER = "person_id NULLS FIRST, discharged_on NULLS FIRST, claim_id NULLS FIRST, own"
_PLACES = f"""
    CREATE TABLE places AS SELECT claim_id, min(place) AS place, count(*) AS times
    FROM (SELECT claim_id, row_number() OVER (ORDER BY {_ORDER}) AS place FROM claims)
    GROUP BY claim_id
"""  # noqa: S608 - words of our own


def put_in_order(claims: Input, lines: Input, folder: Path) -> Source:
    """Copies of both files in order, in a folder of their own. Rows keep the number they had.

    Claims by person, discharge and number; lines by claim and number. Lines of no claim come apart.
    Raises Damaged, BadInput.
    """
    places = [each.text for item in (claims, lines) for each in item.damage()]
    if places:
        raise Damaged(*places)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    database = duckdb.connect(str(folder / "work.duckdb"))
    try:
        return _ordered(database, claims, lines, folder)
    except duckdb.Error as error:
        line = " ".join(str(error).split())
        raise BadInput(Text(f"the files cannot be put in order: {line}",
                            f"文件无法排序：{line}")) from None  # fmt: skip
    finally:
        database.close()


def _ordered(database: Any, claims: Input, lines: Input, folder: Path) -> Source:
    database.execute(f"SET memory_limit = '{_MEMORY}'")
    database.execute("SET preserve_insertion_order = true")
    database.execute(f"SET temp_directory = '{quoted(folder / 'spill')}'")
    for name, item in (("claims", claims), ("lines", lines)):
        file = f"read_parquet('{quoted(item.path)}', file_row_number = true)"
        view = f"CREATE VIEW {name} AS SELECT *, file_row_number AS own FROM {file}"  # noqa: S608
        database.execute(view)
    database.execute(_PLACES)
    ordered = folder / "claims.parquet", folder / "lines.parquet"
    _copy(database, _columns(claims), f"claims ORDER BY {_ORDER}", ordered[0])
    with_places = "lines JOIN places USING (claim_id) ORDER BY place, line_no NULLS FIRST, own"
    _copy(database, _columns(lines, "lines."), with_places, ordered[1])
    orphans = database.execute(
        "SELECT own, coalesce(claim_id, '') FROM lines ANTI JOIN places USING (claim_id) "
        "ORDER BY own"
    ).fetchall()
    twice = database.execute("SELECT claim_id FROM places WHERE times > 1").fetchall()
    source = Source(
        open_claims(ordered[0], listed=claims.listed),
        open_lines(ordered[1]),
        pa.array([claim for (claim,) in twice], pa.string()),
        (tuple(row for row, _ in orphans), tuple(claim for _, claim in orphans)),
    )
    if source.claims.rows != claims.rows or source.lines.rows + len(orphans) != lines.rows:
        raise Lost("putting the files in order lost rows")
    return source


def quoted(path: Path) -> str:
    """A path between the quotes of SQL."""
    return str(path).replace("'", "''")


def _columns(item: Input, table: str = "") -> str:
    """The columns that are read, parts of structs as columns named with a dot; and the row."""
    named = [f'{expression(item, name, table)}{sql_type(name)} AS "{name}"'
             for name in item.columns]  # fmt: skip
    return ", ".join([*named, f'{table}own AS "{ROW}"'])


def expression(item: Input, name: str, table: str) -> str:
    """A column of a file, also where it is a part of a struct."""
    if "." in name and name not in item.flat:
        return table + ".".join(f'"{part}"' for part in name.split("."))
    return f'{table}"{name}"'


def _copy(database: Any, columns: str, rows: str, path: Path) -> None:
    form = "(FORMAT parquet, COMPRESSION snappy)"
    database.execute(f"COPY (SELECT {columns} FROM {rows}) TO '{quoted(path)}' {form}")  # noqa: S608
