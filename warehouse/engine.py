"""The engine and how it stands in a warehouse's file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.errors import WarehouseDamaged

#: zstd columns are stored uncompressed by files of the engine's oldest format, silently.
STORAGE_VERSION = "v1.5.0"
#: How every connection of the house is opened.
SETTINGS = {
    "storage_compatibility_version": STORAGE_VERSION,
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    # A table that grows holds a block in memory for each of its columns: 190 MB for thirty tables at the engine's own
    # 256 kB, 50 at this. The files of small warehouses are smaller for it too.
    "default_block_size": "65536",
    # What the engine has freed goes back to the machine by 16 and 32 MB instead of 128 and 512, at no price that was
    # seen: up to 80 MB less while a large day is stored.
    "allocator_flush_threshold": "16MB",
    "allocator_bulk_deallocation_flush_threshold": "32MB",
    # Small groups of rows are put together when the file is made whole, not whenever a load is taken in: TIDYING in
    # connection.py.
    "max_vacuum_tasks": "0",
}
#: What the engine calls the file.
NAME = "warehouse"
#: Rows of a table that lie and are written together; a multiple of 2,048. When the engine puts small groups of texts
#: together it holds 9 to 14 kB for each row until it has put all of them together, with the last that are not full: 1 GB
#: for 64,000, more than 2 with its own groups of 122,880.
GROUP_ROWS = 8_192
BLOCKS_IN_USE = (
    "select block_size * used_blocks from pragma_database_size() where database_name = current_database()"
)


def attached(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """An engine that stands in a warehouse's file: only a file that is attached can have smaller groups of rows.

    Raises duckdb.Error.
    """
    engine = duckdb.connect(":memory:", config={**SETTINGS, "temp_directory": f"{path}.tmp"})
    quoted = str(path).replace("'", "''")
    try:
        engine.execute(
            f"attach '{quoted}' as {NAME} (row_group_size {GROUP_ROWS}{', read_only' if read_only else ''})"
        )
        engine.execute(f"use {NAME}")
    except BaseException:
        engine.close()
        raise
    return engine


def check_whole(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raises WarehouseDamaged when the file cannot hold the blocks it uses; the engine would read on.

    Free blocks at the end need not be there, and a log may speak of blocks that are still to be written.
    """
    if path.with_name(path.name + ".wal").exists():
        return
    found = connection.execute(BLOCKS_IN_USE).fetchone()
    if found and found[0] and path.stat().st_size < found[0]:
        raise WarehouseDamaged(
            f"{path} is cut short ({path.stat().st_size:,} bytes of at least {found[0]:,}): move it aside and rebuild "
            "it from the archive (`parallax doctor` says how), or restore a backup"
        )


def undo(cursor: duckdb.DuckDBPyConnection) -> None:
    """Rolls back; an error that comes of it is not the one to tell."""
    try:
        cursor.execute("rollback")
    except duckdb.Error:
        return  # the engine has already undone it; the first error is the one to tell
