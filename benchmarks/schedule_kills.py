"""Prefect's server, the worker and the flow killed at random moments of scheduled days, and what was left.

python -m benchmarks.schedule_kills [--kills 30] [--seed 7] [--days 3] [--keep FOLDER]

`parallax schedule` runs as its user starts it, on the bundled newsroom: each day three runs of `collect` and one of
`daily`, its scheduled runs brought forward. Each is disturbed by kills, the next scheduled run of the same
deployment follows by itself, and the last one is let through; nothing is mended in between. At the end all
tables are held against those of an undisturbed schedule.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.scheduled_newsroom import Schedule, processes_left
from benchmarks.torture_checks import Findings, Reference, check_everything, look
from flows.demo.server import POLLS
from flows.lost_runs import ask

TARGETS = ("server", "worker", "flow")


@dataclass
class Told:
    """What the kills came to."""

    kills: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    told_seconds: dict[str, list[float]] = field(default_factory=dict)
    repairs: int = 0
    left: int = 0
    stuck: int = 0
    found: Findings = field(default_factory=Findings)

    @property
    def clean(self) -> bool:
        """Whether every run after a kill came through by itself and nothing was lost, doubled or unlike."""
        f = self.found
        wrong = f.lost + f.doubled + f.half_written + f.archive_faults + f.tables_unlike
        return not (wrong or self.repairs or self.left or self.stuck)


def scheduled_days(folder: Path, kills: int, seed: int, polls: int) -> Told:
    """Runs the newsroom's polls on schedule, so many kills spread over them."""
    rng, told = random.Random(seed), Told()
    with processes_left(folder) as left, Schedule(folder) as schedule:
        usual = 15.0
        for poll in range(polls):
            schedule.at(POLLS[poll])
            name = "daily" if (poll + 1) % 4 == 0 else "collect"
            for _ in range(kills // polls + (poll < kills % polls)):
                disturb(schedule, name, rng, usual, told)
            began = time.monotonic()
            run_id = schedule.begin(name)
            state = schedule.end(run_id)
            usual = time.monotonic() - began
            told.repairs += state["type"] != "COMPLETED"
            if state["type"] != "COMPLETED":
                told.found.details.append(f"poll {poll}: {name} ended {state['name']}: {state['message']}")
            say(
                f"poll {poll}: {name} {state['name']} in {usual:.0f} s after {sum(told.kills.values())} kills"
            )
        told.stuck = still_waiting(schedule)
    told.left = len(left)
    return told


def disturb(schedule: Schedule, name: str, rng: random.Random, usual: float, told: Told) -> None:
    """One run with a kill at a random moment of it; waits until the schedule knows that it is over."""
    target = rng.choice(TARGETS)
    run_id = schedule.begin(name)
    at = time.monotonic() + rng.uniform(0.0, 1.1 * usual)
    if target == "flow":
        schedule.wait(lambda: schedule.pid("flow"), "the run's process")
        at = time.monotonic() + rng.uniform(0.0, 0.8 * usual)
    while time.monotonic() < at:
        time.sleep(0.02)
        if target == "flow" and schedule.pid("flow") is None:
            break
    if not schedule.kill(target):  # the run was over sooner, or a server is just being started
        target = schedule.wait(
            lambda: next((other for other in ("worker", "server") if schedule.kill(other)), None),
            "something to kill",
        )
    killed = time.monotonic()
    told.kills[target] += 1
    state = schedule.end(run_id)
    seconds = time.monotonic() - killed
    told.ends[f"{target} killed: run {state['name'].lower()}"] += 1
    told.told_seconds.setdefault(target, []).append(seconds)
    say(f"  {target} killed in {name}; the run is {state['name']} after {seconds:.1f} s")


def still_waiting(schedule: Schedule) -> int:
    """Runs that are called running although all is quiet, and places that are still taken."""
    waiting = {"flow_runs": {"state": {"type": {"any_": ["PENDING", "RUNNING", "CANCELLING"]}}}}
    runs = ask(schedule.api, "/flow_runs/filter", waiting)
    limits: list[dict[str, Any]] = ask(schedule.api, "/v2/concurrency_limits/filter", {})
    return len(runs) + sum(limit["active_slots"] for limit in limits)


def undisturbed(folder: Path, polls: int) -> Reference:
    """The same days without kills."""
    reference = Reference()
    told = scheduled_days(folder, 0, 0, polls)
    if not told.clean:
        raise RuntimeError(f"the undisturbed schedule went wrong: {told}")
    look(folder, reference, polls - 1)
    return reference


def main() -> int:
    """Prints the table; 0 when nothing was lost, doubled or unlike, and no hand was needed."""
    parser = argparse.ArgumentParser(description="Kills the parts of a schedule and looks at what is left.")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--days", type=int, default=3, choices=(1, 2, 3))
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    chosen = parser.parse_args()
    with contextlib.ExitStack() as stack:
        base = chosen.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        reference = undisturbed(base / "undisturbed", 4 * chosen.days)
        told = scheduled_days(base / "killed", chosen.kills, chosen.seed, 4 * chosen.days)
        kept = told.found.details
        told.found = check_everything(base / "killed", reference, 4 * chosen.days - 1)
        told.found.details += kept
    for line in told.found.details[:40]:
        print(line, file=sys.stderr)
    print("\n".join(lines(told, chosen.seed)))
    return 0 if told.clean else 1


def lines(told: Told, seed: int) -> list[str]:
    """The table."""
    found = told.found
    kills = sum(told.kills.values())
    shown = [
        ("kills", f"{kills} (seed {seed}): " + ", ".join(f"{n} {what}" for what, n in told.kills.items())),
        *((f"  {what}", f"{n}") for what, n in sorted(told.ends.items())),
        *(
            (f"  {what}: told after", f"at most {max(seconds):.1f} s")
            for what, seconds in sorted(told.told_seconds.items())
        ),
        ("next run did not come through", f"{told.repairs}"),
        ("runs or places still taken", f"{told.stuck}"),
        ("processes left", f"{told.left}"),
        ("rows acknowledged", f"{found.acknowledged}"),
        ("rows lost, doubled, half-written", f"{found.lost}, {found.doubled}, {found.half_written}"),
        ("archive faults", f"{found.archive_faults}"),
        ("tables unlike the undisturbed days", f"{found.tables_unlike}"),
        ("95 % bound", f"{3 / max(kills, 1):.0%} per kill"),
    ]
    return [f"{name:36s} {value}" for name, value in shown]


def say(words: str) -> None:
    """Progress, on the error stream."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
