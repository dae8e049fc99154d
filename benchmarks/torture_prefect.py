"""Kills of the real thing: a run as a Prefect flow, with its tasks, its reading processes and a Prefect server.

Such a run takes many seconds to start, so there are few of these; the kills without Prefect are the many.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.torture_checks import Reference, check_everything, check_published

if TYPE_CHECKING:
    from benchmarks.torture import Report

#: Helpers of a killed run must be gone after this long.
GONE_SECONDS = 15.0


def kill_under_prefect(
    base: Path, kills: int, rng: random.Random, reference: Reference, report: Report, polls: int
) -> None:
    """One sequence of real runs, killed so often in all at random moments; findings go into `report`."""
    from flows.local_server import prefect_server

    folder = base / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    left = kills
    with prefect_server(base / "state"):
        for poll in range(polls):
            wanted = -(-left // (polls - poll))
            for _ in range(wanted):
                # counted from the moment at which the run has opened its files, so that few fall into imports
                if _run(folder, poll, rng.uniform(0.0, 6.0), report):
                    report.kills += 1
                    report.prefect_kills += 1
                    report.by_point["under Prefect"] += 1
                    report.add(check_published(folder, reference, poll))
                left -= 1
            if not _run(folder, poll, None, report):
                return
    report.add(check_everything(folder, reference, polls - 1))


def _run(folder: Path, poll: int, kill_after: float | None, report: Report) -> bool:
    """One run; True when it ended as wanted: killed, or, without a time to kill it, by itself and well."""
    words = ["-m", "benchmarks.torture", "--one-poll", str(folder), str(poll)]
    with (folder / "said").open("wb") as said:
        child = subprocess.Popen([sys.executable, *words], stdout=said, stderr=said, start_new_session=True)
        if kill_after is None:
            if child.wait(300) == 0:
                return True
            report.repairs += 1
            report.details.append((folder / "said").read_text()[-1500:])
            return False
        _wait_for_log(folder, child)
        try:
            child.wait(kill_after)
            return False
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    report.processes_left += len(_left_behind(child.pid))
    return True


def _wait_for_log(folder: Path, child: subprocess.Popen[Any]) -> None:
    """Waits until the run has begun to write: the engine's log is there, and new."""
    log, began = folder / "data" / "parallax.duckdb.wal", time.time()
    while child.poll() is None and time.time() - began < 120:
        if log.exists() and log.stat().st_mtime >= began:
            return
        time.sleep(0.05)


def _left_behind(session: int) -> list[int]:
    """Processes of the killed run's session that still live after a while."""
    deadline = time.monotonic() + GONE_SECONDS
    while (alive := _of_session(session)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return alive


def _of_session(session: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(words[3]) == session and words[0] != "Z" and int(entry.name) != os.getpid():
                found.append(int(entry.name))
    return found
