"""Who works a day's pieces: processes of this machine, or the workers of a Dask or Ray cluster.

The processes are forked from the server that the reading processes come from, live as long as the day's
comparison, and only exist for a day that is worth their start.
"""

from __future__ import annotations

import gc
import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool
from threadpoolctl import threadpool_limits

from tasks.compare.day import LARGE_DAY
from tasks.compare.pieces import HERE, Workers, pack, unpack, work_packed
from tasks.engine import Engine, Work
from tasks.read.pool import COMPARING, end_fork_server, start_fork_server

#: Articles of a window from which its pieces are spread: some two seconds of one process; a start takes one, in
#: which this process reads the window.
SPREAD_ARTICLES = 200
#: Pieces given to each other process: one at work, the others waiting while this process works one of its own.
AHEAD = 3
#: Bytes of pieces given to them from which no more are: some of the last tests are tens of megabytes each.
AHEAD_BYTES = 30_000_000
#: The same as AHEAD for all workers of a cluster.
CLUSTER_AHEAD = 48
#: New objects after which the garbage collector looks at them; a story makes some 20,000, none of them garbage.
NEW_OBJECTS = 100_000
#: How long one look at an outcome lasts, so that a run that is asked to end does not wait for a piece.
LOOK_SECONDS = 0.2


class LocalWorkers:
    """Pieces worked by `count` processes of this machine until the block ends: this one, and others that
    load what they need as soon as the block begins; for a `large` day nothing but that. A piece that a
    process dies of is worked here.
    """

    def __init__(self, count: int, large: bool = False) -> None:
        if large:  # those that read are not needed meanwhile
            end_fork_server()
            start_fork_server(COMPARING)
        # As for reading: not fork, since the parent has threads.
        context = multiprocessing.get_context("forkserver")
        others = max(count - 1, 1)
        self._large = large
        self._pool = ProcessPool(max_workers=others, initializer=_alone, context=context)
        self._ahead = AHEAD * others

    def __enter__(self) -> LocalWorkers:
        self._pool.schedule(_alone)  # starts them
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ending = threading.Thread(target=self._end)
        ending.start()
        if error is not None:  # nothing comes that could go on meanwhile
            ending.join()
            if self._large:  # what it is forked from can do nothing else
                end_fork_server()

    def rest(self) -> None:
        """See `Workers.rest`."""
        self._end()
        end_fork_server()

    def _end(self) -> None:
        self._pool.stop()  # nothing is waited for that is still at work
        self._pool.join()

    def each(self, pieces: Sequence[Any]) -> Iterator[Any]:
        """See `Workers.each`."""
        begun: dict[int, ProcessFuture] = {}
        sizes: dict[int, int] = {}
        made: dict[int, Any] = {}
        following = iter(enumerate(pieces))
        try:
            for number, piece in enumerate(pieces):
                while not (number in made or (number in begun and begun[number].done())):
                    while self._has_room([sizes[place] for place, work in begun.items() if not work.done()]):
                        place, more = next(following, (0, None))
                        if more is None:
                            break
                        packed = pack(more)
                        begun[place], sizes[place] = (
                            self._pool.schedule(work_packed, args=(packed,)),
                            len(packed),
                        )
                        del packed
                    mine = next(following, None)
                    if mine is None:
                        break  # whatever this one waits for is at work elsewhere
                    made[mine[0]] = mine[1].worked()
                yield made.pop(number) if number in made else self._outcome(begun.pop(number), piece)
        finally:
            for work in begun.values():
                work.cancel()

    def _has_room(self, at_work: Sequence[int]) -> bool:
        """Whether one more piece can be given away beside those of so many bytes that are."""
        return len(at_work) < self._ahead and sum(at_work) < AHEAD_BYTES

    def begin(self, piece: Any) -> Callable[[], Any]:
        """See `Workers.begin`."""
        return partial(self._outcome, self._pool.schedule(work_packed, args=(pack(piece),)), piece)

    def _outcome(self, work: ProcessFuture, piece: Any) -> Any:
        while True:
            try:
                return unpack(work.result(timeout=LOOK_SECONDS))
            except FutureTimeout:
                continue
            except (ProcessExpired, MemoryError):
                return piece.worked()


class ClusterWorkers:
    """Pieces worked by the workers of a cluster, which run `step` on packed ones."""

    def __init__(self, engine: Engine, step: Any) -> None:
        self._engine = engine
        self._step = step

    def each(self, pieces: Sequence[Any]) -> Iterator[Any]:
        """See `Workers.each`. Raises EngineLost."""
        begun: deque[Work] = deque()
        following = iter(pieces)
        for _ in pieces:
            for more in islice(following, CLUSTER_AHEAD - len(begun)):
                begun.append(self._engine.begin(self._step, pack(more)))
            yield unpack(begun.popleft().result())

    def begin(self, piece: Any) -> Callable[[], Any]:
        """See `Workers.begin`: here, since what is begun alone needs the whole window, which would have to travel."""
        return piece.worked

    def rest(self) -> None:
        """See `Workers.rest`: theirs is not this machine's."""


def is_large(articles: int) -> bool:
    """Whether a day whose window has so many articles is worth spreading."""
    return articles >= SPREAD_ARTICLES


@contextmanager
def open_workers(articles: int, count: int, engine: Engine | None, step: Any) -> Iterator[Workers]:
    """Who works a day whose window has so many articles, until the block ends: `count` processes of this
    machine, or the cluster by `step`; for a small day nobody else.

    Opened before the window is read, the processes start meanwhile.
    """
    with _unlooked(), threadpool_limits(1):  # the tables are small: more threads would wait for each other
        if not is_large(articles) or (engine is None and count < 2):
            yield HERE
        elif engine is not None:
            yield ClusterWorkers(engine, step)
        else:
            with LocalWorkers(count, articles >= LARGE_DAY) as workers:
                yield workers


@contextmanager
def _unlooked() -> Iterator[None]:
    """Until the block ends the garbage collector does not look at what was there before, and seldom at what is new: a
    day's records make it look at everything again and again, which takes as long as a tenth of the comparison."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _alone() -> None:
    """A process computes with one thread: the others have the other cores. It loads what pieces need."""
    import tasks.compare.preload  # noqa: F401

    gc.set_threshold(NEW_OBJECTS)
    threadpool_limits(1)
