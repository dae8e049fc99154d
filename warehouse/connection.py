"""Opening the warehouse: one writer, a numbered schema, and plain words when something is wrong.

While a process has the file open nothing in it may open the same file another way (copy, read,
checksum): closing that second descriptor drops the engine's POSIX lock and a second writer gets in.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from graphlib import TopologicalSorter
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import duckdb

from warehouse.contract import ROOM, Contract, contracts
from warehouse.errors import (
    MAKE_ONE,
    WarehouseBusy,
    WarehouseDamaged,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseLost,
    WarehouseMissing,
    WarehouseNewer,
)
from warehouse.place import Lake, Place
from warehouse.threads import Threads

T = TypeVar("T")

MIGRATIONS = ROOM / "migrations"
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
    # Small groups of rows are put together when the file is made whole, not whenever a load is taken in: TIDYING.
    "max_vacuum_tasks": "0",
}
#: What the engine calls the file.
NAME = "warehouse"
#: Rows of a table that lie and are written together; a multiple of 2,048. When the engine puts small groups of texts
#: together it holds 9 to 14 kB for each row until it has put all of them together, with the last that are not full: 1 GB
#: for 64,000, more than 2 with its own groups of 122,880.
GROUP_ROWS = 8_192
#: How often small groups of rows are put together, in each table, when the file is made whole: as many as fit into three
#: groups at once, which holds 340 MB at most. The engine's own number is a hundred, each beside what those before it hold.
#: At every load it took six times as long as the loads. What is left small waits for `compact_when_loose`.
TIDYING = 1
#: Bytes of the log from which a load takes it in: some 600 long articles with their claims, 50 MB of memory.
LOG_BYTES = 16_000_000
BLOCKS_IN_USE = (
    "select block_size * used_blocks from pragma_database_size() where database_name = current_database()"
)
_CONFLICT = re.compile(r"transaction conflict|concurrent|could not serialize|deadlock", re.I)
_AWAY = re.compile(
    r"unable to connect|could not connect|connection to server|server closed the connection|terminat\w+ connection|"
    r"no connection to the server|connection refused|not accept\w* (tcp )?connections|starting up|shutting down|recovery|"
    # What the engine says of every step after one that lost its server.
    r"current transaction is aborted",
    re.I,
)
_FULL = re.compile(r"no space left|disk quota|file too large|out of disk|could not write all", re.I)
_NO_MEMORY = re.compile(r"out of memory|failed to (pin|allocate)|could not allocate", re.I)
_LOCKED = re.compile(r"could not set lock|conflicting lock|unique file handle conflict", re.I)
_NEWER = re.compile(r"newer version|can only read version|unsupported.*storage version", re.I)
_DAMAGED = re.compile(
    r"not a valid duckdb|checksum|corrupt|replaying wal|wal file|deserial|serializ|invalidated|"
    r"could not read enough|read out of|metadata|unexpected end|block",
    re.I,
)


class Warehouse:
    """An open warehouse. Close it, or use it in a `with` block; one thread writes at a time."""

    #: Whether other processes may write at the same time.
    shared = False
    #: What the engine calls the warehouse.
    name = NAME

    def __init__(self, place: Place, connection: duckdb.DuckDBPyConnection, read_only: bool) -> None:
        self.place = place
        self.read_only = read_only
        self._connection = connection
        self._writing = threading.RLock()
        self._closed = False
        self._threads = Threads()

    @property
    def path(self) -> Path:
        """The file of a warehouse that is one."""
        assert isinstance(self.place, Path)
        return self.place

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the same file; one per thread, never shared."""
        cursor = self._connection.cursor()
        cursor.execute(f"use {self.name}")
        cursor.execute("set TimeZone = 'UTC'")
        return cursor

    def rows(self, sql: str, parameters: Any = None) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries."""
        with engine_errors(self.place):
            return self.arrow(sql, parameters).to_pylist()

    def arrow(self, sql: str, parameters: Any = None) -> Any:
        """The rows of a query as one Arrow table."""
        with engine_errors(self.place):
            cursor = self.cursor()
            try:
                return cursor.execute(sql, parameters).to_arrow_table()
            finally:
                cursor.close()

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All or nothing: commits at the end of the block, undoes everything when it raises."""
        with self._writing, engine_errors(self.place):
            cursor = self.cursor()
            try:
                cursor.execute("begin transaction")
                try:
                    yield cursor
                    cursor.execute("commit")
                except BaseException:
                    undo(cursor)
                    raise
            finally:
                cursor.close()

    def transacted(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """What `work` returns, done in one transaction; it may be called again where several write."""
        with self.transaction() as cursor:
            return work(cursor)

    @contextmanager
    def one_thread(self) -> Iterator[None]:
        """Statements run on one thread until the end of the block: small ones spend more time on several.

        It holds for all that is asked meanwhile, which takes longer and is right all the same. Blocks may overlap.
        """
        with engine_errors(self.place):
            self._threads.lessen(self._connection)
        try:
            yield
        finally:
            self._threads.restore(self._connection)

    def dialect(self, statement: str) -> str:
        """A statement that makes a table, as this warehouse's engine takes it."""
        return statement

    def lay_out(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """What new tables need besides their columns."""

    def checkpoint(self) -> None:
        """Writes the log into the file, so that the file alone is whole, and puts small groups of rows together.

        The engine does the second in tables that were written to since it last took its log in, while nobody reads.
        """
        with self._writing, engine_errors(self.place):
            self._connection.execute(f"set max_vacuum_tasks = {TIDYING}")
            try:
                self._connection.execute("checkpoint")
            finally:
                with suppress(
                    duckdb.Error
                ):  # of a file that is not open any more: the first error is the one to tell
                    self._connection.execute("set max_vacuum_tasks = 0")

    def take_in_log(self) -> None:
        """Takes the log in once it has grown to LOG_BYTES: what stands in it alone is held in memory as well.

        The engine's own checkpoints do not come in a run that reads between its loads (`docs/speed.md`). Where it
        refuses now, the next load tries again.
        """
        log = self.path.with_name(self.path.name + ".wal")
        if not log.exists() or log.stat().st_size < LOG_BYTES:
            return
        with self._writing, engine_errors(self.place), suppress(duckdb.TransactionException):
            self._connection.execute("checkpoint")

    @contextmanager
    def standing_still(self) -> Iterator[Path]:
        """The file, whole and not written to while the block runs. Another process may copy it; this one
        must not open it.
        """
        with self._writing:
            if not self.read_only:
                self.checkpoint()
            yield self.path

    def close(self) -> None:
        """Checkpoints and lets go of the file; closing again does nothing.

        What was committed stays in the log and is taken in on the next opening when there is no room for it now.
        """
        with self._writing:
            if self._closed:
                return
            self._closed = True
            try:
                if not self.read_only:
                    self.checkpoint()
            finally:
                self._connection.close()

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except WarehouseError:
            if error is None:
                raise


def open_warehouse(
    place: Place | str, *, read_only: bool = False, wait_seconds: float = 0.0, migrations: Path = MIGRATIONS
) -> Warehouse:
    """Opens the warehouse at `place`, makes it when it is not there, brings an older one up to date.

    Waits up to `wait_seconds` for another process to let go of it. Raises WarehouseMissing (only with
    `read_only`), WarehouseLocked, WarehouseNewer, WarehouseDamaged or WarehouseFull; for a lake WarehouseLost.
    """
    if isinstance(place, Lake):
        from warehouse.lake import open_lake  # it needs this module, and its extensions only now

        return open_lake(place, read_only=read_only, migrations=migrations)
    path = Path(place)
    if read_only and not path.is_file():
        raise WarehouseMissing(f"there is no warehouse at {path}: {MAKE_ONE}")
    if path.is_dir():
        raise WarehouseDamaged(f"{path} is a folder, not a warehouse file: give the path of the file")
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(path, read_only, time.monotonic() + wait_seconds)
    warehouse = Warehouse(path, connection, read_only)
    try:
        with engine_errors(path):
            connection.execute("set TimeZone = 'UTC'")
            check_whole(connection, path)
            bring_up_to_date(warehouse, migrations)
    except BaseException:
        connection.close()
        raise
    return warehouse


@contextmanager
def engine_errors(place: Place) -> Iterator[None]:
    """Turns the engine's errors into those of this room, each with the file and what to do."""
    try:
        yield
    except duckdb.Error as error:
        raise explain(error, place) from error
    except OSError as error:
        # Arrow's have no number and no kind; others are the system's, or a wait that took too long.
        if type(error) is not OSError or error.errno is not None:
            raise
        told = _told_by_arrow(error)
        raise explain(told, place) from told


def _told_by_arrow(error: OSError) -> duckdb.Error:
    """What the engine failed from while Arrow took rows from it, which comes as an error of Arrow's without a number."""
    said = str(error)
    if "Out of Memory Error" in said:
        return duckdb.OutOfMemoryException(said)
    return duckdb.IOException(said) if said.startswith("IO Error") else duckdb.Error(said)


def explain(error: duckdb.Error, path: Place) -> WarehouseError:
    """The engine's error as one of this room, in words; the engine's first line is kept."""
    said = str(error)
    first = said.splitlines()[0][:300] if said else type(error).__name__
    if isinstance(path, Lake):
        return _explain_lake(said, first, path)
    if _LOCKED.search(said):
        return WarehouseLocked(
            f"{path} is open in another process, or already in this one: wait until that run has ended, or read"
            " the published copy"
        )
    # A checkpoint that finds no room is fatal to the open file, not to what was committed: see close().
    if isinstance(error, duckdb.FatalException) and _NO_MEMORY.search(said):
        return WarehouseError(
            f"no memory left to write {path}; what was stored stands in its log, and nothing is lost: end other"
            " programs, then run again"
        )
    if isinstance(
        error, duckdb.IOException | duckdb.OperationalError | duckdb.FatalException
    ) and _FULL.search(said):
        return WarehouseFull(
            f"no room left on the disk of {path}; nothing of this step was stored: make room and run again"
        )
    if _NEWER.search(said):
        return WarehouseNewer(
            f"{path} was written by a newer version of the engine: update Parallax, or open a copy that "
            "this version published"
        )
    broken = (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.SerializationException,
        duckdb.InternalException,
    )
    if isinstance(error, broken) and _DAMAGED.search(said):
        return WarehouseDamaged(
            f"{path} cannot be read ({first}): move it aside and rebuild it from the archive "
            "(`parallax doctor` says how), or restore a backup"
        )
    return WarehouseError(f"{path}: {first}")


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


def _explain_lake(said: str, first: str, lake: Lake) -> WarehouseError:
    if _CONFLICT.search(said):
        return WarehouseBusy(
            f"{lake} was changed by another pipeline at the same time ({first}); nothing of this step was stored"
        )
    if _AWAY.search(said):
        return WarehouseLost(
            f"the catalog of {lake} does not answer ({first}); nothing of this step was stored: look at its Postgres"
            " server, then run again"
        )
    return WarehouseError(f"{lake}: {first}")


def schema_version(migrations: Path = MIGRATIONS) -> int:
    """The number of the newest schema that this code knows; 1 is the first."""
    return max([1, *_numbered(migrations)])


def _connect(path: Path, read_only: bool, deadline: float) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            return attached(path, read_only)
        except duckdb.Error as error:
            explained = explain(error, path)
            if not isinstance(explained, WarehouseLocked) or time.monotonic() >= deadline:
                raise explained from error
            time.sleep(0.05)


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


def bring_up_to_date(warehouse: Warehouse, migrations: Path) -> None:
    """Makes the newest schema where there is none, else takes the steps from its own to the newest."""
    newest = schema_version(migrations)
    version = _version(warehouse)
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
    if version is None:
        with warehouse.transaction() as cursor:
            _lay(warehouse, cursor, newest)
    for number, path in sorted(_numbered(migrations).items()):
        if version is not None and number > version:
            with warehouse.transaction() as cursor:
                cursor.execute(warehouse.dialect(path.read_text(encoding="utf-8")))
                warehouse.lay_out(cursor)
                cursor.execute("insert into meta.schema_version values (?, now())", [number])
    from warehouse.build import refresh_contract  # the builder needs this module

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


def _version(warehouse: Warehouse) -> int | None:
    known = (
        "select 1 from duckdb_tables() where database_name = current_database()"
        " and schema_name = 'meta' and table_name = 'schema_version'"
    )
    if not warehouse.cursor().execute(known).fetchone():
        return None
    found = warehouse.cursor().execute("select max(version) from meta.schema_version").fetchone()
    return None if found is None else found[0]


def _numbered(folder: Path) -> dict[int, Path]:
    return {int(path.name[:4]): path for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql")}


def undo(cursor: duckdb.DuckDBPyConnection) -> None:
    """Rolls back; an error that comes of it is not the one to tell."""
    try:
        cursor.execute("rollback")
    except duckdb.Error:
        return  # the engine has already undone it; the first error is the one to tell


def in_order(found: dict[str, Contract]) -> list[Contract]:
    """Contracts so that each comes after those it depends on."""
    graph = {
        name: {table.split(".")[1] for table in contract.depends if table.split(".")[1] in found} - {name}
        for name, contract in found.items()
    }
    return [found[name] for name in TopologicalSorter(graph).static_order()]
