"""How many threads the engine works with.

Its threads wait for each other in statements that are soon done, which cost half as much again on two of them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from warehouse.connection import Warehouse

#: Articles of a day from which it has several threads: 250 are better off without, larger days were not compared.
LARGE_DAY = 1000


class Threads:
    """Holds an engine to one thread as long as anybody asks for it."""

    def __init__(self) -> None:
        self._asking, self._counting = 0, threading.Lock()

    def lessen(self, connection: duckdb.DuckDBPyConnection) -> None:
        """One thread from now on, until all who asked for it have asked for several again."""
        with self._counting:
            if not self._asking:
                _execute(connection, "set threads to 1")
            self._asking += 1

    def restore(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Several threads, as far as whoever calls is concerned."""
        with self._counting:
            self._asking -= 1
            if not self._asking:
                # An engine that has given up errs here too; its first error is the one to tell.
                with suppress(duckdb.Error):
                    _execute(connection, "reset threads")


@contextmanager
def threads_for(warehouse: Warehouse, days: Sequence[date]) -> Iterator[bool]:
    """Statements about these days run on one thread until the block ends, unless one of the days is large.

    Gives whether they do, so that another thread may ask for something else meanwhile.
    """
    largest = """select coalesce(max(articles), 0) as articles from (
        select count(*) as articles from store.version_number where day in (select unnest(?::date[])) group by day
    )"""
    if warehouse.rows(largest, [list(days)])[0]["articles"] >= LARGE_DAY:
        yield False
    else:
        with warehouse.one_thread():
            yield True


def _execute(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    cursor = connection.cursor()  # the connection itself may be at work in another thread
    try:
        cursor.execute(statement)
    finally:
        cursor.close()


__all__ = ["Threads", "threads_for"]
