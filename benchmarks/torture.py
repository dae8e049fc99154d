"""Runs of the newsroom killed by SIGKILL a thousand times, and what was left of them.

python -m benchmarks.torture [--kills 1000] [--prefect-kills 12] [--seed 7]

A sequence is the newsroom's three days: twelve polls, tables after the last of each day, and at its end a rebuild
from the archive. Every run is killed at a named point or a random moment, started again, killed again, and at
last let through, as a schedule would; nothing is mended in between. After each kill the published copy
is looked at; at the end of each sequence the warehouse and the archive are, and compared with an unkilled one.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import pickle
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.kill_points import POINTS, KillPoints
from benchmarks.torture_checks import Findings, Reference, check_everything, check_published, look
from flows.demo.server import POLLS

#: A restarted run that takes longer than this hangs.
LIMIT_SECONDS = 300.0


@dataclass
class Report:
    """What came of all kills."""

    seed: int
    kills: int = 0
    by_point: Counter[str] = field(default_factory=Counter)
    sequences: int = 0
    restarts: int = 0
    repairs: int = 0  # restarts that did not end by themselves with success
    lost: int = 0
    doubled: int = 0
    half_written: int = 0
    archive_faults: int = 0
    published_faults: int = 0
    tables_unlike: int = 0
    processes_left: int = 0
    prefect_kills: int = 0
    acknowledged: int = 0
    recovery_seconds: list[float] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def add(self, found: Findings) -> None:
        """Counts what a check found."""
        self.lost += found.lost
        self.doubled += found.doubled
        self.half_written += found.half_written
        self.archive_faults += found.archive_faults
        self.published_faults += found.published_faults
        self.tables_unlike += found.tables_unlike
        self.acknowledged += found.acknowledged
        self.details += found.details

    @property
    def clean(self) -> bool:
        """Whether nothing at all was found."""
        return not (
            self.lost
            or self.doubled
            or self.half_written
            or self.archive_faults
            or self.published_faults
            or self.tables_unlike
            or self.repairs
            or self.processes_left
        )

    def lines(self) -> list[str]:
        """The report for reading."""
        times = sorted(self.recovery_seconds) or [0.0]
        shown = [
            ("kills", f"{self.kills} (seed {self.seed}), {self.prefect_kills} of them under Prefect"),
            ("sequences", f"{self.sequences}, each with a rebuild from the archive at its end"),
            ("named points", f"{len(set(self.by_point) & set(POINTS))} of {len(POINTS)}"),
            ("rows acknowledged", f"{self.acknowledged}"),
            ("rows lost", f"{self.lost}"),
            ("rows doubled", f"{self.doubled}"),
            ("half-written", f"{self.half_written}"),
            ("archive faults", f"{self.archive_faults}"),
            ("published copy", f"{self.published_faults} looks that found it missing, broken or half a day"),
            ("tables unlike", f"{self.tables_unlike} that differ from the unkilled run"),
            ("repairs by hand", f"{self.repairs}"),
            ("processes left", f"{self.processes_left}"),
            ("95 % bound", f"{3 / max(self.kills, 1):.2%} per kill"),
            ("recovery", f"p50 {times[len(times) // 2]:.2f} s, max {times[-1]:.2f} s to the next commit"),
        ]
        return [f"{name:18s} {value}" for name, value in shown]


def main() -> int:
    """Prints the report; 0 when nothing was lost, doubled, half-written or unlike."""
    parser = argparse.ArgumentParser(description="Kills runs of the newsroom and looks at what is left.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--prefect-kills", type=int, default=12)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--polls", type=int, default=len(POLLS), help="polls of a sequence (4 a day)")
    parser.add_argument("--minutes", type=float, default=600, help="no further kills after so long")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    parser.add_argument("--one-poll", nargs=2, metavar=("FOLDER", "POLL"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one_poll:
        from benchmarks.torture_run import run_under_prefect

        run_under_prefect(Path(chosen.one_poll[0]), int(chosen.one_poll[1]))
        return 0
    with contextlib.ExitStack() as stack:
        base = chosen.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        base.mkdir(parents=True, exist_ok=True)
        report = torture(base, chosen.kills, chosen.prefect_kills, chosen.seed, chosen.polls, chosen.minutes)
    for line in report.details[:40]:
        print(line, file=sys.stderr)
    print("\n".join(report.lines()))
    for name in (*POINTS, "random moment", "under Prefect"):
        print(f"    {report.by_point[name]:5d}  {name}")
    return 0 if report.clean else 1


def torture(
    base: Path, kills: int, prefect_kills: int, seed: int, polls: int = len(POLLS), minutes: float = 600
) -> Report:
    """Kills so many runs in sequences of the newsroom's days; the first two sequences are unkilled ones."""
    ends_at = time.monotonic() + 60 * minutes
    _warm(base)
    rng = random.Random(seed)
    report = Report(seed)
    reference, memory = unkilled(base, polls)
    if polls == len(POLLS):
        again, _ = unkilled(base, polls, memory)
        if (again.tables, again.published) != (reference.tables, reference.published):
            report.tables_unlike += 1
            report.details.append("two unkilled sequences differ")
        reference.seconds = again.seconds  # of runs whose process had everything imported
    while report.kills < kills and time.monotonic() < ends_at:
        number = report.sequences + 1
        if report.details and not report.clean and number > 3:
            break
        with _sequence(base, number) as folder:
            plan = Plan(rng, reference, kills - report.kills, polls + 1, ends_at)
            killed_sequence(folder, memory, reference, plan, report, polls)
        report.sequences = number
        print(f"{number} sequences, {report.kills} kills", file=sys.stderr, flush=True)
    if prefect_kills:
        from benchmarks.torture_prefect import kill_under_prefect

        kill_under_prefect(base, prefect_kills, rng, reference, report, polls)
    return report


