"""Runs that Prefect waits for in vain: those whose process is gone, and those that came due while nothing worked.

Prefect frees a run's place when the run is told to have ended. A killed worker tells nobody, and one place
taken for ever would stop the schedule. Talks to the server's HTTP interface, so that Prefect is not imported.
"""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

#: A process that is gone has so long to be reported by its worker.
REPORT_SECONDS = 5.0
#: A worker has so long to start a process for a run that it has taken.
START_SECONDS = 90.0
#: A scheduled run that is later than this was missed.
LATE = timedelta(minutes=3)
#: Runs asked for at once; of one deployment Prefect plans at most a hundred ahead.
MOST_RUNS = 200


def ask(api: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """One question to Prefect's server. Raises OSError when it does not answer."""
    request = urllib.request.Request(  # noqa: S310
        f"{api}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.loads(answer.read() or b"null")


def process_lives(number: int) -> bool:
    """Whether a process of this number is one of Prefect's; where /proc is missing, whether there is one."""
    try:
        return b"prefect" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        pass
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not Path("/proc/self").exists()


@dataclass(slots=True)
class LostRuns:
    """Looks after the runs of one work pool whose processes are on this machine."""

    api: str
    pool: str
    lives: Callable[[int], bool] = process_lives
    steady: Callable[[], float] = time.monotonic
    missed: dict[str, float] = field(default_factory=dict)

    def crash(self, *, at_once: bool = False) -> list[str]:
        """Marks runs without a process as crashed; returns their names.

        A worker reports the end of its processes by itself, so a run must be missed for a while; `at_once`
        is for a moment at which no worker is there.
        """
        found = self._runs("PENDING", "RUNNING", "CANCELLING")
        now, gone = self.steady(), []
        missing = {run["id"]: run for run in found if not self._has_process(run)}
        self.missed = {run_id: self.missed.get(run_id, now) for run_id in missing}
        for run_id, run in missing.items():
            allowed = REPORT_SECONDS if run["infrastructure_pid"] else START_SECONDS
            if at_once or now - self.missed[run_id] >= allowed:
                says = "its process was killed; finished work is kept, the next run takes up the rest"
                self._set(run_id, {"type": "CRASHED", "name": "Crashed", "message": says})
                gone.append(run["name"])
        return gone

    def skip(self, now: datetime | None = None) -> list[str]:
        """Cancels missed runs but the newest of each deployment, which does their work; returns their names."""
        due = (now or datetime.now(UTC)) - LATE
        late = [run for run in self._runs("SCHEDULED") if run["auto_scheduled"] and _due(run) < due]
        newest = {run["deployment_id"]: run["id"] for run in sorted(late, key=_due)}
        skipped = [run for run in late if newest[run["deployment_id"]] != run["id"]]
        for run in skipped:
            says = "came due while nothing was at work; a later run of its kind takes up what it missed"
            self._set(run["id"], {"type": "CANCELLED", "name": "Cancelled", "message": says})
        return [run["name"] for run in skipped]

    def processes(self) -> list[int]:
        """Numbers of the processes that are at work on runs now."""
        return [int(run["infrastructure_pid"]) for run in self._runs("RUNNING") if self._has_process(run)]

    def _has_process(self, run: dict[str, Any]) -> bool:
        number = str(run["infrastructure_pid"] or "")
        return number.isdigit() and self.lives(int(number))

    def _runs(self, *states: str) -> list[dict[str, Any]]:
        wanted = {
            "work_pools": {"name": {"any_": [self.pool]}},
            "flow_runs": {"state": {"type": {"any_": list(states)}}},
            "sort": "EXPECTED_START_TIME_ASC",
            "limit": MOST_RUNS,
        }
        runs: list[dict[str, Any]] = ask(self.api, "/flow_runs/filter", wanted)
        return runs

    def _set(self, run_id: str, state: dict[str, str]) -> None:
        ask(self.api, f"/flow_runs/{run_id}/set_state", {"state": state, "force": True})


def _due(run: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(run["next_scheduled_start_time"] or run["expected_start_time"])
