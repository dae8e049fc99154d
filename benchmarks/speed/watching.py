"""Memory and processor time of a process and everything below it, sampled while it runs."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Sample:
    """A look at the tree: monotonic seconds, its memory when last looked at, the processor seconds it has taken so far."""

    at: float
    mb: float
    cpu: float


def run_watched(
    command: list[str],
    every_seconds: float = 0.2,
    memory_seconds: float | None = 0.2,
    at_line: Callable[[str, list[Sample]], None] = lambda _line, _samples: None,
) -> tuple[str, list[Sample]]:
    """Output of a command and samples of its whole tree. Raises when it fails.

    `at_line` hears of each line of output as it comes, with the samples so far: progress of what takes an hour.

    Shared pages count once (proportional set size), so the sum is what the machine must hold. What a
    process does between its last sample and its end is not seen. A look at memory goes through all pages of all
    processes, which holds them up: what is timed is looked at seldom (`memory_seconds`), or never (None).
    """
    errors = tempfile.TemporaryFile("w+")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    samples: list[Sample] = []
    busy: dict[int, float] = {}
    over = threading.Event()

    def sample() -> None:
        looked, held = -float("inf"), 0.0
        while not over.wait(every_seconds):
            tree = _tree(process.pid)
            busy.update(tree)
            now = time.monotonic()
            if memory_seconds is not None and now - looked >= memory_seconds:
                looked, held = now, sum(map(_megabytes, tree))
            samples.append(Sample(now, held, sum(busy.values())))

    watcher = threading.Thread(target=sample, daemon=True)
    watcher.start()
    out = []
    assert process.stdout is not None
    for line in process.stdout:
        out.append(line)
        at_line(line, list(samples))
    process.wait()
    over.set()
    watcher.join()
    with errors:
        if process.returncode:
            errors.seek(0)
            raise RuntimeError(f"{' '.join(command[:4])} failed: {errors.read()[-2000:]}")
    return "".join(out), samples


def cpu_at(samples: list[Sample], instant: float) -> float:
    """Processor seconds up to an instant, between the looks on either side."""
    before = next((s for s in reversed(samples) if s.at <= instant), None)
    after = next((s for s in samples if s.at > instant), None)
    if before is None or after is None:
        known = before or after
        return known.cpu if known else 0.0
    return before.cpu + (after.cpu - before.cpu) * (instant - before.at) / (after.at - before.at)


def family_cpu() -> float:
    """Processor seconds so far of this process and all living ones below it."""
    return sum(_tree(os.getpid()).values())


def family_mb() -> tuple[float, float]:
    """Megabytes of this process and all living ones below it together, and of this one alone."""
    found = {process: _megabytes(process) for process in _tree(os.getpid())}
    return sum(found.values()), found[os.getpid()]


def _tree(root: int) -> dict[int, float]:
    """Processes from `root` down, with their own processor seconds."""
    children: dict[int, list[int]] = {}
    taken: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        children.setdefault(int(fields[1]), []).append(number)
        taken[number] = (int(fields[11]) + int(fields[12])) / _TICKS
    found, pending = {}, [root]
    while pending:
        process = pending.pop()
        found[process] = taken.get(process, 0.0)
        pending += children.get(process, [])
    return found


def _megabytes(process: int) -> float:
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