def unkilled(
    base: Path, polls: int, memory: dict[Any, Any] | None = None
) -> tuple[Reference, dict[Any, Any]]:
    """The sequence that nobody kills: what every other one must end in, and how long its runs take."""
    from benchmarks.torture_run import REREAD, Lab, keep_memory, run_plain

    memory = {} if memory is None else memory
    reference = Reference()
    kept = base / "memory.pickle"
    with _sequence(base, 0) as folder:
        for poll in [*range(polls), REREAD]:
            lab = Lab(folder, memory)
            passed = folder / "passed.pickle"

            def body(lab: Lab = lab, poll: int = poll, passed: Path = passed) -> None:
                points = KillPoints()
                run_plain(lab, poll, points)
                passed.write_bytes(pickle.dumps((points.passed, sorted(sys.modules))))
                keep_memory(lab, kept)

            began = time.monotonic()
            if run_child(body, folder) != 0:
                raise SystemExit(f"the unkilled run {poll} failed:\n{(folder / 'said').read_text()[-3000:]}")
            reference.seconds[poll] = time.monotonic() - began
            reference.passed[poll], modules = pickle.loads(passed.read_bytes())
            import_all(modules)
            memory = pickle.loads(kept.read_bytes())
            look(folder, reference, poll)
    return reference, memory


def killed_sequence(
    folder: Path, memory: dict[Any, Any], reference: Reference, plan: Plan, report: Report, polls: int
) -> None:
    """One sequence: every run killed as planned, started again until it is through, and looked at."""
    from benchmarks.torture_run import REREAD

    for poll in [*range(polls), REREAD]:
        if poll == REREAD:
            report.add(check_everything(folder, reference, polls - 1))
            _leave_log(folder, memory, polls - 1, report)
        if not through(folder, memory, poll, plan.of(poll), reference, report):
            report.repairs += 1
            return
        print(f"run {poll}, {report.kills} kills, clean: {report.clean}", file=sys.stderr, flush=True)
    report.add(check_everything(folder, reference, REREAD))


def _leave_log(folder: Path, memory: dict[Any, Any], poll: int, report: Report) -> None:
    """A last run killed after its third load, not started again: the rebuild finds the engine's log."""
    from benchmarks.torture_run import Lab, run_plain

    def body() -> None:
        run_plain(Lab(folder, memory), poll, KillPoints("after load", 3))

    if run_child(body, folder) == -signal.SIGKILL:
        report.kills += 1
        report.by_point["after load"] += 1


