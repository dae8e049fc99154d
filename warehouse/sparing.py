"""Work on the tables inside a bound of memory; once more inside a wider one, then without, where it does not suffice.

The engine takes what it may, by default four fifths of the machine, and gives little back to it. Held to a
bound it writes what is over into files beside the warehouse, which costs a tenth more of processor time. A bound
stands above what the engine cannot give up: that grows with the archive, and would leave the work less every day.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TypeVar

import duckdb

from warehouse.connection import Warehouse
from warehouse.engine_errors import engine_errors
from warehouse.errors import WarehouseError

T = TypeVar("T")
#: How many threads do work of an engine without its bound now, by its place; asked and changed by one at a time.
_without: Counter[str] = Counter()
_one_at_a_time = threading.Lock()

#: Bytes that the rows and tables of a day may take, and that indexing and writing them for readers may: the run itself
#: holds most then. A day of 3,000 articles takes 480 MB where nothing holds it back; indexing one of 10,000 made articles
#: took 540 MB inside 400 and takes 330, at a sixth more of processor time. Building a day of 10,000 pages, writing its
#: 583,000 rows of `daily.claims` for readers and indexing it stay inside the bound (with two such days before it).
DAY_MEMORY = 250_000_000
#: The wider bound, in parts of the first: for larger days, which would otherwise take what there is.
WIDER = 1.6
#: Bytes that the engine may hold before it is asked to give up what it only read: fewer are not worth the look.
_KEPT = 25_000_000
_HELD = "select coalesce(sum(memory_usage_bytes), 0)::bigint from duckdb_memory()"


def sparingly(
    warehouse: Warehouse, work: Callable[[duckdb.DuckDBPyConnection], T], memory: int = DAY_MEMORY
) -> T:
    """What `work` returns, done in one transaction as `Warehouse.transacted` does it; it may be called again."""
    return within(warehouse, lambda: warehouse.transacted(work), memory)


def within(warehouse: Warehouse, work: Callable[[], T], memory: int = DAY_MEMORY) -> T:
    """What `work` returns, done inside the bound, in bytes; where that does not suffice it is called again.

    A warehouse that several write is left its memory: its engine holds the tables of others too.
    """
    if warehouse.shared:
        return work()
    for bound in (memory, int(WIDER * memory)):
        try:
            with bounded(warehouse, bound):
                return work()
        except WarehouseError as error:
            if not isinstance(error.__cause__, duckdb.OutOfMemoryException):
                raise
        let_go(warehouse)
    with _unheld(warehouse):
        return work()


@contextmanager
def bounded(warehouse: Warehouse, memory: int) -> Iterator[None]:
    """The engine of a file takes no more than this, in bytes, besides what it cannot give up, until the block ends; that
    of a lake is left what it has."""
    if warehouse.shared:
        yield
        return
    with engine_errors(warehouse.place):
        setting = warehouse.cursor()
        try:
            with _one_at_a_time:
                if not _without[f"{warehouse.place}"]:
                    setting.execute(f"set memory_limit = '{memory + _held(setting)}B'")
            yield
        finally:
            # Not `reset`, which leaves the bound where it was and only says otherwise.
            setting.execute(f"set memory_limit = '{_usual()}'")
            setting.close()


def _held(setting: duckdb.DuckDBPyConnection) -> int:
    """Bytes that the engine holds when it has given up what it only read."""
    found = setting.execute(_HELD).fetchone()
    if found and found[0] > _KEPT:
        _give_up_what_was_read(setting)
        found = setting.execute(_HELD).fetchone()
    return int(found[0]) if found else 0


def _give_up_what_was_read(setting: duckdb.DuckDBPyConnection) -> None:
    """A bound that nothing fits in makes the engine look; it is refused, and the one before holds on."""
    with suppress(duckdb.OutOfMemoryException):
        setting.execute("set memory_limit = '1KB'")


@contextmanager
def _unheld(warehouse: Warehouse) -> Iterator[None]:
    """No bound until the block ends, whatever other threads do: theirs is the whole engine's and would hold this work."""
    engine = f"{warehouse.place}"
    with engine_errors(warehouse.place):
        setting = warehouse.cursor()
        with _one_at_a_time:
            _without[engine] += 1
        try:
            setting.execute(f"set memory_limit = '{_usual()}'")
            yield
        finally:
            with _one_at_a_time:
                _without[engine] -= 1
            setting.close()


def let_go(warehouse: Warehouse) -> None:
    """Has the engine of a file give back the blocks it read, and its notes of those that are long gone.

    It keeps what it read up to its bound, and some 4 kB for each join ever made (version 1.5.5: 36 MB after 18,000; most
    likely its queue of blocks that could be given up, which it looks through when it is short of memory only). A bound that
    nothing fits in makes it look; what is in use stays where it is, so the bound is refused and the one before holds on.
    """
    if warehouse.shared:
        return
    with engine_errors(warehouse.place):
        setting = warehouse.cursor()
        try:
            _give_up_what_was_read(setting)
        finally:
            setting.close()
            hand_back(warehouse)


def hand_back(warehouse: Warehouse) -> None:
    """Has the engine of a file give the machine what it has freed, which its allocator keeps for the next need.

    Any bound that is set makes it do so; this is its usual one, so that others may ask it for something meanwhile.
    """
    if warehouse.shared:
        return
    with engine_errors(warehouse.place):
        setting = warehouse.cursor()
        setting.execute(f"set memory_limit = '{_usual()}'")
        setting.close()


@cache
def _usual() -> str:
    """What the engine takes by default on this machine, in its own words, which round."""
    with duckdb.connect(":memory:") as connection:
        found = connection.execute("select current_setting('memory_limit')").fetchone()
    assert found is not None
    return str(found[0])


__all__ = ["DAY_MEMORY", "bounded", "hand_back", "let_go", "sparingly", "within"]
