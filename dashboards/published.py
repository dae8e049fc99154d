"""What the pages read: days, tables and questions of the published copy, kept until a newer one is there."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from warehouse import page_evidence, page_marks, page_weeks, pages
from warehouse.connection import Warehouse, open_warehouse
from warehouse.errors import MAKE_ONE, WarehouseMissing
from warehouse.lake_reader import ask_lake, newest_state
from warehouse.place import Lake, Place
from warehouse.read import built_days, daily_table, runs
from warehouse.sandbox import Limits, Result, run_query

Row = dict[str, Any]
ROOMS = (pages, page_weeks, page_marks, page_evidence)
#: Answers kept. A page of the largest warehouse measured asks some twelve questions.
MOST_ANSWERS = 256
#: Results of queries kept; each can be large.
MOST_RESULTS = 8


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the published copy: its place, the time it was swapped in, and its inode.

    Of a lake: the time and the number of its newest state.
    """

    place: Place
    stamp: float
    inode: int

    @property
    def as_of(self) -> datetime:
        """When it was published, aware UTC."""
        return datetime.fromtimestamp(self.stamp, UTC)


def edition(path: Place) -> Edition:
    """The newest published copy. Raises WarehouseMissing when there is none."""
    if isinstance(path, Lake):
        return Edition(path, *newest_state(path))
    if not path.is_file():
        raise WarehouseMissing(f"nothing is published at {path} yet: {MAKE_ONE}")
    found = path.stat()
    return Edition(path, found.st_mtime, found.st_ino)


#: One look at a time: the engine shares one open file inside a process, and must let go of an old copy.
_LOOKING = threading.Lock()


class _Mine(threading.local):
    """What the thread that draws a page holds open."""

    sharing = False
    copy: Warehouse | None = None


_MINE = _Mine()


@contextmanager
def one_look() -> Iterator[None]:
    """All questions asked inside share one opening of the copy, which takes longer than most answers."""
    _MINE.sharing = True
    try:
        yield
    finally:
        _MINE.sharing = False
        if _MINE.copy is not None:
            _MINE.copy.close()
            _MINE.copy = None
            _LOOKING.release()


def _look(of: Edition, question: Callable[..., Any], *given: Any) -> Any:
    if isinstance(of.place, Lake):
        return ask_lake(of.place, question, *given)
    if not _MINE.sharing:
        with _LOOKING, open_warehouse(of.place, read_only=True) as published:
            return question(published, *given)
    if _MINE.copy is None:
        _LOOKING.acquire()
        try:
            _MINE.copy = open_warehouse(of.place, read_only=True)
        except BaseException:
            _LOOKING.release()
            raise
    return question(_MINE.copy, *given)


def days(of: Edition) -> list[date]:
    """The days that have tables, in order."""
    return list(_days(of))


def rows(of: Edition, table: str, day: date, story_id: str | None = None) -> list[Row]:
    """One daily table of one day, or of one of its stories. Do not change the rows."""
    return list(_rows(of, table, day, story_id))


def ask(of: Edition, question: str, *given: Any) -> list[Any]:
    """The answer of one function of warehouse.pages, page_weeks, page_marks or page_evidence.

    Lists among `given` are passed as tuples. Do not change the rows.
    """
    return list(_ask(of, question, *(_frozen(value) for value in given)))


def last_runs(of: Edition, limit: int = 20) -> list[Row]:
    """The last runs, newest first."""
    return list(_runs(of, limit))


def query(of: Edition, sql: str, limits: Limits, given: dict[str, str]) -> Result:
    """The rows of an analyst's query, kept like the others. Raises QueryRefused with what is wrong."""
    return _query(of, sql, limits, tuple(sorted(given.items())))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list | tuple) else value


@functools.lru_cache(maxsize=4)
def _days(of: Edition) -> list[date]:
    return list(_look(of, built_days))


@functools.lru_cache(maxsize=MOST_ANSWERS)
def _rows(of: Edition, table: str, day: date, story_id: str | None) -> list[Row]:
    found: list[Row] = _look(of, lambda w: daily_table(w, table, day, story_id=story_id)).to_pylist()
    return found


@functools.lru_cache(maxsize=MOST_ANSWERS)
def _ask(of: Edition, question: str, *given: Any) -> list[Any]:
    function = next(getattr(room, question) for room in ROOMS if hasattr(room, question))
    return list(_look(of, function, *given))


@functools.lru_cache(maxsize=4)
def _runs(of: Edition, limit: int) -> list[Row]:
    return list(_look(of, runs, limit))


@functools.lru_cache(maxsize=MOST_RESULTS)
def _query(of: Edition, sql: str, limits: Limits, given: tuple[tuple[str, str], ...]) -> Result:
    return run_query(of.place, sql, limits, parameters=dict(given))