def through(
    folder: Path,
    memory: dict[Any, Any],
    poll: int,
    kills: list[tuple[str, float]],
    reference: Reference,
    report: Report,
) -> bool:
    """One run with its kills; False when, left alone at last, it does not come through by itself."""
    from benchmarks.torture_run import Lab, run_plain

    killed_at: float | None = None
    for name, when in [*kills, ("", 0)]:
        lab = Lab(folder, memory)
        named = name in POINTS

        def body(lab: Lab = lab, name: str = name, when: float = when, named: bool = named) -> None:
            run_plain(lab, poll, KillPoints(name if named else None, int(when), folder / "first_commit"))

        ended = run_child(body, folder, when if name and not named else None)
        report.restarts += 1
        if killed_at is not None and (committed := first_commit(folder, killed_at)) is not None:
            report.recovery_seconds.append(committed - killed_at)
        killed_at = time.monotonic()
        if ended == 0:
            return True
        if ended != -signal.SIGKILL or not name:
            said = (folder / "said").read_text()[-1500:]
            report.details.append(f"poll {poll} after {name!r} ended with {ended}: {said}")
            return False
        report.kills += 1
        report.by_point[name] += 1
        report.add(check_published(folder, reference, poll))
    return False


class Plan:
    """Which kills each run of a sequence gets: named points in turn, then random moments."""

    def __init__(
        self, rng: random.Random, reference: Reference, most: int, runs: int, ends_at: float = float("inf")
    ) -> None:
        self._rng, self._reference, self._left = rng, reference, most
        self._runs, self._ends_at = runs, ends_at

    def of(self, poll: int) -> list[tuple[str, float]]:
        """The kills of one run: (point, which passing of it) or ("random moment", seconds)."""
        if time.monotonic() > self._ends_at:
            return []
        passed = self._reference.passed[poll]
        named: list[tuple[str, float]] = []
        for name in POINTS:
            if passed[name]:
                named.append((name, self._rng.randint(1, passed[name]) if self._rng.random() < 0.5 else 1))
        chance = [
            ("random moment", self._rng.uniform(0, self._reference.seconds[poll])) for _ in range(len(named))
        ]
        kills = [*named, *chance]
        self._rng.shuffle(kills)
        kills = kills[: max(-(-self._left // max(self._runs, 1)), 0)]
        self._left, self._runs = self._left - len(kills), self._runs - 1
        return kills


def run_child(body: Callable[[], None], folder: Path, kill_after: float | None = None) -> int:
    """Runs `body` in a forked process; returns its exit code, minus the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.dup2(said, 1)
            os.dup2(said, 2)
            body()
            code = 0
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    return wait_for(pid, kill_after)


def wait_for(pid: int, kill_after: float | None) -> int:
    """Waits for a child, kills it after so many seconds; one that hangs is killed too and counts as -9999."""
    began = time.monotonic()
    killed = False
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        spent = time.monotonic() - began
        if kill_after is not None and spent >= kill_after and not killed:
            os.kill(pid, signal.SIGKILL)
            killed = True
        if spent > LIMIT_SECONDS and not killed:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return -9999
        time.sleep(0.002)


def first_commit(folder: Path, since: float) -> float | None:
    """When the run that was just restarted first committed anything; None when it did not come so far."""
    path = folder / "first_commit"
    at = float(path.read_text() or 0) if path.exists() else 0.0
    return at if at > since else None


@contextlib.contextmanager
def _sequence(base: Path, number: int) -> Any:
    folder = base / f"sequence-{number}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def import_all(modules: list[str]) -> None:
    """Imports what a run imported on its way, so that the next ones, forks of this process, need not."""
    for name in modules:
        if name not in sys.modules and name.split(".")[0] not in ("__main__", "__mp_main__"):
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def _warm(base: Path) -> None:
    """Imports everything once, in one thread: the children are forks of this process."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from flows.prefect_environment import prepare_prefect

    prepare_prefect(base / "state")
    import_all(["flows.daily", "flows.reread", "tasks.compare.day", "tasks.read.worker"])
    from flows.demo.content import load_newsroom
    from tasks.collect.urls import registrable_domain

    load_newsroom()
    registrable_domain("courier.example")


if __name__ == "__main__":
    sys.exit(main())
