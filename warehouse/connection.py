"""Opening the warehouse: one writer at a time, transactions, and the file made whole.

While a process has the file open nothing in it may open the same file another way (copy, read,
checksum): closing that second descriptor drops the engine's POSIX lock and a second writer gets in.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import duckdb

from warehouse.contract import ROOM
from warehouse.engine import NAME, attached, check_whole, undo
from warehouse.engine_errors import engine_errors, explain
from warehouse.errors import MAKE_ONE, WarehouseDamaged, WarehouseError, WarehouseLocked, WarehouseMissing
from warehouse.place import Lake, Place
from warehouse.threads import Threads

T = TypeVar("T")
MIGRATIONS = ROOM / "migrations"

#: How often small groups of rows are put together, in each table, when the file is made whole: as many as fit into three
#: groups at once, which holds 340 MB at most. The engine's own number is a hundred, each beside what those before it hold.
#: At every load it took six times as long as the loads. What is left small waits for `compact_when_loose`.
TIDYING = 1
#: Bytes of the log from which a load takes it in: some 600 long articles with their claims, 50 MB of memory.
LOG_BYTES = 16_000_000


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
    from warehouse.schema import bring_up_to_date  # it needs this module

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


def _connect(path: Path, read_only: bool, deadline: float) -> duckdb.DuckDBPyConnection:
    while True:
        try:
            return attached(path, read_only)
        except duckdb.Error as error:
            explained = explain(error, path)
            if not isinstance(explained, WarehouseLocked) or time.monotonic() >= deadline:
                raise explained from error
            time.sleep(0.05)
