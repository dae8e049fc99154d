"""What a rebuild from the archive needs: the facts of collecting from the old file, and where pages lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warehouse.connection import Warehouse
from warehouse.contract import contracts
from warehouse.engine_errors import engine_errors
from warehouse.storing import insert, number_entries

#: Facts that only the network could tell; everything else follows from the archived pages.
COLLECTED = ("run", "outlet", "feed", "poll", "drift", "poison")
OF_ENTRIES = ("entry", "fetch", "outcome")
#: What people and alarms said. An old file may be of a schema that did not have it.
SAID = ("alarm", "clearance")


def copy_collected(warehouse: Warehouse, old: Path) -> dict[str, int]:
    """Copies the facts of collecting from the closed warehouse `old` into this new one; rows by table.

    Outcomes decided while collecting come along, those of reading do not: the pages are read again.
    Raises a WarehouseError when `old` cannot be read.
    """
    copied: dict[str, int] = {}
    with engine_errors(old):
        cursor = warehouse.cursor()
        try:
            cursor.execute(f"attach '{str(old).replace(chr(39), chr(39) * 2)}' as old (read_only)")
            for table in COLLECTED:
                copied[table] = _copied(cursor, table)
            has = "select 1 from duckdb_tables() where database_name = 'old' and table_name = ?"
            for table in SAID:
                if cursor.execute(has, [table]).fetchone():
                    copied[table] = _copied(cursor, table)
            copied |= _of_entries(cursor)
            cursor.execute("insert into meta.deleted_article select * from old.meta.deleted_article")
            cursor.execute("detach old")
        finally:
            cursor.close()
    return copied


def _copied(cursor: Any, table: str) -> int:
    found = cursor.execute(f"insert into raw.{table} by name select * from old.raw.{table}")
    row = found.fetchone()
    return int(row[0]) if row else 0


def _of_entries(cursor: Any) -> dict[str, int]:
    """Copies entries and what names them; they get numbers of this warehouse."""
    copied = {}
    for table in OF_ENTRIES:
        cursor.execute(f"create temp table staged_{table} as from raw.{table} limit 0")
        which = "stage = 'collect'" if table == "outcome" else "true"
        cursor.execute(f"insert into staged_{table} by name select * from old.raw.{table} where {which}")
    number_entries(cursor, OF_ENTRIES)
    for table in OF_ENTRIES:
        contract = contracts("raw")[table]
        columns = [column.name for column in contract.columns]
        copied[table] = insert(cursor, contract, columns, f"select {', '.join(columns)} from staged_{table}")
        cursor.execute(f"drop table staged_{table}")
    return copied


def archived_fetches(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Attempts whose page lies in the archive, oldest first: the columns of raw.fetch."""
    return warehouse.rows(
        """from raw.fetch
        where purpose = 'page' and outcome = 'ok' and warc_file is not null
        order by fetched_at, outlet_id, fetch_id"""
    )
