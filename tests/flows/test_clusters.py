"""Reading and comparing on a cluster gives the tables that one machine gives, whatever becomes of its workers."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.speed.clusters import Cluster, dask_cluster
from flows.demo.content import body_text, load_newsroom
from flows.held_port import held_port
from flows.settings import load_settings
from tasks.engine import EngineLost
from warehouse.connection import open_warehouse
from warehouse.digest import table_digests

pytestmark = [
    pytest.mark.server,
    # The engines' clients leave sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture(scope="module")
def imported(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom's articles of three days, read and compared on this machine."""
    from flows.importing import Import, import_files

    folder = tmp_path_factory.mktemp("one-machine")
    lines = [
        json.dumps(
            {
                "id": f"{article.article_id}-{number}",
                "outlet": site.outlet_id,
                "url": f"http://{site.host}{article.path}",
                "date": f"{article.published_at:%Y-%m-%dT%H:%M:%SZ}",
                "title": version.title,
                "text": body_text(version),
            }
        )
        for site in load_newsroom()
        for article in site.articles
        for number, version in enumerate(article.versions)
    ]
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    settings = load_settings(data_dir=folder / "data", outlets_file=folder / "none.toml")
    asyncio.run(import_files(settings, Import((folder / "all.jsonl",), None, {})))
    return folder / "data"


@pytest.fixture
def data(imported: Path, tmp_path: Path) -> Path:
    shutil.copytree(imported, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    with dask_cluster(tmp_path_factory.mktemp("dask"), workers=2) as cluster:
        yield cluster


def digests(data: Path) -> dict[str, str]:
    with open_warehouse(data / "parallax.duckdb", read_only=True) as warehouse:
        return table_digests(warehouse)


def reread(data: Path, monkeypatch: pytest.MonkeyPatch, runner: str, address: str) -> None:
    from flows.reread import reread

    monkeypatch.setenv("PARALLAX_RUNNER", runner)
    monkeypatch.setenv("PARALLAX_RUNNER_ADDRESS", address)
    asyncio.run(reread(str(data), str(data / "none.toml")))


@pytest.mark.parametrize("large", [10**9, 1], ids=["days as a whole", "days in pieces"])
def test_two_dask_workers_give_the_same_tables(
    data: Path, dask: Cluster, monkeypatch: pytest.MonkeyPatch, large: int
):
    before = digests(data)
    monkeypatch.setattr("tasks.compare.workers.SPREAD_ARTICLES", large)
    assert len({day for day in before}) > 10
    monkeypatch.setattr("tasks.read.batches.BATCH_BYTES", 2_000_000)
    reread(data, monkeypatch, "dask", dask.address)
    assert digests(data) == before


def test_a_killed_worker_costs_time_and_nothing_else(
    data: Path, dask: Cluster, monkeypatch: pytest.MonkeyPatch
):
    before = digests(data)
    monkeypatch.setattr("tasks.read.batches.BATCH_BYTES", 2_000_000)
    processes = dask.workers()
    killed: list[str] = []

    def kill_a_busy_one() -> None:
        while not (busy := dask.busy()):
            time.sleep(0.02)
        victim = min(busy)
        os.kill(processes[victim], signal.SIGKILL)
        killed.append(victim)

    killer = threading.Thread(target=kill_a_busy_one, daemon=True)
    killer.start()
    reread(data, monkeypatch, "dask", dask.address)
    assert killed
    assert digests(data) == before


def test_batches_are_task_runs_of_the_run_that_sent_them(
    data: Path, dask: Cluster, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tasks.read.batches.BATCH_BYTES", 2_000_000)
    before = flows_of_batches()
    for runs in (1, 2):
        reread(data, monkeypatch, "dask", dask.address)
        deadline = time.monotonic() + 60
        while len(flows_of_batches() - before) < runs:  # the server writes them down some seconds later
            assert time.monotonic() < deadline
            time.sleep(0.5)
    assert len(flows_of_batches() - before) == 2
    assert None not in flows_of_batches()


def flows_of_batches() -> set[object]:
    """Ids of the flow runs that completed batches belong to."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import TaskRunFilter, TaskRunFilterName
    from prefect.client.schemas.sorting import TaskRunSort

    batches = TaskRunFilter(name=TaskRunFilterName(like_="read batch"))
    with get_client(sync_client=True) as client:
        runs = client.read_task_runs(
            task_run_filter=batches, sort=TaskRunSort.EXPECTED_START_TIME_DESC, limit=200
        )
    return {
        run.flow_run_id for run in runs if run.name.startswith("read batch") and run.state_name == "Completed"
    }


def test_a_ray_cluster_gives_the_same_tables(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("prefect_ray", reason="the extra ray is not installed")
    pytest.importorskip("ray", reason="the extra ray is not installed")
    before = digests(data)
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    ray = Path(sys.executable).with_name("ray")
    with held_port() as port, (tmp_path / "ray.log").open("wb") as log:
        start = [
            ray,
            "start",
            "--head",
            "--block",
            "--port",
            f"{port}",
            "--num-cpus",
            "2",
            "--node-ip-address",
        ]
        head = subprocess.Popen([*start, "127.0.0.1", "--include-dashboard", "false"], stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 60
            while "Ray runtime started" not in (tmp_path / "ray.log").read_text():
                assert time.monotonic() < deadline and head.poll() is None, (tmp_path / "ray.log").read_text()
                time.sleep(0.2)
            reread(data, monkeypatch, "ray", f"127.0.0.1:{port}")
        finally:
            head.terminate()
            head.wait(60)
    assert digests(data) == before


def test_a_cluster_that_is_not_there_is_said_before_anything_is_read(
    data: Path, prefect_server: None, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("prefect_dask", reason="the extra dask is not installed")
    monkeypatch.setattr("flows.runners.CONNECT_SECONDS", 1)
    before = digests(data)
    with held_port() as port, pytest.raises(EngineLost, match="start it, or set PARALLAX_RUNNER=local"):
        reread(data, monkeypatch, "dask", f"tcp://127.0.0.1:{port}")
    assert digests(data) == before
