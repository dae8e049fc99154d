"""The schema of a warehouse: laid in an empty one, and brought from an earlier number to the newest by migrations."""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.connection import MIGRATIONS, Warehouse
from warehouse.contract import ROOM, contracts
from warehouse.errors import WarehouseDamaged, WarehouseNewer


def schema_version(migrations: Path = MIGRATIONS) -> int:
    """The number of the newest schema that this code knows; 1 is the first."""
    return max([1, *_numbered(migrations)])


def bring_up_to_date(warehouse: Warehouse, migrations: Path) -> None:
    """Makes the newest schema where there is none, else takes the steps from its own to the newest."""
    newest = schema_version(migrations)
    with warehouse.cursor() as cursor:
        version = _version(cursor)
    if version is None and warehouse.read_only:
        raise WarehouseDamaged(
            f"{warehouse.place} holds no warehouse: give the path of a warehouse or its copy"
        )
    if version is not None and version > newest:
        raise WarehouseNewer(
            f"{warehouse.place} has schema {version}, this Parallax knows up to {newest}: update Parallax "
            "(nothing was changed)"
        )
    if warehouse.read_only:
        return
    from warehouse.build import refresh_contract  # readers do without all it needs, in half the memory

    if version is None:
        with warehouse.transaction() as cursor:
            if _version(cursor) is None:
                _lay(warehouse, cursor, newest)
    for number, path in sorted(_numbered(migrations).items()):
        if version is not None and number > version:
            with warehouse.transaction() as cursor:
                if (_version(cursor) or 0) >= number:
                    continue  # another program that opened the same lake was faster
                cursor.execute(warehouse.dialect(path.read_text(encoding="utf-8")))
                warehouse.lay_out(cursor)
                cursor.execute("insert into meta.schema_version values (?, now())", [number])
    refresh_contract(warehouse)


def _lay(warehouse: Warehouse, cursor: duckdb.DuckDBPyConnection, newest: int) -> None:
    """Makes the newest schema in an empty file."""
    tables = cursor.execute(
        "select count(*) from duckdb_tables() where database_name = current_database() and table_name <> 'turn'"
    ).fetchone()
    if tables and tables[0]:
        raise WarehouseDamaged(
            "the file is a DuckDB database but not a warehouse: give another path, nothing was changed"
        )
    for schema in ("raw", "model", "daily", "meta", "store", "search"):
        cursor.execute(f"create schema if not exists {schema}")
    cursor.execute(
        "create table meta.schema_version (version integer not null, applied_at timestamptz not null)"
    )
    cursor.execute(
        warehouse.dialect("create table meta.contract (name varchar primary key, hash varchar not null)")
    )
    cursor.execute("create table meta.dirty_day (day date not null, reason varchar not null)")
    cursor.execute("create table meta.unpublished_day (day date not null)")
    cursor.execute("create table meta.unindexed_day (day date not null)")
    cursor.execute("create table meta.deleted_article (article_id varchar not null)")
    cursor.execute(warehouse.dialect((ROOM / "store.sql").read_text(encoding="utf-8")))
    for contract in contracts("raw").values():
        if not contract.is_view:
            cursor.execute(warehouse.dialect(contract.sql))
    warehouse.lay_out(cursor)
    cursor.execute("insert into meta.schema_version values (?, now())", [newest])


def _version(cursor: duckdb.DuckDBPyConnection) -> int | None:
    known = (
        "select 1 from duckdb_tables() where database_name = current_database()"
        " and schema_name = 'meta' and table_name = 'schema_version'"
    )
    if not cursor.execute(known).fetchone():
        return None
    found = cursor.execute("select max(version) from meta.schema_version").fetchone()
    return None if found is None else found[0]


def _numbered(folder: Path) -> dict[int, Path]:
    return {int(path.name[:4]): path for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql")}
