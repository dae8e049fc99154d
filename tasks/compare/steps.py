"""Compare under Prefect: one task per day. The only file of this stage that knows Prefect."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.compare.article_terms import forget_terms
from tasks.compare.batches import DayAtWork, DaysAhead, compare_batch, pack_day, result_of_day
from tasks.compare.day import LARGE_DAY
from tasks.compare.pieces import work_packed
from tasks.compare.records import DayResult
from tasks.compare.rows import TESTED, rows_of_day
from tasks.compare.window import DayInput, day_input, window_articles
from tasks.compare.word_rules import forget_words
from tasks.compare.workers import LOOK_SECONDS, is_large, open_workers
from tasks.giving_back import give_back
from tasks.stopping import StepStopped, in_thread
from tasks.tools import Tools
from warehouse.arriving import as_tables
from warehouse.build import build_day
from warehouse.load import replace_day
from warehouse.sparing import let_go

T = TypeVar("T")


@task(name="compare", task_run_name="compare {day}", cache_policy=NO_CACHE)
async def compare_step(day: date, tools: Tools, judged: Future[int] | None = None) -> dict[str, int]:
    """Origins, stories, claims and divergences of one day, and its daily tables, made anew.

    `judged` is done when the day's health is known: what has been read of the window waits for it, a large window too.
    """
    return await in_thread(tools.stop, compare_one_day, day, tools, judged)


@task(name="compare batch", cache_policy=NO_CACHE)
def compare_batch_step(packed: bytes) -> bytes:
    """A day's comparison by a worker of Dask or Ray; what it is given and gives is told by `batches`."""
    return compare_batch(packed)


@task(name="compare piece", cache_policy=NO_CACHE)
def compare_piece_step(packed: bytes) -> bytes:
    """Some stories of a large day, or some tests between its outlets, by a worker of Dask or Ray."""
    return work_packed(packed)


@task(name="compare", task_run_name="compare {day}", cache_policy=NO_CACHE)
async def compared_step(day: date, sent: DayAtWork, tools: Tools) -> dict[str, int]:
    """The same as `compare_step` from a comparison that a cluster makes: waits for it and stores it."""
    return await asyncio.to_thread(store_compared, sent, tools)


def compare_one_day(day: date, tools: Tools, judged: Future[int] | None = None) -> dict[str, int]:
    """`compare_step` without Prefect; returns rows by table."""
    articles = window_articles(tools.warehouse, day, tools.compare)
    # Where others write too they would wait for the tests: their turn comes when this transaction ends.
    at_once = articles < LARGE_DAY and not tools.warehouse.shared
    wait = None if judged is None else partial(_looked_at, judged)
    with open_workers(articles, tools.processes, tools.engine, compare_piece_step) as workers:
        if wait is not None and articles >= LARGE_DAY:
            wait()  # its questions may not fit beside those of a large window into the engine's bound
            _give_back(tools)
        given = day_input(tools.warehouse, day, tools.compare, wait)
        if at_once:
            with _Storing(day, given.marks, tools) as storing:
                stored = storing.finish(given.compared(tools.compare, workers, storing.begin))
        else:
            _give_back(tools)
            marks, rows = given.marks, rows_of_day(given.compared(tools.compare, workers))
            forget_terms()  # a large day's vocabulary takes tens of megabytes
            forget_words()
        del given  # texts are not needed any more
    if not at_once:
        _give_back(tools)
        return _store(day, marks, rows, tools)
    give_back()
    build_day(tools.warehouse, day)
    return stored


class _Storing:
    """Stores a day's rows in a thread of its own, in one transaction: most of them while the last are being made.

    A block that ends before `finish` leaves the day as it was. What the engine holds of the window, and of the day
    before, is given back first, while nobody asks it for anything.
    """

    def __init__(self, day: date, marks: tuple[str, ...], tools: Tools) -> None:
        self._day, self._marks, self._tools = day, marks, tools
        self._tested: Future[dict[str, Any]] = Future()
        self._thread = ThreadPoolExecutor(1)
        self._given_back = self._thread.submit(_give_back, tools)
        self._stored: Future[dict[str, int]] | None = None

    def __enter__(self) -> _Storing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._tested.done():
            self._tested.set_exception(StepStopped())
        self._thread.shutdown()

    def begin(self, result: DayResult) -> None:
        """Begins with all rows that do not depend on what is tested over all stories."""
        rows = {name: found for name, found in rows_of_day(result).items() if name not in TESTED}
        self._stored = self._thread.submit(self._store, rows)

    def finish(self, result: DayResult) -> dict[str, int]:
        """Stores the others and commits; returns rows by table."""
        self._tested.set_result(
            {name: found for name, found in rows_of_day(result).items() if name in TESTED}
        )
        assert self._stored is not None
        return _looked_at(self._stored)

    def _store(self, rows: dict[str, Any]) -> dict[str, int]:
        self._given_back.result()
        warehouse, later = self._tools.warehouse, partial(_looked_at, self._tested)
        return replace_day(warehouse, self._day, as_tables(warehouse, rows), self._marks, later)


def _looked_at(work: Future[T]) -> T:
    """What comes of it, looked for again and again, so that whoever waits can be asked to end."""
    while True:
        try:
            return work.result(timeout=LOOK_SECONDS)
        except TimeoutError:
            if work.done():
                return work.result()


def send_day(day: date, ahead: DaysAhead, tools: Tools) -> DayAtWork:
    """Reads a day's window and sends it to the cluster; `ahead` learns of its stories.

    A small day goes out as a whole. A large one goes out in pieces, and is compared when this returns.
    """
    assert tools.engine is not None
    given = ahead.known_to(day_input(tools.warehouse, day, tools.compare))
    if is_large(len(given.documents)):
        result = _compared(given, tools)
        ahead.keep(day, result.stories, result.story_members)
        return DayAtWork(day, given.marks, lambda: result)
    ahead.learn(given, tools.compare)
    work = tools.engine.begin(compare_batch_step, pack_day(given, tools.compare))
    return DayAtWork(day, given.marks, lambda: result_of_day(work.result()))


def store_compared(sent: DayAtWork, tools: Tools) -> dict[str, int]:
    """`compared_step` without Prefect; returns rows by table."""
    return _store(sent.day, sent.marks, rows_of_day(sent.result()), tools)


def _compared(given: DayInput, tools: Tools) -> DayResult:
    with open_workers(len(given.documents), tools.processes, tools.engine, compare_piece_step) as workers:
        return given.compared(tools.compare, workers)


def _store(day: date, marks: tuple[str, ...], rows: dict[str, Sequence[Any]], tools: Tools) -> dict[str, int]:
    stored = replace_day(tools.warehouse, day, as_tables(tools.warehouse, rows), marks)
    _give_back(tools)
    build_day(tools.warehouse, day)
    _give_back(tools)
    return stored


def _give_back(tools: Tools) -> None:
    let_go(tools.warehouse)
    give_back()
