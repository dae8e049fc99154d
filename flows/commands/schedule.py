"""`parallax schedule`: server, work pool, deployments and worker on this machine, in one go, on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from flows.errors import DONE, CommandError
from flows.local_server import healthy, prefect, start_server, stop, wait_until_healthy
from flows.outlets import read_outlets
from flows.prefect_environment import prepare_prefect
from flows.settings import load_settings

POOL = "parallax"
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
    server = None if healthy(api) else start_on(port, settings.state_dir)
    try:
        wait_until_healthy(api, server, settings.state_dir)
        register()
        print(f"pages of the schedule: {api.removesuffix('/api')} (this machine only)", file=sys.stderr)
        if once:
            return DONE
        work()
    finally:
        if server is not None and not once:
            stop(server, STOP_SECONDS)
    return DONE


def start_on(port: int, state_dir: Path) -> subprocess.Popen[bytes]:
    """Our server on the given port. Raises CommandError when something else has it."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise CommandError(f"port {port} is taken by something else; choose another with --port")
    return start_server(port, state_dir)


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
        stop(worker, STOP_SECONDS)
