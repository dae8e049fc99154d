"""Who works a day's pieces: processes of this machine, or the workers of a Dask or Ray cluster.

The processes are forked from the server that the reading processes come from, live as long as the day's
comparison, and only exist for a day that is worth their start.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from itertools import islice
from types import TracebackType
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool
from threadpoolctl import threadpool_limits

from tasks.compare.pieces import HERE, Workers, pack, work_packed
from tasks.engine import Engine, Work

#: Articles of a window from which its pieces are spread: some four seconds of one process, of which a start takes one.
SPREAD_ARTICLES = 400
#: Pieces begun ahead of the outcomes, for each process: one at work, two waiting.
AHEAD = 3
#: The same for all workers of a cluster.
CLUSTER_AHEAD = 48
#: How long one look at an outcome lasts, so that a run that is asked to end does not wait for a piece.
LOOK_SECONDS = 0.2


class LocalWorkers:
    """Pieces worked by `count` processes of this machine until the block ends; one that a process dies of
    is worked here."""

    def __init__(self, count: int) -> None:
        # As for reading: not fork, since the parent has threads.
        context = multiprocessing.get_context("forkserver")
        self._pool = ProcessPool(max_workers=count, initializer=_alone, context=context)
        self._ahead = AHEAD * count

    def __enter__(self) -> LocalWorkers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def each(self, pieces: Sequence[Any]) -> Iterator[Any]:
        """See `Workers.each`."""
        begun: deque[ProcessFuture] = deque()
        following = iter(pieces)
        try:
            for piece in pieces:
                for more in islice(following, self._ahead - len(begun)):
                    begun.append(self._pool.schedule(work_packed, args=(pack(more),)))
                yield self._outcome(begun.popleft(), piece)
        finally:
            for work in begun:
                work.cancel()

    def _outcome(self, work: ProcessFuture, piece: Any) -> Any:
        while True:
            try:
                return pickle.loads(work.result(timeout=LOOK_SECONDS))  # noqa: S301 (our own workers)
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
            yield pickle.loads(begun.popleft().result())  # noqa: S301 (our own workers)


def is_large(articles: int) -> bool:
    """Whether a day whose window has so many articles is worth spreading."""
    return articles >= SPREAD_ARTICLES


@contextmanager
def open_workers(articles: int, count: int, engine: Engine | None, step: Any) -> Iterator[Workers]:
    """Who works a day whose window has so many articles, until the block ends: `count` processes of this
    machine, or the cluster by `step`; for a small day nobody else."""
    with threadpool_limits(1):  # the tables are small: more threads would wait for each other
        if not is_large(articles) or (engine is None and count < 2):
            yield HERE
        elif engine is not None:
            yield ClusterWorkers(engine, step)
        else:
            with LocalWorkers(count) as workers:
                yield workers


def _alone() -> None:
    """A process computes with one thread: the others have the other cores."""
    threadpool_limits(1)
