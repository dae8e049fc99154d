"""`parallax schedule`: server, work pool, deployments and worker on this machine, in one go, on loopback."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flows.errors import DONE, CommandError
from flows.keeper import Keeper, Kept, say
from flows.local_server import healthy, home_of, prefect, start_server, wait_until_healthy
from flows.outlets import read_outlets
from flows.prefect_environment import prepare_prefect
from flows.settings import load_settings

POOL = "parallax"
#: The deployment that comes in time zones, and when, as prefect.yaml has it.
DAILY, DAILY_CRON = "daily/daily", "20 5 * * *"


def run_schedule(data: Path | None, outlets: Path | None, port: int, once: bool) -> int:
    """Starts what is not running yet, registers prefect.yaml, and works until it is stopped.

    `once` registers and returns without a worker; so does a second start beside one that is at work.
    Returns 0. Raises CommandError when a part does not start.
    """
    settings = load_settings(data_dir=data, outlets_file=outlets)
    read_outlets(settings.outlets_file)
    root = Path.cwd()
    if not (root / "prefect.yaml").is_file():
        raise CommandError(f"{root} holds no prefect.yaml; start it in the folder of the project")
    prepare_prefect(settings.state_dir)
    os.environ.update(
        PARALLAX_ROOT=str(root),
        PARALLAX_DATA_DIR=str(settings.data_dir.absolute()),
        PARALLAX_OUTLETS_FILE=str(settings.outlets_file.absolute()),
        PREFECT_LOGGING_LEVEL="INFO",
    )
    given = os.environ.get("PREFECT_API_URL")
    with only_one(settings.state_dir / "schedule.lock") as other:
        api = given or f"http://127.0.0.1:{other_port(settings.state_dir) if other else port}/api"
        os.environ["PREFECT_API_URL"] = api
        if other:
            wait_until_healthy(api, None, settings.state_dir)
            register(settings.zones)
            say(f"process {other} is at work on {settings.data_dir}; its deployments are up to date")
            return DONE
        (settings.state_dir / "schedule.port").write_text(f"{port}\n", encoding="ascii")
        if not given:
            check_port(api, port)
        if once:
            server = None if healthy(api) else start_server(port, settings.state_dir, leave=True)
            wait_until_healthy(api, server, settings.state_dir)
            register(settings.zones)
            say(f"the deployments are registered; the server stays at {api.removesuffix('/api')}")
            return DONE
        kept = None if given else Kept("Prefect's server", lambda: start_server(port, settings.state_dir))
        work(Keeper(api, POOL, settings.state_dir, kept), settings.zones)
    return DONE


@contextmanager
def only_one(path: Path) -> Iterator[int | None]:
    """Holds a lock for the block, or gives the number of the process that holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            yield int(lock.read() or 1)
            return
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield None


def other_port(state_dir: Path) -> int:
    """The port of the schedule that is at work."""
    return int((state_dir / "schedule.port").read_text(encoding="ascii"))


def check_port(api: str, port: int) -> None:
    """Raises CommandError when something else has our port: another program, or another data folder's server."""
    if healthy(api):
        home = home_of(api)
        if home is not None and Path(home).resolve() != Path(os.environ["PREFECT_HOME"]).resolve():
            raise CommandError(
                f"port {port} has a Prefect server that keeps its state in {home}; choose another with --port,"
                f" or set PREFECT_API_URL={api} if it is meant to hold this schedule too"
            )
        return
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise CommandError(f"port {port} is taken by something else; choose another with --port")


def register(zones: Sequence[str]) -> None:
    """Work pool and deployments, made or brought up to date; the daily run comes once a day in each zone."""
    pool = subprocess.run([*prefect(), "work-pool", "inspect", POOL], capture_output=True, check=False)
    create = [] if pool.returncode == 0 else [[*prefect(), "work-pool", "create", POOL, "--type", "process"]]
    steps = (
        *create,
        [*prefect(), "work-pool", "set-concurrency-limit", POOL, "1"],
        [*prefect(), "--no-prompt", "deploy", "--all"],
        *daily_schedules(zones),
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())[-400:]
            raise CommandError(f"`{' '.join(step[2:])}` failed: {said}")


def daily_schedules(zones: Sequence[str]) -> list[list[str]]:
    """Commands that put the daily run into the zones; prefect.yaml has it in UTC."""
    if tuple(zones) == ("UTC",):
        return []
    schedule = [*prefect(), "--no-prompt", "deployment", "schedule"]
    create = [[*schedule, "create", DAILY, "--cron", DAILY_CRON, "--timezone", zone] for zone in zones]
    return [[*schedule, "clear", DAILY, "--accept-yes"], *create]


def work(keeper: Keeper, zones: Sequence[str]) -> None:
    """Server, deployments and worker, until SIGINT or SIGTERM."""

    def asked(*_: object) -> None:
        # Only once: a second signal must not break off the stopping itself.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        keeper.begin()
        register(zones)
        print(
            f"pages of the schedule: {keeper.api.removesuffix('/api')} (this machine only)", file=sys.stderr
        )
        keeper.keep()
    except KeyboardInterrupt:
        say("stopping; finished work is kept")
    finally:
        keeper.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
