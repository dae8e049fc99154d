"""Prefect's server for the time of one command, on loopback, when none is configured.

Prefect can start one by itself, but in our process group: Ctrl-C would end it before the run has said how it
ended, and its tracebacks would land in the terminal. This one has a session and a log of its own.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flows.errors import CommandError
from flows.held_port import held_port
from flows.lifeline import end_with_parent
from flows.prefect_environment import ONE_COMMAND, prepare_prefect

#: Where no empty database is kept, a first start makes it: up to 15 s on a small machine, more when it is busy.
START_SECONDS = 300
STOP_SECONDS = 2
#: Between two looks whether it answers, in seconds.
LOOK_SECONDS = 0.1


@contextmanager
def prefect_server(state_dir: Path, meanwhile: Callable[[], object] = lambda: None) -> Iterator[None]:
    """The server named by PREFECT_API_URL, or one of our own until the block ends.

    Must stand around the import of anything that imports prefect; `meanwhile` may, and is called while the server
    starts. Raises CommandError when none answers.
    """
    prepare_prefect(state_dir)
    given = os.environ.get("PREFECT_API_URL")
    if given:
        if not healthy(given):
            raise CommandError(f"no Prefect server answers at PREFECT_API_URL={given}; start it, or unset it")
        meanwhile()
        yield
        return
    print("starting …", file=sys.stderr, flush=True)  # it takes 3 to 10 s, longer on a busy machine
    # Told to end before the run listens for it: the server must not outlive us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with held_port() as port, ExitStack() as turn:
        turn.enter_context(own_turn(Path(os.environ["PREFECT_HOME"])))
        server = start_server(port, state_dir, services=ONE_COMMAND)
        try:
            api = os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
            # Server and client are one version: to ask costs a client, its certificates and two requests.
            os.environ.setdefault("PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED", "false")
            with ThreadPoolExecutor(1) as beside:
                started = beside.submit(wait_until_ready, api, server, state_dir)
                try:
                    meanwhile()
                    started.result()
                except BaseException:
                    stop(server, STOP_SECONDS)  # whoever waits for it goes on
                    raise
            turn.close()
            yield
        finally:
            os.environ.pop("PREFECT_API_URL", None)
            stop(server, STOP_SECONDS)


@contextmanager
def own_turn(home: Path) -> Iterator[None]:
    """Waits until no other server begins in this home of Prefect's: two that make one database at once may end."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "starting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def healthy(api: str) -> bool:
    """Whether a Prefect server answers at `api`."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def answers(address: str) -> bool:
    """Whether a server answers there, whatever it says."""
    try:
        with urllib.request.urlopen(address, timeout=60):  # noqa: S310
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


def home_of(api: str) -> str | None:
    """The folder in which the server at `api` keeps its state; None when it does not tell."""
    try:
        with urllib.request.urlopen(f"{api}/admin/settings", timeout=10) as answer:  # noqa: S310
            return str(json.loads(answer.read())["home"])
    except (OSError, ValueError, KeyError):
        return None


def prefect() -> list[str]:
    """The prefect command of this environment."""
    return [sys.executable, "-m", "prefect"]


def own_server(port: int) -> list[str]:
    """Its command; -P, since the folder we stand in may have a `flows` of its own."""
    return [sys.executable, "-P", "-m", "flows.own_server", str(port)]


def start_server(
    port: int, state_dir: Path, *, leave: bool = False, services: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """A Prefect server on loopback in a session of its own, its log in the state folder.

    It ends with this process, also when that is killed, unless it is to be left behind. `services` are settings of its
    own; what the environment says goes before them.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    # It runs the sources that this process runs, wherever they were found.
    found = os.pathsep.join(filter(None, (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH"))))
    with (state_dir / "server.log").open("ab") as log:
        log.write(b"starts; nothing said yet\n")
        log.flush()
        return subprocess.Popen(
            own_server(port),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**(services or {}), **os.environ, "PYTHONPATH": found},
            preexec_fn=None if leave else end_with_parent,
        )


def wait_until_ready(api: str, server: subprocess.Popen[bytes], state_dir: Path) -> None:
    """Returns when the server answers and has looked through its addresses, a third of a second at the first request."""
    wait_until_healthy(api, server, state_dir)
    answers(f"{api}/admin/version")


def wait_until_healthy(api: str, server: subprocess.Popen[bytes] | None, state_dir: Path) -> None:
    """Returns when the server answers. Raises CommandError when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while not healthy(api):
        if server is not None and server.poll() is not None:
            log = state_dir / "server.log"
            raise CommandError(f"Prefect's server ended at its start; {log} says why: {last_words(log)}")
        if time.monotonic() > deadline:
            raise CommandError(f"no Prefect server answers at {api} after {START_SECONDS} s; run again")
        time.sleep(LOOK_SECONDS)


def last_words(log: Path) -> str:
    """The last line of a log file that says anything, at most 300 characters."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()] if log.exists() else []
    return next((line[:300] for line in reversed(lines) if line), "nothing (disk full?)")


def stop(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Asks a process to end, and ends it and its children after a while."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
    process.wait()
