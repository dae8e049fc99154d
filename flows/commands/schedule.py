"""`parallax schedule`: server, work pool, deployments and worker on this machine, in one go, on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from flows.errors import DONE, CommandError
from flows.outlets import read_outlets
from flows.prefect_environment import prepare_prefect
from flows.settings import load_settings

POOL = "parallax"
#: A first start of the server makes its database: up to 15 s on a small machine.
START_SECONDS = 90
#: A worker that is asked to stop lets its run commit what it has finished.
STOP_SECONDS = 20


def run_schedule(data: Path | None, outlets: Path | None, port: int, once: bool) -> int:
    """Starts what is not running yet, registers prefect.yaml, and works until it is stopped.

    `once` registers and returns without a worker. Returns 0. Raises CommandError when a part does not start.
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
    api = os.environ.get("PREFECT_API_URL") or f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_API_URL"] = api
    server = None if healthy(api) else start_server(port, settings.state_dir)
    try:
        wait_until_healthy(api, server)
        register()
        print(f"pages of the schedule: {api.removesuffix('/api')} (this machine only)", file=sys.stderr)
        if once:
            return DONE
        work()
    finally:
        if server is not None and not once:
            stop(server)
    return DONE


def healthy(api: str) -> bool:
    """Whether a Prefect server answers at `api`."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def start_server(port: int, state: Path) -> subprocess.Popen[bytes]:
    """A Prefect server on loopback, its log in the state folder."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise CommandError(f"port {port} is taken by something else; choose another with --port")
    with (state / "server.log").open("ab") as log:
        return subprocess.Popen(
            [*prefect(), "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def prefect() -> list[str]:
    """The prefect command of this environment."""
    return [sys.executable, "-m", "prefect"]


def wait_until_healthy(api: str, server: subprocess.Popen[bytes] | None) -> None:
    """Returns when the server answers. Raises CommandError when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while not healthy(api):
        if server is not None and server.poll() is not None:
            raise CommandError(
                "Prefect's server ended at its start; the data folder's state/server.log says why"
            )
        if time.monotonic() > deadline:
            raise CommandError(f"no Prefect server answers at {api}; start one, or unset PREFECT_API_URL")
        time.sleep(0.3)


def register() -> None:
    """Work pool and deployments, made or brought up to date."""
    pool = subprocess.run([*prefect(), "work-pool", "inspect", POOL], capture_output=True, check=False)
    create = [] if pool.returncode == 0 else [[*prefect(), "work-pool", "create", POOL, "--type", "process"]]
    steps = (
        *create,
        [*prefect(), "work-pool", "set-concurrency-limit", POOL, "1"],
        [*prefect(), "--no-prompt", "deploy", "--all"],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())[-400:]
            raise CommandError(f"`{' '.join(step[2:])}` failed: {said}")


def work() -> None:
    """Runs the worker until SIGINT or SIGTERM."""
    worker = subprocess.Popen(
        [*prefect(), "worker", "start", "--pool", POOL, "--limit", "1"], start_new_session=True
    )
    previous = signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        worker.wait()
    except KeyboardInterrupt:
        print("stopping; finished work is kept", file=sys.stderr)
    finally:
        signal.signal(signal.SIGTERM, previous)
        stop(worker)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks a process to end (workers ignore SIGINT), and ends it after a while."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
