"""Warehouses as earlier schemas made them, with the rows of a present one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse.connection import MIGRATIONS, Warehouse
from warehouse.digest import table_digests

#: The last schema whose tables of raw hold their rows as the views show them.
PLAIN = 3
#: Daily tables that are views now.
DAILY = ("claims", "omissions", "numbers", "words", "first_reports")
_PRESENT_ADDRESSES = {
    "entry": "from raw.entry select * replace (coalesce(normal_url, url) as normal_url)",
}
#: How rows of today are those of schema 1.
_FIRST = _PRESENT_ADDRESSES | {
    "attribution": "from raw.attribution select * replace (coalesce(source_text, '') as source_text, "
    "coalesce(cue_text, '') as cue_text, coalesce(content_text, '') as content_text)",
    "claim_member": "select * replace (evidence.text as text) from raw.claim_member inner join model.evidence "
    "as evidence using (day, story_id, claim_id, version_id, proposition)",
}
#: How they are those of the schemas up to 4.
_LATER = _PRESENT_ADDRESSES | {"claim": "select * replace (null as label) from raw.claim"}


#: Columns that are numbers of their own file and stand for nothing outside it.
NUMBERS = {"version": "version_number", "entry": "entry_number"}


def check_same_rows(warehouse: Warehouse, seen: Warehouse) -> None:
    """Every table of raw and daily has the same rows in both, but for the numbers of their own file."""
    now, then = (table_digests(found, with_clocks=True) for found in (warehouse, seen))
    for name, number in NUMBERS.items():
        del now[f"raw.{name}"], then[f"raw.{name}"]
        plain = f"select * exclude ({number}) from raw.{name} order by all"
        assert warehouse.rows(plain) == seen.rows(plain)
    assert now == then


def make_earlier(
    engine: duckdb.DuckDBPyConnection,
    version: int,
    seen: Warehouse,
    dialect: Callable[[str], str] = lambda statement: statement,
) -> None:
    """Makes an empty database a warehouse of an earlier schema with the rows that `seen` holds."""
    texts = _FIRST if version == 1 else _LATER
    engine.execute(dialect((Path(__file__).parent / "versions" / "0001.sql").read_text()))
    for step in sorted(MIGRATIONS.glob("*.sql")):
        number = int(step.name[:4])
        if number > version:
            break
        if number == PLAIN + 1:
            _fill(engine, texts, seen)
            for name in DAILY:  # they were all plain then
                _store(engine, seen, f"from daily.{name}", f"create table daily.{name} as from rows_before")
        engine.execute(dialect(step.read_text()))
        engine.execute("insert into meta.schema_version values (?, now())", [number])
    if version <= PLAIN:
        _fill(engine, texts, seen)


def _fill(engine: duckdb.DuckDBPyConnection, texts: dict[str, str], seen: Warehouse) -> None:
    """Puts the rows into the plain tables of raw."""
    columns: dict[str, list[str]] = {}
    for table, column in engine.execute(
        """select table_name, column_name from duckdb_columns()
        where schema_name = 'raw' and database_name = current_database() order by column_index"""
    ).fetchall():
        columns.setdefault(table, []).append(column)
    for table, names in columns.items():
        rows = f"select {', '.join(names)} from ({texts.get(table, f'from raw.{table}')})"
        _store(engine, seen, rows, f"insert into raw.{table} by name from rows_before")


def _store(engine: duckdb.DuckDBPyConnection, seen: Warehouse, rows: str, statement: str) -> None:
    engine.register("rows_before", seen.arrow(rows))
    engine.execute(statement)
    engine.unregister("rows_before")
