"""Pages in batches for readers elsewhere: another process or machine gets one string of bytes, and gives one.

A batch carries each page's archive record as it lies on disk, so that a reader needs neither the folder nor
the warehouse; what it gives back are the same results that the local processes give.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from tasks.collect.archive import copy_records
from tasks.engine import Engine, Work
from tasks.giving_back import children_keep_memory
from tasks.read.outcomes import EXTRACTOR
from tasks.read.pool import ReadPool, held_bytes
from tasks.read.worker import CopiedRecord, Packed, PageJob, PageResult, unpacked

#: What a page takes to read beside its record, as bytes of record: some 10 ms whatever is in it, and as much for 100 kB.
PAGE_BYTES = 100_000
#: The most work in a batch, in bytes of records with PAGE_BYTES a page: some 70 pages, a second, all of which are lost with
#: a worker. Dask warns of more than 10 MB.
BATCH_BYTES = 10_000_000
#: What is more than one batch is cut into smaller ones towards the end: a batch is this part of a reader's share of what
#: is left, but not less than LEAST_BYTES, 80 ms of work. A task run takes some 10 ms of all processes, whatever is in it.
SHARES = 1.2
LEAST_BYTES = 800_000
#: Batches sent ahead of the results, for each call: 32 readers are kept busy with one batch in waiting each.
AHEAD = 64


class PageReader(Protocol):
    """What reads pages: warm processes here, or readers elsewhere."""

    tries: dict[str, int]

    def wake(self) -> None:
        """Pages are about to come; takes no time."""

    def begin(self, job: PageJob) -> None:
        """Read a page that `read_many` will be asked for, when there is room; takes no time."""

    def hungry(self) -> bool:
        """Whether readers have next to nothing to do."""

    def read_many(self, jobs: Iterable[PageJob]) -> Iterator[PageResult]:
        """One result per job, in the order of the jobs."""

    def rest(self) -> None:
        """No pages for now: let go of what idle readers hold; the next page wakes them."""


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """Jobs that carry their bytes, and how often those of them that ended a worker were tried."""

    jobs: tuple[PageJob, ...]
    known_poison: Mapping[str, int]
    extractor: str = EXTRACTOR


@dataclass(frozen=True, slots=True)
class BatchRead:
    """One result per job, in order, as its reader packed it, and the tries that changed, by page hash."""

    results: tuple[Packed, ...]
    tries: Mapping[str, int]


class BatchReader:
    """`read_many` by a cluster, whose workers run `step` on packed batches.

    `tries` holds the counts of pages that ended a worker, as in ReadPool.
    """

    def __init__(self, engine: Engine, step: Any, known_poison: Mapping[str, int]) -> None:
        self.tries: dict[str, int] = {}
        self._engine = engine
        self._step = step
        self._known = dict(known_poison)

    def wake(self) -> None:
        """Nothing: the readers are the cluster's."""

    def begin(self, job: PageJob) -> None:
        """Nothing: a cluster gets whole batches."""

    def hungry(self) -> bool:
        """Always: how much a cluster can do at once is not asked."""
        return True

    def read_many(self, jobs: Iterable[PageJob]) -> Iterator[PageResult]:
        """Yield one result per job, in the order of the jobs. Raises EngineLost."""
        ahead: deque[Work] = deque()
        given = list(jobs)
        for batch in cut_batches(given, self._engine.readers):
            ahead.append(self._engine.begin(self._step, self._pack(batch)))
            if len(ahead) >= AHEAD:
                yield from self._settle(ahead.popleft())
        while ahead:
            yield from self._settle(ahead.popleft())

    def _pack(self, jobs: tuple[PageJob, ...]) -> bytes:
        known = {job.page_hash: self._known[job.page_hash] for job in jobs if job.page_hash in self._known}
        return pickle.dumps(ReadBatch(jobs, known), pickle.HIGHEST_PROTOCOL)

    def rest(self) -> None:
        """Nothing: the readers are the cluster's."""

    def _settle(self, work: Work) -> Iterator[PageResult]:
        read: BatchRead = pickle.loads(work.result())  # noqa: S301 (our own workers)
        self._known.update(read.tries)
        self.tries.update(read.tries)
        yield from map(unpacked, read.results)


def batch_bytes(left: int, readers: int) -> int:
    """How much of the work that is left goes into the next batch, for so many readers at once.

    Batches become smaller towards the end (guided self-scheduling: Polychronopoulos and Kuck 1987), so that readers
    end at about the same time however long a page takes.

    >>> batch_bytes(80_000_000, 2), batch_bytes(12_000_000, 2), batch_bytes(2_400_000, 2), batch_bytes(600_000, 2)
    (10000000, 5000000, 1000000, 800000)
    """
    return min(BATCH_BYTES, max(LEAST_BYTES, int(left / (SHARES * readers))))


def cut_batches(jobs: Sequence[PageJob], readers: int) -> Iterator[tuple[PageJob, ...]]:
    """The jobs in order, with their bytes, in batches; what is less than one batch is one, however many read."""
    left = sum(map(_work, jobs))
    readers = readers if left > BATCH_BYTES else 1
    most = batch_bytes(left, readers) if readers > 1 else BATCH_BYTES
    batch: list[PageJob] = []
    size = 0
    for job in jobs:
        batch.append(job)
        size += _work(job)
        if size >= most:
            yield tuple(with_records(batch))
            left -= size
            batch, size, most = [], 0, batch_bytes(left, readers) if readers > 1 else BATCH_BYTES
    if batch:
        yield tuple(with_records(batch))


def _work(job: PageJob) -> int:
    return PAGE_BYTES + (job.record_bytes or held_bytes(job))


def with_records(jobs: Iterable[PageJob]) -> Iterator[PageJob]:
    """The jobs with their archived records' bytes; what cannot be read is left to its reader to refuse."""
    for file, group in groupby(jobs, lambda job: job.body[0] if isinstance(job.body, tuple) else None):
        if file is None:
            yield from group
            continue
        path, of_file = Path(file), [(job, job.body[1]) for job in group if isinstance(job.body, tuple)]
        places = [(offset, job.record_bytes) for job, offset in of_file]
        for (job, offset), record in zip(of_file, copy_records(path.parent, path.name, places), strict=True):
            yield replace(job, body=CopiedRecord(record, f"{path.name} at {offset}"))


def read_batch(packed: bytes) -> bytes:
    """What a reader elsewhere does: read a packed batch in a warm process of its own, pack the results."""
    batch: ReadBatch = pickle.loads(packed)  # noqa: S301 (sent by our own run)
    if batch.extractor != EXTRACTOR:
        raise RuntimeError(
            f"this worker reads by the rules of {EXTRACTOR}, the run by {batch.extractor}: install the same version"
        )
    with _warm_pool() as pool:
        pool.remember(batch.known_poison)
        before = dict(pool.tries)
        results = tuple(pool.read_packed(batch.jobs))
        tries = {page: count for page, count in pool.tries.items() if before.get(page) != count}
    return pickle.dumps(BatchRead(results, tries), pickle.HIGHEST_PROTOCOL)


_idle: list[ReadPool] = []


@contextmanager
def _warm_pool() -> Iterator[ReadPool]:
    """A pool of one process that nobody else of this worker uses now, warm after the first batch."""
    # Dask starts its workers as daemons, which may not have children; ours end with their parent by themselves.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    children_keep_memory()  # a reader would fetch it again for each page
    try:
        pool = _idle.pop()
    except IndexError:
        pool = ReadPool(workers=1)
    try:
        yield pool
    except BaseException:
        pool.close(wait=False)
        raise
    _idle.append(pool)
