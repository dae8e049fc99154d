"""Outlets that are ready at about the same time are stored by one load.

A load costs dozens of statements whatever it brings, so an outlet waits a moment for others to come. Each still
has an answer of its own: should a joint load be refused, every outlet of it is loaded alone, and only the one at
fault fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any

#: Rows of any kind by table: records, dictionaries, or a mapping of columns to lists of one length.
Rows = Mapping[str, Any]

#: A load is begun when so many pages wait for it: three or four seconds of reading on two cores.
ENOUGH_PAGES = 200
#: A load begins no further outlet from so many pages on: it takes some 400 kB of memory for each of them.
MOST_PAGES = 300
#: Nobody waits longer for others: so much finished work a kill can cost, besides what is being loaded.
MOST_SECONDS = 4.0
#: Less is not worth a load of its own, which takes 0.15 s whatever it brings: those seconds begin when so many wait, and
#: end after twice as long however few there are.
FEW_PAGES = 20
#: How soon a run that is asked to end is noticed.
_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class _Ready:
    rows: Rows
    pages: int
    stored: asyncio.Future[None]


class Together:
    """Takes the rows of outlets and has them stored by `load`, several outlets at a time, in a thread of its own.

    `load` is all or nothing. `alone` says of an exception of it whether it may be the fault of one outlet's rows.
    To be used in one event loop.
    """

    def __init__(
        self, load: Callable[[Rows], object], alone: Callable[[Exception], bool], stop: asyncio.Event
    ) -> None:
        self._load, self._alone, self._stop = load, alone, stop
        self._ready: list[_Ready] = []
        self._on_the_way = 0
        self._news = asyncio.Event()
        self._loading: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "load")

    @contextmanager
    def on_the_way(self) -> Iterator[None]:
        """An outlet that may come to be stored, until the end of the block: others wait a moment for it."""
        self._on_the_way += 1
        try:
            yield
        finally:
            self._on_the_way -= 1
            self._news.set()

    async def store(self, rows: Rows, pages: int) -> None:
        """Returns when the rows are stored; raises what their load raises. `pages` says how much work is in them."""
        ready = _Ready(rows, pages, asyncio.get_running_loop().create_future())
        self._ready.append(ready)
        self._news.set()
        if self._loading is None:
            self._loading = asyncio.create_task(self._load_all())
        await ready.stored

    def close(self) -> None:
        """Lets go of the thread."""
        self._thread.shutdown(wait=False)

    async def _load_all(self) -> None:
        try:
            while self._ready:
                await self._enough_ready()
                count = outlets_of_load([one.pages for one in self._ready])
                together, self._ready = self._ready[:count], self._ready[count:]
                await self._store(together)
        finally:
            self._loading = None
            for left in self._ready:  # only when this task was cancelled
                left.stored.cancel()

    async def _enough_ready(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + 2 * MOST_SECONDS
        few = True
        while len(self._ready) < self._on_the_way and not self._stop.is_set():
            pages, now = sum(one.pages for one in self._ready), loop.time()
            if few and pages >= FEW_PAGES:
                few, end = False, min(end, now + MOST_SECONDS)
            if pages >= ENOUGH_PAGES or now >= end:
                return
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), _LOOK_SECONDS)
            except TimeoutError:
                continue

    async def _store(self, together: list[_Ready]) -> None:
        try:
            await self._in_thread(merged(one.rows for one in together))
        except Exception as problem:
            if len(together) > 1 and self._alone(problem):
                for one in together:
                    await self._store([one])
                return
            for one in together:
                if not one.stored.done():
                    one.stored.set_exception(problem)
        except BaseException:
            for one in together:
                one.stored.cancel()
            raise
        else:
            for one in together:
                if not one.stored.done():  # whoever waited may have been cancelled meanwhile
                    one.stored.set_result(None)

    async def _in_thread(self, rows: Rows) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._load, rows)


def outlets_of_load(pages: Sequence[int]) -> int:
    """How many of the outlets that are ready, which have so many pages each, are stored by the next load.

    >>> outlets_of_load([25] * 20), outlets_of_load([250, 40, 200]), outlets_of_load([5000, 1]), outlets_of_load([1])
    (12, 3, 1, 1)
    """
    return 1 + sum(before < MOST_PAGES for before in islice(accumulate(pages), len(pages) - 1))


def merged(several: Iterable[Rows]) -> Rows:
    """The rows of several outlets by table, one after the other.

    >>> merged([{"poll": [1]}, {"poll": [2], "voice": {"name": ["a"]}}, {"voice": {"name": ["b"]}}])
    {'poll': [1, 2], 'voice': {'name': ['a', 'b']}}
    """
    found: dict[str, Any] = {}
    for rows in several:
        for table, given in rows.items():
            if isinstance(given, Mapping):
                columns = found.setdefault(table, {name: [] for name in given})
                for name, values in given.items():
                    columns[name].extend(values)
            else:
                found.setdefault(table, []).extend(given)
    return found
