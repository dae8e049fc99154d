"""The real schedule: server, worker and prefect.yaml on loopback, until a scheduled run is done.

Deselect with `-m "not server"`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.local_server import free_port
from warehouse.connection import open_warehouse

ROOT = Path(__file__).parents[2]
OUTLETS = """[outlet.nowhere]
name = "Nowhere Post"
country = "XA"
language = "en"
domains = ["nowhere.invalid"]
feeds = ["https://nowhere.invalid/rss.xml"]
"""
#: Far above what it takes: server, registration, a worker's first poll, a run.
LIMIT = 240


def ask(api: str, path: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(
        f"{api}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


def wait_for(what: str, look: Any, deadline: float) -> Any:
    while time.monotonic() < deadline:
        try:
            if found := look():
                return found
        except OSError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"{what} did not come")


@pytest.mark.server
def test_a_scheduled_run_completes_and_the_schedule_stops_when_asked(tmp_path: Path) -> None:
    (tmp_path / "outlets.toml").write_text(OUTLETS, encoding="utf-8")
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PARALLAX"))}
    environment |= {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_WORKER_PREFETCH_SECONDS": "5"}
    command = [sys.executable, "-c", "from flows.cli import main; main()", "schedule", "--port", str(port)]
    command += ["--data", str(tmp_path / "data"), "--outlets", str(tmp_path / "outlets.toml")]
    with (tmp_path / "log").open("wb") as log:
        schedule = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    deadline = time.monotonic() + LIMIT
    try:
        collect = wait_for(
            "the deployment",
            lambda: schedule.poll() is None and ask(api, "/deployments/name/collect/collect"),
            deadline,
        )
        every = {"collect", "daily", "watch", "reread", "backfill"}
        wait_for("all", lambda: {d["name"] for d in ask(api, "/deployments/filter", {})} == every, deadline)
        assert collect["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert ask(api, "/work_pools/parallax")["concurrency_limit"] == 1
        # The scheduler has made the runs to come; the first one is brought forward.
        mine = {"deployments": {"id": {"any_": [collect["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
        run = wait_for("a scheduled run", lambda: ask(api, "/flow_runs/filter", mine), deadline)[0]
        assert run["auto_scheduled"]
        now = {
            "type": "SCHEDULED",
            "state_details": {"scheduled_time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"},
        }
        ask(api, f"/flow_runs/{run['id']}/set_state", {"state": now, "force": True})
        ended = wait_for(
            "the end of the run",
            lambda: (
                (r := ask(api, f"/flow_runs/{run['id']}"))["state"]["type"]
                in ("COMPLETED", "FAILED", "CRASHED")
                and r
            ),
            deadline,
        )
        assert ended["state"]["type"] == "COMPLETED", (tmp_path / "log").read_text()[-3000:]
    finally:
        schedule.terminate()
        schedule.wait(60)
    assert schedule.returncode == 0
    with open_warehouse(tmp_path / "data" / "parallax.duckdb", read_only=True) as warehouse:
        (row,) = warehouse.rows("select flow, status, reason from raw.run")
    assert row == {"flow": "collect", "status": "degraded", "reason": "every feed failed; is the network up?"}
