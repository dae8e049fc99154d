"""Pages read in worker processes that can be killed: one bad page costs one counted outcome."""

from __future__ import annotations

import fcntl
import hashlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import replace
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from types import TracebackType
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from tasks.read.records import Refusal
from tasks.read.worker import (
    CopiedRecord,
    Packed,
    PageJob,
    PageResult,
    body_of,
    ready,
    run_job,
    start_worker,
    unpacked,
)

__all__ = ["PageJob", "PageResult", "ReadPool"]

#: A page takes about 30 ms; one that takes 10 s is a bomb or a bug.
WALL_SECONDS = 10.0
#: Address space a page may take on top of the warm worker. The largest pages allowed need about 300 MB.
MEMORY_BYTES = 1_000_000_000
#: A page that killed a worker this often is not tried again.
MAX_TRIES = 2
# Work handed out ahead of the results: enough to keep the workers busy behind one slow page.
_AHEAD_PAGES = 64
_AHEAD_BYTES = 32_000_000
#: Pages that a worker has at hand at least: a fifth of a second of work.
_LEAST_PAGES = 5
#: Pages begun before anybody asks for them: their results, some 25 kB each, wait for the outlet to be complete.
_BEGUN_PAGES = 4000
#: What the pipe to the workers holds: five pages, so that the next lies there when a worker is done with one. In the
#: system's own 64 kB a page does not fit, and whoever sends it has to have a turn among the threads for every piece.
_PIPE_BYTES = 1_048_576
#: What workers are forked from has loaded, so that they share it: what reads, and what compares a usual day.
_PRELOAD = ("tasks.read.worker", "tasks.read.preload", "tasks.compare.preload")
#: For a large day, that which compares alone: what reads takes 130 MB.
COMPARING = ("tasks.compare.preload",)
# How long processes take to end at most, on a busy machine.
_ENDING_SECONDS = 2.0
# The parent steps in when the kernel's timer did not end a page.
_GRACE_SECONDS = 3.0


