"""The real schedule on the newsroom: server, worker and prefect.yaml on loopback, used, killed and stopped.

Deselect with `-m "not server"`.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from benchmarks.scheduled_newsroom import ROOT, Schedule, processes_left
from benchmarks.torture_checks import Reference, check_everything, look
from flows.demo.server import POLLS
from flows.lost_runs import ask
from warehouse.connection import open_warehouse

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def schedule(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Schedule]:
    folder = tmp_path_factory.mktemp("schedule") / "day"
    with (
        processes_left(folder) as found,
        Schedule(folder, settings={"PARALLAX_TIMEZONES": "Europe/Kyiv"}) as it,
    ):
        it.at(POLLS[0])
        yield it
    assert not found, "processes outlived the schedule"


def test_prefect_yaml_is_registered_as_it_stands(schedule: Schedule) -> None:
    found = {d["name"]: d for d in ask(schedule.api, "/deployments/filter", {})}
    assert set(found) == {"collect", "daily", "watch", "reread", "backfill"}
    assert all(d["concurrency_options"]["collision_strategy"] == "CANCEL_NEW" for d in found.values())
    assert [s["schedule"]["interval"] for s in found["collect"]["schedules"]] == [900.0]
    zones = [s["schedule"]["timezone"] for s in found["daily"]["schedules"]]
    assert zones == ["Europe/Kyiv"]
    assert ask(schedule.api, "/work_pools/parallax")["concurrency_limit"] == 1


def test_a_scheduled_run_completes_and_says_what_it_did(schedule: Schedule) -> None:
    run_id = schedule.begin("collect")
    assert schedule.run(run_id)["auto_scheduled"]
    assert schedule.end(run_id)["type"] == "COMPLETED", schedule.log()[-3000:]
    assert schedule.run(run_id)["name"].endswith(", all outlets")
    mine = {"artifacts": {"flow_run_id": {"any_": [run_id]}}}
    kept = {a["key"]: a for a in ask(schedule.api, "/artifacts/filter", mine)}
    assert set(kept) == {"run-summary", "run-outlets", "run-progress"}
    assert float(kept["run-progress"]["data"]) == 100.0
    schedule.wait(lambda: "outlet northwire: kept" in schedule.log(), "the line of an outlet")
    assert "Traceback" not in schedule.log()


def test_a_second_start_brings_the_deployments_up_to_date_and_leaves_the_rest_alone(
    schedule: Schedule,
) -> None:
    worker = schedule.pid("worker")
    again = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "schedule", "--data", str(schedule.folder / "data"),
         "--outlets", str(schedule.outlets)],
        cwd=ROOT, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert again.returncode == 0 and "is at work on" in again.stderr, again.stderr
    other = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "schedule", "--port", str(schedule.port),
         "--data", str(schedule.folder / "other"), "--outlets", str(schedule.outlets)],
        cwd=ROOT, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert other.returncode == 1 and "choose another with --port" in other.stderr, other.stderr
    assert schedule.pid("worker") == worker


@pytest.mark.parametrize("what", ["flow", "worker", "server"])
def test_a_killed_part_costs_the_run_it_kills_and_the_next_one_comes_through(
    what: str, schedule: Schedule
) -> None:
    schedule.at(POLLS[1])
    run_id = schedule.begin("collect")
    schedule.wait(lambda: schedule.run(run_id)["state"]["type"] == "RUNNING", "the run")
    assert schedule.kill(what)
    assert schedule.end(run_id)["type"] in ("CRASHED", "FAILED", "COMPLETED")
    assert schedule.end(schedule.begin("collect"))["type"] == "COMPLETED"
    limits = ask(schedule.api, "/v2/concurrency_limits/filter", {})
    assert sum(limit["active_slots"] for limit in limits) == 0


def test_asked_to_stop_it_ends_its_run_and_leaves_nothing_behind(schedule: Schedule) -> None:
    schedule.at(POLLS[2])
    run_id = schedule.begin("collect")
    schedule.wait(lambda: schedule.run(run_id)["state"]["type"] == "RUNNING", "the run")
    assert schedule.process is not None
    schedule.process.send_signal(signal.SIGTERM)
    assert schedule.process.wait(60) == 0
    with open_warehouse(schedule.folder / "data" / "parallax.duckdb") as warehouse:
        runs = {row["status"] for row in warehouse.rows("select status from raw.run")}
    assert "done" in runs
    reference = Reference()
    look(schedule.folder, reference, 2)
    found = check_everything(schedule.folder, reference, 2)
    assert (found.lost, found.doubled, found.half_written, found.archive_faults) == (0, 0, 0, 0), (
        found.details
    )
