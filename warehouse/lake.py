"""A warehouse in a DuckLake: the same tables, written by several pipelines and read by many at once.

The catalog (which files make up which table at which moment) is a Postgres database, the rows are Parquet
files in a shared folder or on S3; small inserts wait in the catalog until `tidy` writes them out. A reader
sees the state of one moment and never waits. A lake has no keys and no locks of its own, so writers take
turns by a lock in the catalog's server, which ends with the process that holds it. Should two ever meet,
one row that each writing transaction changes (`meta.turn`) tells them apart: the slower one is undone whole and
does its work again on what the faster one left.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import duckdb

from warehouse.connection import MIGRATIONS, Warehouse
from warehouse.engine import SETTINGS, undo
from warehouse.engine_errors import engine_errors
from warehouse.errors import WarehouseBusy, WarehouseError, WarehouseLost, WarehouseMissing
from warehouse.place import Lake
from warehouse.schema import bring_up_to_date

T = TypeVar("T")
#: The name under which a lake is attached.
NAME = "lake"
#: The name under which its catalog's server is attached a second time, for turns, and the lock's number there.
TURNS, TURN_KEY = "turns", 7272
#: Inserts of fewer rows stay in the catalog until they are written out together: no file for a single poll.
INLINED_ROWS = 500
#: How long a writer tries again when others are faster, or the catalog is away: a database restarts in less.
RETRY_SECONDS = 120.0
#: Snapshots that no reader needs any more are let go after this, with the files that only they name.
KEEP_DAYS = 7
_PASSWORD = re.compile(r"\bpassword\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))\s*")
#: A statement that makes a table with a column day, as the migrations and store.sql write it.
_MADE_BY_DAY = re.compile(
    r"^create table ((?:raw|daily|store|search)\.(?!run\b)\w+) \([^;]*?^    day date[^;]*\);", re.M
)
#: The tables whose files lie by day already; one with rows of the same transaction takes no new layout.
_BY_DAY = f"""
select schemas.schema_name || '.' || tables.table_name
from __ducklake_metadata_{NAME}.ducklake_partition_info as layout
inner join __ducklake_metadata_{NAME}.ducklake_table as tables using (table_id)
inner join __ducklake_metadata_{NAME}.ducklake_schema as schemas using (schema_id)
where layout.end_snapshot is null and tables.end_snapshot is null and schemas.end_snapshot is null
"""
_EXTENSIONS = ("ducklake", "postgres_scanner")


class LakeWarehouse(Warehouse):
    """An open lake. Several processes may write at a time; the threads of one take turns."""

    shared = True
    name = NAME

    def __init__(self, lake: Lake, connection: duckdb.DuckDBPyConnection, read_only: bool) -> None:
        super().__init__(lake, connection, read_only)
        self.lake = lake
        self._by_day: set[str] = set()

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All or nothing. Raises WarehouseBusy when another writer was faster, WarehouseLost without catalog."""
        with self._writing, engine_errors(self.place), self._turn():
            cursor = self.cursor()
            try:
                cursor.execute("begin transaction")
                try:
                    yield cursor
                    cursor.execute("update meta.turn set turns = turns + 1")
                    cursor.execute("commit")
                except BaseException:
                    undo(cursor)
                    raise
            finally:
                cursor.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Waits until no other pipeline writes; the catalog's server keeps the queue."""
        holder = self._connection.cursor()
        try:
            holder.execute("begin transaction")
            holder.execute(
                f"from postgres_query('{TURNS}', 'select pg_advisory_xact_lock({TURN_KEY})::text')"
            ).fetchall()
            yield
        finally:
            undo(holder)
            holder.close()

    def transacted(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """`work` in a transaction, again when another writer was faster or the catalog was away."""
        return _again(lambda: super(LakeWarehouse, self).transacted(work))

    @contextmanager
    def one_thread(self) -> Iterator[None]:
        """Nothing: what a lake takes time for is its catalog."""
        yield

    def dialect(self, statement: str) -> str:
        """Statements of the house without what a lake does not have: column compression and keys.

        A table made among others is laid out at once, since a lake cannot once it has rows of the same transaction.
        """
        plain = statement.replace(" using compression zstd", "").replace(" primary key", "")
        return _MADE_BY_DAY.sub(self._laid_out, plain)

    def _laid_out(self, made: re.Match[str]) -> str:
        self._by_day.add(made[1])
        return f"{made[0]}\nalter table {made[1]} set partitioned by (day);"

    def lay_out(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Files by day, so that a day is read and replaced alone; small tables of meta stay as they are."""
        new = cursor.execute(
            """select distinct schema_name || '.' || table_name from duckdb_columns()
            where database_name = current_database() and schema_name in ('raw', 'daily', 'store', 'search')
                and column_name = 'day' and table_name <> 'run'
                and (schema_name, table_name) in (
                    select (schema_name, table_name) from duckdb_tables()
                    where database_name = current_database()
                )"""
        ).fetchall()
        self._by_day.update(table for (table,) in cursor.execute(_BY_DAY).fetchall())
        for (table,) in new:
            if table not in self._by_day:
                cursor.execute(f"alter table {table} set partitioned by (day)")
                self._by_day.add(table)

    def checkpoint(self) -> None:
        """Every commit is durable already."""

    def take_in_log(self) -> None:
        """A lake has none; `tidy` writes out what waits in the catalog."""

    @contextmanager
    def standing_still(self) -> Iterator[Path]:
        """A lake is no file. Raises WarehouseError."""
        raise WarehouseError(
            f"{self.place} is no file to copy: back up its catalog with pg_dump, and its files"
        )
        yield Path()


def open_lake(lake: Lake, *, read_only: bool = False, migrations: Path = MIGRATIONS) -> LakeWarehouse:
    """Opens the lake, makes its tables when it has none, brings older ones up to date.

    Raises WarehouseLost when the catalog does not answer, WarehouseMissing (only with `read_only`) when the lake
    has no tables yet, WarehouseNewer.
    """
    connection = connect(lake, read_only)
    warehouse = LakeWarehouse(lake, connection, read_only)
    try:
        with engine_errors(lake):
            if not read_only:
                _again(lambda: _make_turn(warehouse))
            _again(lambda: bring_up_to_date(warehouse, migrations))
    except BaseException:
        connection.close()
        raise
    return warehouse


def connect(lake: Lake, read_only: bool) -> duckdb.DuckDBPyConnection:
    """An engine of its own with nothing but the lake attached."""
    settings = {name: value for name, value in SETTINGS.items() if name != "storage_compatibility_version"}
    connection = duckdb.connect(":memory:", config={**settings, "python_enable_replacements": "false"})
    try:
        with engine_errors(lake):
            prepare(connection, lake, read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: duckdb.DuckDBPyConnection, lake: Lake, read_only: bool) -> None:
    """Loads the extensions, says who we are on S3, attaches the lake and stands in it."""
    remote = lake.files.startswith("s3://")
    catalog = _without_password(lake.catalog)
    for name in (*_EXTENSIONS, *(("httpfs",) if remote else ())):
        connection.execute(f"load {_text(extension(name))}")
    if remote:
        given = "".join(f", {name} {_text(value)}" for name, value in lake.s3 if value)
        connection.execute(f"create secret (type s3{given})")
    elif not read_only:
        Path(lake.files).mkdir(parents=True, exist_ok=True)
    how = f"data_path {_text(lake.files.rstrip('/') + '/')}, data_inlining_row_limit {INLINED_ROWS}"
    connection.execute(
        f"attach {_text('ducklake:postgres:' + catalog)} as {NAME} ({how}{', read_only' if read_only else ''})"
    )
    if not read_only:
        connection.execute(f"attach {_text(catalog)} as {TURNS} (type postgres, read_only)")
    connection.execute(f"use {NAME}")


def _without_password(catalog: str) -> str:
    """The connection string as the engine may show it; libpq takes the password from the environment instead."""
    found = _PASSWORD.search(catalog)
    if found is None:
        return catalog
    os.environ["PGPASSWORD"] = (found[1] or found[2]).replace("\\'", "'")
    return _PASSWORD.sub("", catalog).strip()


def extension(name: str) -> str:
    """Path of an installed extension of the engine. Raises WarehouseError when its package is missing."""
    try:
        room = files(f"duckdb_extension_{name}") / "extensions" / f"v{duckdb.__version__}"
    except ModuleNotFoundError:
        raise WarehouseError(
            f"a shared warehouse needs the package duckdb-extension-{name.replace('_', '-')}: "
            "pip install 'parallax-news[lake]'"
        ) from None
    return str(room / f"{name}.duckdb_extension")


def tidy(warehouse: LakeWarehouse, keep_days: float = KEEP_DAYS) -> None:
    """Writes out what waits in the catalog, joins small files, lets go of snapshots older than `keep_days`.

    Files are written anew when most of their rows are deleted, with `keep_days` 0 when any is: until then the
    rows are still in them. Readers are not disturbed, as long as their query takes less than the days kept.
    """
    worth = 0.0 if keep_days == 0 else 0.5
    age = f"older_than => now() - interval '{int(keep_days * 86400)} seconds'"
    for statement in (
        f"call ducklake_flush_inlined_data('{NAME}')",
        f"call ducklake_rewrite_data_files('{NAME}', delete_threshold => {worth})",
        f"call ducklake_merge_adjacent_files('{NAME}')",
        f"call ducklake_expire_snapshots('{NAME}', {age})",
        f"call ducklake_cleanup_old_files('{NAME}', cleanup_all => true)",
    ):
        _again(lambda: _run(warehouse, statement))  # noqa: B023 (run at once)


def _run(warehouse: LakeWarehouse, statement: str) -> None:
    with engine_errors(warehouse.place):
        cursor = warehouse.cursor()
        try:
            cursor.execute(statement).fetchall()
        finally:
            cursor.close()


def _make_turn(warehouse: LakeWarehouse) -> None:
    """The row that tells writers apart; the first thing in a new lake."""
    known = (
        "select 1 from duckdb_tables() where database_name = current_database()"
        " and schema_name = 'meta' and table_name = 'turn'"
    )
    if warehouse.rows(known):
        return
    with engine_errors(warehouse.place), warehouse._turn():
        cursor = warehouse.cursor()
        try:
            cursor.execute("begin transaction")
            cursor.execute(f"call {NAME}.set_option('parquet_compression', 'zstd')")
            cursor.execute("create schema if not exists meta")
            cursor.execute("create table if not exists meta.turn (turns bigint not null)")
            cursor.execute("insert into meta.turn select 0 where not exists (from meta.turn)")
            cursor.execute("commit")
        except BaseException:
            undo(cursor)
            raise
        finally:
            cursor.close()


def _again(work: Callable[[], T]) -> T:
    deadline = time.monotonic() + RETRY_SECONDS
    pause = 0.05
    while True:
        try:
            return work()
        except (WarehouseBusy, WarehouseLost):
            if time.monotonic() >= deadline:
                raise
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(2 * pause, 5.0)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


__all__ = ["LakeWarehouse", "WarehouseMissing", "connect", "open_lake", "prepare", "tidy"]