class ReadPool:
    """Warm worker processes for read_page and extract_claims, kept for as long as the context lasts.

    `known_poison` maps page hashes to the tries that ended a worker in earlier runs; pages with two
    are refused as quarantined without another try. `tries` holds the counts that this pool changed.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        wall_seconds: float = WALL_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        known_poison: Mapping[str, int] | None = None,
    ) -> None:
        self.tries: dict[str, int] = {}
        self._known = dict(known_poison or {})
        self._wall = wall_seconds
        self._workers = workers
        self._memory = memory_bytes
        self._pool: ProcessPool | None = None
        self._opening = threading.Lock()
        self._begun: dict[str, tuple[PageJob, ProcessFuture | PageResult]] = {}
        self._begun_bytes, self._at_work, self._counting = 0, 0, threading.Lock()
        self._starting: threading.Thread | None = None

    def remember(self, tries: Mapping[str, int]) -> None:
        """Takes over how often pages ended a worker elsewhere, as `known_poison` does at the start."""
        self._known.update(tries)

    def __enter__(self) -> ReadPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(wait=error is None)

    def close(self, *, wait: bool = True) -> None:
        """End the workers; with `wait` after the pages in hand, else at once."""
        for _, work in self._begun.values():  # nobody will ask for them
            if isinstance(work, ProcessFuture):
                work.cancel()
        self._begun.clear()
        if self._starting is not None:
            self._starting.join()
            self._starting = None
        if self._pool is None:
            return
        if wait:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()
        self._pool = None

    def rest(self) -> None:
        """End the idle workers, whose memory the comparison of a large day can use; the next page starts new ones."""
        self.close()

    def wake(self) -> None:
        """Begin to start the workers, where what they are forked from runs already; takes no time."""
        if _fork_server.is_set():
            self._start()

    def _start(self) -> None:
        if self._pool is None and self._starting is None:
            self._starting = threading.Thread(target=self._open, daemon=True)
            self._starting.start()

    def begin(self, job: PageJob) -> None:
        """Read a page before `read_many` is asked for it by its key; without room for it nothing is done.

        Takes no time: the first call only begins to start the workers.
        """
        if self._pool is None:
            self._start()
            return
        size = held_bytes(job)
        if len(self._begun) >= _BEGUN_PAGES or self._begun_bytes + size > _AHEAD_BYTES:
            return
        work = self._begin(job)
        self._begun[job.key] = (replace(job, body=b"", page_hash=_page_hash(job)), work)
        if isinstance(work, ProcessFuture):
            self._count(size, 0)
            work.add_done_callback(lambda _: self._count(-size, 0))

    def hungry(self) -> bool:
        """Whether the workers, started already, have fewer than _LEAST_PAGES each."""
        return self._pool is not None and self._at_work < _LEAST_PAGES * self._workers

    def _count(self, size: int, pages: int) -> None:
        with self._counting:
            self._begun_bytes += size
            self._at_work += pages

    def read_many(self, jobs: Iterable[PageJob]) -> Iterator[PageResult]:
        """Yield one result per job, in the order of the jobs, whatever happens to the workers."""
        for packed in self.read_packed(jobs):
            yield unpacked(packed)

    def read_packed(self, jobs: Iterable[PageJob]) -> Iterator[Packed]:
        """`read_many` for who passes the results on: those of workers are left as they came."""
        ahead: deque[tuple[PageJob, int, ProcessFuture | PageResult]] = deque()
        held = 0
        try:
            for job in jobs:
                size = held_bytes(job)
                while ahead and (len(ahead) >= _AHEAD_PAGES or held + size > _AHEAD_BYTES):
                    done, done_size, work = ahead.popleft()
                    held -= done_size
                    yield self._settle(done, work)
                begun = self._begun.pop(job.key, None)
                if begun is not None:
                    job, size = begun[0], 0
                ahead.append((job, size, begun[1] if begun else self._begin(job)))
                held += size
            while ahead:
                done, _, work = ahead.popleft()
                yield self._settle(done, work)
        finally:
            for _, _, work in ahead:
                if isinstance(work, ProcessFuture):
                    work.cancel()

    def _begin(self, job: PageJob) -> ProcessFuture | PageResult:
        if self._known and (tried := self._known.get(_page_hash(job), 0)) >= MAX_TRIES:
            refusal = Refusal("quarantined", f"ended a worker {tried} times")
            return PageResult(job.key, None, refusal, None, 0)
        work = self._open().schedule(run_job, args=(job, self._wall), timeout=self._wall + _GRACE_SECONDS)
        self._count(0, 1)
        work.add_done_callback(lambda _: self._count(0, -1))
        return work

    def _open(self) -> ProcessPool:
        with self._opening:
            return self._opened()

    def _opened(self) -> ProcessPool:
        if self._pool is None:
            start_fork_server()
            pool = ProcessPool(
                max_workers=self._workers,
                initializer=start_worker,
                initargs=(self._memory,),
                context=_RoomyPipes(),
            )
            pool.schedule(ready)  # starts it, which takes as long as the fork server loads its models
            self._pool = pool
        return self._pool

    def _settle(self, job: PageJob, work: ProcessFuture | PageResult) -> Packed:
        if isinstance(work, PageResult):
            return work
        elapsed = 0
        try:
            result: Packed = work.result()
            if not isinstance(result, PageResult):
                return result
            assert result.refusal is not None
            refusal, elapsed = result.refusal, result.elapsed_ms
        except FutureTimeout:
            refusal = Refusal("extract_timeout", f"took longer than {self._wall:g} s")
        except ProcessExpired as ended:
            refusal = self._ended(ended.exitcode)
        if refusal.reason == "extract_timeout":
            elapsed = round(self._wall * 1000)
        page_hash = _page_hash(job)
        self._known[page_hash] = self.tries[page_hash] = self._known.get(page_hash, 0) + 1
        return PageResult(job.key, None, refusal, None, elapsed)

    def _ended(self, exitcode: int | None) -> Refusal:
        if exitcode == -signal.SIGALRM:
            return Refusal("extract_timeout", f"took longer than {self._wall:g} s")
        try:
            how = f"by {signal.Signals(-(exitcode or 0)).name}"
        except ValueError:
            how = f"with exit code {exitcode}"
        return Refusal("extract_crashed", f"the worker ended {how}")


class _RoomyPipes(ForkServerContext):
    """Worker processes from the fork server, with pipes that hold _PIPE_BYTES where the system can have such."""

    def Pipe(self, duplex: bool = True) -> tuple[Connection[Any, Any], Connection[Any, Any]]:
        ends = super().Pipe(duplex)
        with suppress(OSError, AttributeError):  # as many as one user may have are taken, or not Linux
            fcntl.fcntl(ends[1].fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        return ends


_fork_server = threading.Event()


def start_fork_server(preload: Sequence[str] = _PRELOAD) -> None:
    """Begin to start what workers are forked from, where it does not run yet; it takes about a second to be ready.

    Not fork: the parent has threads. The fork server imports once; each worker starts from there.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload(list(preload))
    forkserver.ensure_running()
    _fork_server.set()


def end_fork_server() -> None:
    """End what workers are forked from, which holds its models for nobody while a large day is stored and published.

    Whoever wants a worker next starts it again, as `start_fork_server` does. As long as any worker lives nothing is done;
    those that are about to end are waited for a moment.
    """
    server: Any = forkserver._forkserver
    end = time.monotonic() + _ENDING_SECONDS
    while multiprocessing.active_children() and time.monotonic() < end:
        time.sleep(_ENDING_SECONDS / 100)
    if multiprocessing.active_children() or server._forkserver_pid is None:
        return
    _fork_server.clear()
    # It would end by itself when nobody holds the pipe any more, but whoever else that may be is not waited for.
    with suppress(ProcessLookupError):
        os.kill(server._forkserver_pid, signal.SIGTERM)
    with suppress(OSError):  # its socket may have been tidied away
        server._stop()


def held_bytes(job: PageJob) -> int:
    """How many bytes a job itself carries."""
    if isinstance(job.body, bytes):
        return len(job.body)
    return len(job.body.record) if isinstance(job.body, CopiedRecord) else 0


def _page_hash(job: PageJob) -> str:
    if job.page_hash:
        return job.page_hash
    try:
        body = body_of(job)
    except Exception:  # a record that cannot be read is named by its place
        body = repr(job.body).encode()
    return hashlib.sha256(body).hexdigest()
