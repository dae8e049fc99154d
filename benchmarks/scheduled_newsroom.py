"""`parallax schedule` as its user starts it, with the bundled newsroom for a world, and a hand on its processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from flows.demo.server import Newsroom
from flows.held_port import held_port
from flows.lifeline import end_with_parent
from flows.lost_runs import ask

ROOT = Path(__file__).parent.parent
OUTLETS = ROOT / "flows" / "demo" / "outlets.toml"
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class Schedule:
    """A running `parallax schedule`; in its newsroom time stands still between two calls of `at`."""

    def __init__(self, folder: Path, outlets: Path = OUTLETS, settings: dict[str, str] | None = None) -> None:
        self.folder, self.outlets, self.settings = folder, outlets, settings or {}
        self.newsroom = Newsroom()
        self.held = ExitStack()
        self.port = self.held.enter_context(held_port())
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Schedule:
        self.newsroom.__enter__()
        self.at(self.newsroom.now)
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.newsroom.__exit__(kind, error, trace)
        self.held.close()

    def at(self, now: datetime) -> None:
        """Moves the newsroom, and every process of the schedule, to an instant."""
        self.newsroom.set_now(now)
        world = {
            "at": now.isoformat(),
            "routes": self.newsroom.routes(),
            "acknowledged": str(self.folder / "acknowledged.jsonl"),
        }
        unfinished = self.folder / "world.unfinished"
        unfinished.write_text(json.dumps(world), encoding="utf-8")
        unfinished.replace(self.folder / "world.json")

    def start(self, wait_seconds: float = 400) -> None:
        """Starts the command and waits until its deployments are there."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PARALLAX"))}
        environment |= {
            "PYTHONPATH": os.pathsep.join((str(ROOT / "benchmarks" / "into_newsroom"), str(ROOT))),
            "NEWSROOM_WORLD": str(self.folder / "world.json"),
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_WORKER_PREFETCH_SECONDS": "3",
            "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS": "90",  # enough planned runs to bring forward
            **self.settings,
        }
        command = [sys.executable, "-c", "from flows.cli import main; main()", "schedule"]
        command += ["--port", str(self.port), "--data", str(self.folder / "data")]
        command += ["--outlets", str(self.outlets)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, preexec_fn=end_with_parent
            )
        for name in ("collect/collect", "daily/daily", "backfill/backfill"):
            self.wait(lambda name=name: ask(self.api, f"/deployments/name/{name}"), name, wait_seconds)
        self.wait(lambda: self.pid("worker"), "a worker", wait_seconds)

    def wait(self, look: Any, what: str, seconds: float = 240) -> Any:
        """What `look` gives as soon as it gives anything. Raises RuntimeError after a while."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"the schedule has ended: {self.log()[-2000:]}")
            with suppress(OSError):
                if found := look():
                    return found
            time.sleep(0.1)
        raise RuntimeError(f"{what} did not come: {self.log()[-2000:]}")

    def log(self) -> str:
        """What the command has printed."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def begin(self, name: str) -> str:
        """Brings the next scheduled run of a deployment forward to now; returns its id."""
        deployment = self.wait(lambda: ask(self.api, f"/deployments/name/{name}/{name}"), name)
        planned = {
            "deployments": {"id": {"any_": [deployment["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
            "sort": "EXPECTED_START_TIME_ASC",
        }
        run = self.wait(lambda: ask(self.api, "/flow_runs/filter", planned), f"a run of {name}")[0]
        due = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        state = {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}
        self.wait(
            lambda: ask(self.api, f"/flow_runs/{run['id']}/set_state", {"state": state, "force": True}),
            "the new time",
        )
        return str(run["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """A run as the server has it."""
        found: dict[str, Any] = self.wait(lambda: ask(self.api, f"/flow_runs/{run_id}"), "a run")
        return found

    def end(self, run_id: str, seconds: float = 300) -> dict[str, Any]:
        """Waits for the end of a run; returns its last state."""

        def ended() -> dict[str, Any] | None:
            state: dict[str, Any] = self.run(run_id)["state"]
            return state if state["type"] in ENDED else None

        found: dict[str, Any] = self.wait(ended, f"the end of run {run_id}", seconds)
        return found

    def pid(self, what: str) -> int | None:
        """The process of the server, the worker or the flow that is at work; None when there is none."""
        assert self.process is not None
        if what == "flow":
            worker = self.pid("worker")
            for number in _numbers():
                # its helpers name it in their command lines too
                if _parent(number) == worker and b"prefect.engine" in _said(number, "cmdline"):
                    return number
            return None
        word = {"server": b"flows.own_server", "worker": b"worker"}[what]
        for number in _numbers():
            if _parent(number) == self.process.pid and word in _said(number, "cmdline").split(b"\0"):
                return number
        return None

    def kill(self, what: str) -> bool:
        """SIGKILL for the server, the worker or the flow; False when there is none now."""
        number = self.pid(what)
        if number is None:
            return False
        with suppress(ProcessLookupError):
            if what == "server":
                os.killpg(number, signal.SIGKILL)  # the command and the server it has started
            else:
                os.kill(number, signal.SIGKILL)
        return True


@contextmanager
def processes_left(folder: Path) -> Iterator[list[int]]:
    """A list that holds, after the block, the numbers of processes of a schedule in `folder` that still live."""
    left: list[int] = []
    yield left
    mark = str(folder / "world.json").encode()
    deadline = time.monotonic() + 15
    while (found := [n for n in _numbers() if mark in _said(n, "environ")]) and time.monotonic() < deadline:
        time.sleep(0.2)
    left += found


def _numbers() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _said(number: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{number}/{what}").read_bytes()
    except OSError:
        return b""


def _parent(number: int) -> int:
    return int(_said(number, "stat").rpartition(b")")[2].split()[1] or 0) if _said(number, "stat") else 0
