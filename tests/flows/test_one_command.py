"""The server that one command starts for itself: what it records, and that it never outlives the command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WITH_A_RUN = """
import asyncio, json, sys, time
from pathlib import Path
from flows.local_server import prefect_server

with prefect_server(Path(sys.argv[1])):
    import os
    from prefect import flow, get_run_logger, task
    from flows.lost_runs import ask

    @task
    async def step():
        get_run_logger().critical("a line of the step")

    @flow
    async def work():
        await step()

    asyncio.run(work())
    api, end = os.environ["PREFECT_API_URL"], time.monotonic() + 60
    found = {}
    while time.monotonic() < end and not all(found.get(k) for k in ("task_runs", "logs")):
        time.sleep(0.5)
        found = {kind: ask(api, f"/{kind}/filter", {}) for kind in ("flow_runs", "task_runs", "logs")}
    print(json.dumps({kind: [row.get("state_name") or row["message"] for row in rows] for kind, rows in found.items()}))
"""
WITH_A_FAULT = """
import sys
from pathlib import Path
from flows import local_server

begin = local_server.start_server

def told(*given, **named):
    server = begin(*given, **named)
    print(server.pid, flush=True)
    return server

def fault():
    raise ImportError("no such module")

local_server.start_server = told
with local_server.prefect_server(Path(sys.argv[1]), fault):
    print("began", flush=True)
"""


def run(words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [sys.executable, "-c", words, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=surroundings,
        timeout=300,
    )


def test_flow_runs_task_runs_and_logs_are_there_to_see(tmp_path: Path):
    done = run(WITH_A_RUN, tmp_path)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {
        "flow_runs": ["Completed"],
        "task_runs": ["Completed"],
        "logs": ["a line of the step"],
    }, done.stderr


def test_what_fails_while_the_server_starts_ends_it(tmp_path: Path):
    done = run(WITH_A_FAULT, tmp_path)
    assert done.returncode and "began" not in done.stdout and "no such module" in done.stderr
    assert not Path(f"/proc/{done.stdout.split()[0]}").exists()
