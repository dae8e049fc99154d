"""The published copy: one read-only DuckDB file swapped in whole, and Parquet files by day.

Readers that have the old file open keep it; whoever opens the path later gets the new one. (A process
that keeps any connection to the old file open gets the old file again: open for each look, and close.)
The copy is made by another process, because this one would lose its lock by closing the file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from warehouse.connection import Warehouse
from warehouse.contract import Contract, contracts
from warehouse.engine_errors import engine_errors
from warehouse.errors import WarehouseError, WarehouseFull
from warehouse.lake import LakeWarehouse, tidy
from warehouse.place import Place
from warehouse.search import index_days, unindexed_days
from warehouse.sparing import let_go, within
from warehouse.storing import count_rows
from warehouse.text_days import with_own_texts
from warehouse.threads import threads_for

COPY_NAME = "parallax.duckdb"
PARQUET = "parquet"
_TEMPORARY = ".unfinished"
#: Rows with texts that several threads may put in order: what they hold of more does not fit into the engine's bound.
_ROWS_AT_ONCE = 200_000
#: A copy that shares blocks with the original where the file system can (FICLONE, copy_file_range), by bytes where
#: not; the disk is told to begin with each piece while the next is copied, so that little is left for the flush.
_COPY = """
import fcntl, os, sys
PIECE = 1 << 26
with open(sys.argv[1], "rb") as original, open(sys.argv[2], "wb") as copy:
    source, target = original.fileno(), copy.fileno()
    def by_bytes(begin, count):
        return os.sendfile(target, source, begin, count)
    def by_kernel(begin, count):
        return os.copy_file_range(source, target, count, begin, begin)
    try:
        fcntl.ioctl(target, 0x40049409, source)
    except OSError:
        size, done, step = os.fstat(source).st_size, 0, by_kernel
        while done < size:
            try:
                copied = step(done, min(size - done, PIECE))
            except OSError:
                if done or step is by_bytes:
                    raise
                step = by_bytes
                continue
            if copied == 0:
                sys.exit("the file became shorter")
            os.posix_fadvise(target, done, copied, os.POSIX_FADV_DONTNEED)
            done += copied
    os.fsync(target)
"""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the file or lake, the bytes of a file, the days that are new in it, seconds it took."""

    path: Place
    file_bytes: int
    days: tuple[date, ...]
    seconds: float


def publish(
    warehouse: Warehouse, folder: Path | str, *, parquet: bool = True, search: bool = True
) -> Published:
    """Swaps a consistent read-only copy of the warehouse into `folder`; brings its Parquet up to date.

    Only days that changed since they were last published are indexed for search.find and written again
    as Parquet. On any error the copy that was there stays. Raises WarehouseFull when the disk is full.
    """
    started = time.monotonic()
    if isinstance(warehouse, LakeWarehouse):
        return _publish_lake(warehouse, started, search)
    folder = Path(folder)
    target = folder / COPY_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.glob(f"*{_TEMPORARY}"):
            stale.unlink()
        days = _index_and_write(warehouse, folder / PARQUET if parquet else None, search)
        temporary = target.with_name(f"{COPY_NAME}.{os.getpid()}{_TEMPORARY}")
        let_go(warehouse)  # groups of rows are put together now, beside whatever the engine holds
        with warehouse.standing_still() as original:
            copy_file(original, temporary)
        let_go(warehouse)
        temporary.chmod(0o444)
        temporary.replace(target)
        _flush_folder(folder)
    except OSError as error:
        raise WarehouseFull(
            f"could not publish into {folder} ({error.strerror}); the copy that was there is untouched: make "
            "room or mend the folder's rights, and publish again"
        ) from error
    return Published(target, target.stat().st_size, days, time.monotonic() - started)


def _publish_lake(warehouse: LakeWarehouse, started: float, search: bool) -> Published:
    """Readers see every commit of a lake at once; what is left is to index, and to join what is small."""
    if search:
        index_days(warehouse)
    days = tuple(
        row["day"] for row in warehouse.rows("select distinct day from meta.unpublished_day order by day")
    )
    warehouse.transacted(
        lambda cursor: cursor.execute(
            "delete from meta.unpublished_day where day in (select unnest(?::date[]))", [list(days)]
        )
    )
    tidy(warehouse)
    return Published(warehouse.lake, 0, days, time.monotonic() - started)


def forget_history(warehouse: Warehouse) -> None:
    """In a lake, lets go of every earlier state, with what was deleted since; a file has none."""
    if isinstance(warehouse, LakeWarehouse):
        tidy(warehouse, keep_days=0)


def copy_file(original: Path, copy: Path) -> None:
    """Copies a file by another process, whole and flushed. Raises WarehouseFull and leaves no copy."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _COPY, str(original), str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        copy.unlink(missing_ok=True)
        said = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise WarehouseFull(f"could not copy {original} to {copy} ({said[0]}): make room and try again")


def parquet_tables() -> list[Contract]:
    """The tables that are published as Parquet by day."""
    return [
        contract
        for schema in ("raw", "daily")
        for contract in contracts(schema).values()
        if any(column.name == "day" for column in contract.columns) and contract.name != "run"
    ]


def _index_and_write(warehouse: Warehouse, folder: Path | None, search: bool) -> tuple[date, ...]:
    """Indexes and writes as Parquet whatever days need it, one after the other; returns those written.

    Two threads at once were no faster, and what one of them puts in order leaves the other nothing of the engine's bound.
    """
    written = _days_to_write(warehouse, folder) if folder else ()
    indexed = unindexed_days(warehouse) if search else ()
    with threads_for(warehouse, [*written, *indexed]):
        if search:
            index_days(warehouse)
        if folder:
            with engine_errors(warehouse.place):
                for contract in parquet_tables():
                    within(
                        warehouse, partial(_write_days, warehouse, contract, folder / contract.table, written)
                    )
            with warehouse.transaction() as cursor:
                cursor.execute(
                    "delete from meta.unpublished_day where day in (select unnest(?::date[]))",
                    [list(written)],
                )
    return written


def _days_to_write(warehouse: Warehouse, folder: Path) -> tuple[date, ...]:
    """Days that changed since they were last written, and those that are not there."""
    changed = {row["day"] for row in warehouse.rows("select distinct day from meta.unpublished_day")}
    there = {row["day"] for row in warehouse.rows(_ALL_DAYS)}
    known = {path.name.removeprefix("day=") for path in folder.glob("daily.coverage/day=*")}
    return tuple(sorted(changed | {day for day in there if day.isoformat() not in known}))


def _write_days(warehouse: Warehouse, contract: Contract, folder: Path, days: Sequence[date]) -> None:
    order = ", ".join(contract.key)
    with closing(warehouse.cursor()) as cursor:
        for day in days:
            place = folder / f"day={day.isoformat()}"
            place.mkdir(parents=True, exist_ok=True)
            temporary = place / f"rows{_TEMPORARY}"
            written = str(temporary).replace("'", "''")
            rows = (
                f"from ({with_own_texts(cursor, contract.gives, day)}) where day = date '{day.isoformat()}'"
            )
            many = contract.by_stories and count_rows(cursor, f"({rows})") > _ROWS_AT_ONCE
            with warehouse.one_thread() if many else nullcontext():
                cursor.execute(
                    f"copy (select * {rows} order by {order}) to '{written}' (format parquet, compression zstd)"
                )
            temporary.replace(place / "rows.parquet")


_ALL_DAYS = "select distinct day from raw.version union select distinct day from daily.coverage"


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["COPY_NAME", "PARQUET", "Published", "WarehouseError", "copy_file", "parquet_tables", "publish"]
