"""A Dask scheduler with workers on loopback, as a user would start them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flows.held_port import held_port

START_SECONDS = 60
#: As docs/scaling.md advises: scheduler and workers look at themselves less often.
SETTINGS = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s",
    "DASK_DISTRIBUTED__SCHEDULER__ACTIVE_MEMORY_MANAGER__START": "False",
}


@dataclass
class Cluster:
    """Its address, and the process ids of its workers."""

    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *words: str) -> None:
        """Starts `scheduler` or `worker` with the words of its command."""
        log = (self.folder / f"{words[0]}-{len(self.processes)}.log").open("wb")
        with log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:]],
                    stdout=log,
                    stderr=log,
                    cwd=self.folder,
                    env={**os.environ, **SETTINGS, "PYTHONPATH": str(Path(__file__).parents[2])},
                    start_new_session=True,
                )
            )

    def workers(self) -> dict[str, int]:
        """Address of each worker and its process id, as the scheduler knows them."""
        from distributed import Client

        with Client(self.address, timeout=START_SECONDS, set_as_default=False) as client:
            return client.run(os.getpid)

    def busy(self) -> set[str]:
        """Addresses of workers that have a batch."""
        from distributed import Client

        with Client(self.address, timeout=START_SECONDS, set_as_default=False) as client:
            return {worker for worker, keys in client.processing().items() if keys}


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """The cluster, ended with everything it started at the end of the block."""
    with held_port() as port:
        yield from cluster_at(port, folder, workers)


def cluster_at(port: int, folder: Path, workers: int) -> Iterator[Cluster]:
    """The same with its scheduler on a given port."""
    cluster = Cluster(f"tcp://127.0.0.1:{port}", folder)
    quiet = ("--no-dashboard",)
    try:
        cluster.start("scheduler", "--host", "127.0.0.1", "--port", f"{port}", *quiet)
        cluster.start(
            "worker", cluster.address, "--host", "127.0.0.1", "--nworkers", f"{workers}", "--nthreads", "1",
            "--local-directory", f"{folder}", *quiet,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while len(cluster.workers()) < workers:
            assert time.monotonic() < deadline, "the workers did not come"
            time.sleep(0.2)
        yield cluster
    finally:
        for process in reversed(cluster.processes):
            process.terminate()
        for process in cluster.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
