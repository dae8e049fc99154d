"""What a rebuild from the archive needs: the facts of collecting from the old file, and where pages lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from warehouse.connection import Warehouse, engine_errors

#: Facts that only the network could tell; everything else follows from the archived pages.
COLLECTED = ("run", "outlet", "feed", "poll", "entry", "fetch", "drift", "poison")
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
                copied[table] = _copied(cursor, table, "true")
            has = "select 1 from duckdb_tables() where database_name = 'old' and table_name = ?"
            for table in SAID:
                if cursor.execute(has, [table]).fetchone():
                    copied[table] = _copied(cursor, table, "true")
            copied["outcome"] = _copied(cursor, "outcome", "stage = 'collect'")
            cursor.execute("insert into meta.deleted_article select * from old.meta.deleted_article")
            cursor.execute("detach old")
        finally:
            cursor.close()
    return copied


def _copied(cursor: Any, table: str, which: str) -> int:
    found = cursor.execute(f"insert into raw.{table} by name select * from old.raw.{table} where {which}")
    row = found.fetchone()
    return int(row[0]) if row else 0


def archived_fetches(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Attempts whose page lies in the archive, oldest first: the columns of raw.fetch."""
    return warehouse.rows(
        """select attempt.* replace (coalesce(attempt.url, entry.normal_url, entry.url) as url)
        from raw.fetch as attempt
        left join raw.entry as entry using (entry_id)
        where attempt.purpose = 'page' and attempt.outcome = 'ok' and attempt.warc_file is not null
        order by attempt.fetched_at, attempt.outlet_id, attempt.fetch_id"""
    )
