"""Keeps Prefect's server and the worker going, whatever happens to either, until it is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from flows.lifeline import end_with_parent
from flows.local_server import healthy, prefect, stop, wait_until_healthy
from flows.lost_runs import LostRuns
from flows.stopping import MOST_SECONDS
from flows.worker_output import folded

#: Seconds between two looks at the processes, and between two looks at the runs.
LOOK_SECONDS, SWEEP_SECONDS = 1.0, 10.0
#: A process that keeps ending is started again after 1, 2, 4 ... seconds, at most so many.
MOST_WAIT_SECONDS = 60.0
#: One that has lived so long has started well.
LIVED_SECONDS = 60.0
#: A worker that is asked to stop has so long, runs being asked to stop before it.
STOP_SECONDS = 10
#: The worker's log file begins anew at its next start when it is larger; the one before is kept.
MOST_LOG_BYTES = 20_000_000


@dataclass(slots=True)
class Kept:
    """One process that is to be there: how it is started, and when it may be started again."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    not_before: float = 0.0
    wait: float = 1.0

    def ended(self, now: float) -> bool:
        """Whether it is not there; the first time it is found so, the time of its next start is fixed."""
        if self.process is not None and self.process.poll() is None:
            return False
        if self.process is not None:
            self.wait = 1.0 if now - self.began >= LIVED_SECONDS else min(2 * self.wait, MOST_WAIT_SECONDS)
            self.not_before = now + self.wait / 2
            say(f"{self.name} has ended (code {self.process.returncode}); it is started again")
            stop(self.process, 0)  # what it has left behind
            self.process = None
        return True

    def begin(self, now: float) -> None:
        """Starts it."""
        self.began, self.process = now, self.start()


@dataclass(slots=True)
class Keeper:
    """The server (None when it is somebody else's) and the worker of one schedule on this machine."""

    api: str
    pool: str
    state_dir: Path
    server: Kept | None
    runs: LostRuns = field(init=False)
    worker: Kept = field(init=False)
    swept: float = 0.0

    def __post_init__(self) -> None:
        self.runs = LostRuns(self.api, self.pool)
        self.worker = Kept("the worker", lambda: start_worker(self.pool, self.state_dir))

    def keep(self) -> None:
        """Works until an exception (KeyboardInterrupt) ends it."""
        while True:
            self.look(time.monotonic())
            time.sleep(LOOK_SECONDS)

    def begin(self) -> None:
        """Starts the server when there is none. Raises CommandError when it does not start."""
        self.look_at_server(time.monotonic())
        process = self.server.process if self.server else None
        wait_until_healthy(self.api, process, self.state_dir)

    def look(self, now: float) -> None:
        """Starts what is not there, server first; from time to time looks for lost runs."""
        self.look_at_server(now)
        if not healthy(self.api):
            return  # it is starting
        if self.worker.ended(now) and now >= self.worker.not_before:
            self.sweep(at_once=not self.runs.processes())
            self.worker.begin(now)
            self.swept = now
        elif now - self.swept >= SWEEP_SECONDS:
            self.swept = now
            self.sweep(at_once=False)

    def look_at_server(self, now: float) -> None:
        """Starts the server again when it has ended and nothing else has taken its place."""
        server = self.server
        if server is not None and server.ended(now) and now >= server.not_before and not healthy(self.api):
            server.begin(now)

    def sweep(self, *, at_once: bool) -> None:
        """Frees the places of lost runs and skips missed ones, and says so."""
        try:
            for name in self.runs.crash(at_once=at_once):
                say(f"run {name!r} was lost with its process and is marked as crashed")
            skipped = self.runs.skip()
        except OSError:
            return  # the server is away; the next look sees to it
        if skipped:
            say(f"{len(skipped)} missed runs are skipped; the newest of each kind takes up their work")

    def stop(self) -> None:
        """Ends runs, worker and server, in this order; what is finished is kept."""
        if self.worker.process is not None:
            end_runs(self.runs)
            stop(self.worker.process, STOP_SECONDS)
        if self.server is not None and self.server.process is not None:
            stop(self.server.process, STOP_SECONDS)


def end_runs(runs: LostRuns) -> None:
    """Asks the processes of runs to end and waits for as long as they may take."""
    try:
        numbers = runs.processes()
    except OSError:
        return
    for number in numbers:
        try:
            os.kill(number, signal.SIGTERM)
        except ProcessLookupError:
            continue
    deadline = time.monotonic() + MOST_SECONDS + 1
    while any(map(runs.lives, numbers)) and time.monotonic() < deadline:
        time.sleep(0.1)


def start_worker(pool: str, state_dir: Path) -> subprocess.Popen[bytes]:
    """A worker with one run at a time; it ends with this process. Tracebacks go into its log file only."""
    worker = subprocess.Popen(
        [*prefect(), "worker", "start", "--pool", pool, "--limit", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=end_with_parent,
    )
    threading.Thread(target=pass_on, args=(worker.stdout, state_dir / "worker.log"), daemon=True).start()
    return worker


def pass_on(said: IO[bytes], path: Path) -> None:
    """Writes what a process says into a file as it is, and into our own log with tracebacks folded."""
    if path.exists() and path.stat().st_size > MOST_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    with path.open("a", encoding="utf-8") as whole:

        def lines() -> Iterator[str]:
            for line in said:
                text = line.decode("utf-8", "replace")
                whole.write(text)
                whole.flush()
                yield text

        for line in folded(lines(), str(path)):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()


def say(words: str) -> None:
    """One line for the log of the service."""
    sys.stderr.write(f"schedule: {words}\n")
    sys.stderr.flush()
