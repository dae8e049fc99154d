"""A warehouse that several pipelines write and many read: the same tables as in a file, whatever is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import made_rows
import pytest
from earlier import DAILY, PLAIN, check_same_rows, make_earlier
from postgres import Postgres

from warehouse.build import build_day
from warehouse.connection import Warehouse, open_warehouse
from warehouse.digest import table_digests
from warehouse.errors import QueryRefused, WarehouseError, WarehouseLost
from warehouse.lake import LakeWarehouse, connect
from warehouse.load import day_marks, load_rows, replace_day
from warehouse.place import Lake
from warehouse.publish import forget_history, publish
from warehouse.read import daily_table, dirty_days
from warehouse.sandbox import run_query
from warehouse.schema import schema_version

pytest.importorskip("duckdb_extension_ducklake", reason="the extra lake is not installed")
pytest.importorskip("duckdb_extension_postgres_scanner", reason="the extra lake is not installed")
DAYS = 2
pytestmark = pytest.mark.server


@pytest.fixture
def lake(server: Postgres, tmp_path: Path, request: pytest.FixtureRequest) -> Lake:
    name = "".join(c for c in request.node.name.lower() if c.isalnum())[-40:]
    return Lake(f"{server.catalog(name)} password='hunter 2'", f"{tmp_path}/lake")


@pytest.fixture(scope="module")
def one_machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Digests of the same days in a file."""
    with open_warehouse(tmp_path_factory.mktemp("file") / "warehouse.duckdb") as warehouse:
        load_rows(warehouse, made_rows.facts(days=DAYS))
        for n in range(DAYS):
            day = made_rows.DAY + made_rows.timedelta(days=n)
            replace_day(warehouse, day, made_rows.compared(day))
            build_day(warehouse, day)
        return table_digests(warehouse)


@pytest.fixture
def at_work() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts one of lake_work's jobs; whatever still runs at the end is ended."""
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{here.parents[1]}:{here}"}
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(here / "lake_work.py"), *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, text=True, env=environment, **pipes))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def aborted_by_the_engine(process: subprocess.Popen[str]) -> bool:
    """Whether the engine itself ended the process when its catalog died in the middle of a commit.

    DuckLake can meet an empty answer there and take the process with it; nobody can catch that. Any other
    end but a good one fails.
    """
    _, err = process.communicate(timeout=900)
    assert process.returncode == 0 or "database has been invalidated" in err, err[-3000:]
    return process.returncode != 0


def ended(process: subprocess.Popen[str], seconds: float = 900) -> str:
    out, err = process.communicate(timeout=seconds)
    assert process.returncode == 0, err[-3000:]
    return out


def digests(lake: Lake) -> dict[str, str]:
    with open_warehouse(lake, read_only=True) as warehouse:
        return table_digests(warehouse)


def versions(lake: Lake) -> int:
    with open_warehouse(lake, read_only=True) as warehouse:
        return int(warehouse.rows("select count(*) as n from raw.version")[0]["n"])


def test_a_lake_holds_the_same_tables_as_a_file(
    lake: Lake, full_file: Path, filled: Callable[[Warehouse], None]
):
    with open_warehouse(lake) as warehouse:
        filled(warehouse)
        filled(warehouse)
        with open_warehouse(full_file, read_only=True) as file:
            assert table_digests(warehouse) == table_digests(file)
            for name in ("claims", "stories", "coverage"):
                in_lake = daily_table(warehouse, name, made_rows.DAY)
                in_file = daily_table(file, name, made_rows.DAY)
                assert in_lake.to_pylist() == in_file.to_pylist()
        told = warehouse.rows(
            "select comment from duckdb_columns() where database_name = current_database()"
            " and schema_name = 'daily' and table_name = 'coverage' and column_name = 'articles'"
        )
        assert told[0]["comment"]
        before = table_digests(warehouse)
        publish(warehouse, "nowhere")
        assert table_digests(warehouse) == before
    assert digests(lake) == before


@pytest.mark.parametrize("version_before", range(PLAIN + 1, schema_version()))
def test_a_lake_of_an_earlier_schema_comes_up_to_date_with_its_rows(
    lake: Lake, seen: Warehouse, version_before: int
) -> None:
    engine = connect(lake, read_only=False)
    make_earlier(engine, version_before, seen, LakeWarehouse(lake, engine, read_only=False).dialect)
    engine.close()
    with open_warehouse(lake) as warehouse:
        for name in DAILY:
            rows = f"from daily.{name} order by all"
            assert warehouse.rows(rows) == seen.rows(rows) != []
        build_day(warehouse, made_rows.DAY)
        build_day(warehouse, made_rows.DAY + made_rows.timedelta(days=1))
        check_same_rows(warehouse, seen)
        publish(warehouse, "unused")
        assert warehouse.rows("select count(*) > 0 as found from search.find('harbour')") == [{"found": True}]


def test_programs_that_open_an_earlier_lake_at_once_bring_it_up_to_date_once(
    lake: Lake, seen: Warehouse
) -> None:
    engine = connect(lake, read_only=False)
    make_earlier(engine, PLAIN + 1, seen, LakeWarehouse(lake, engine, read_only=False).dialect)
    engine.close()
    with ThreadPoolExecutor(3) as programs:
        for opened in [programs.submit(open_warehouse, lake) for _ in range(3)]:
            opened.result().close()
    with open_warehouse(lake) as warehouse:
        steps = [
            row["version"] for row in warehouse.rows("select version from meta.schema_version order by 1")
        ]
    assert steps == list(range(1, schema_version() + 1))


def test_two_pipelines_write_while_three_readers_look(
    lake: Lake, one_machine: dict[str, str], tmp_path: Path, at_work: Callable[..., subprocess.Popen[str]]
):
    open_warehouse(lake).close()
    stop = tmp_path / "stop"
    readers = [at_work("look", lake.catalog, lake.files, str(stop)) for _ in range(3)]
    first, second, third = made_rows.OUTLETS
    shares = (f"{first},{third}", second)
    writers = [at_work("load", lake.catalog, lake.files, share, str(DAYS)) for share in shares]
    for writer in writers:
        ended(writer)
    both = [at_work("compare", lake.catalog, lake.files, str(DAYS)) for _ in range(2)]
    for comparer in both:
        ended(comparer)
    stop.touch()
    for reader in readers:
        found = json.loads(ended(reader))
        assert found["wrong"] == []
        assert found["looks"] >= 1
    assert digests(lake) == one_machine


def test_a_killed_pipeline_and_a_killed_database_lose_nothing(
    lake: Lake,
    server: Postgres,
    one_machine: dict[str, str],
    tmp_path: Path,
    at_work: Callable[..., subprocess.Popen[str]],
):
    open_warehouse(lake).close()
    stop = tmp_path / "stop"
    reader = at_work("look", lake.catalog, lake.files, str(stop))
    first, second, third = made_rows.OUTLETS
    victim = at_work("load", lake.catalog, lake.files, first, str(DAYS))
    while not versions(lake):
        assert victim.poll() is None, victim.communicate()
        time.sleep(0.05)
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    shares = (f"{first},{third}", second)
    others = [at_work("load", lake.catalog, lake.files, share, str(DAYS)) for share in shares]
    stored = versions(lake)
    while versions(lake) == stored:
        time.sleep(0.05)
    server.kill()
    time.sleep(0.5)
    server.start()
    for writer, share in zip(others, shares, strict=True):
        if aborted_by_the_engine(writer):  # a run that ended so is started again, as the schedule does
            ended(at_work("load", lake.catalog, lake.files, share, str(DAYS)))
    ended(at_work("compare", lake.catalog, lake.files, str(DAYS)))
    stop.touch()
    assert json.loads(ended(reader))["wrong"] == []
    assert digests(lake) == one_machine


def test_what_comes_while_a_day_is_compared_makes_it_wait_again(lake: Lake):
    with open_warehouse(lake) as warehouse:
        load_rows(warehouse, made_rows.facts(outlets=made_rows.OUTLETS[:2]))
        marks = day_marks(warehouse, made_rows.DAY)
        assert marks
        load_rows(warehouse, made_rows.facts(outlets=made_rows.OUTLETS[2:]))
        replace_day(warehouse, made_rows.DAY, made_rows.compared(), marks)
        build_day(warehouse, made_rows.DAY)
        assert dirty_days(warehouse) == [made_rows.DAY]
        replace_day(warehouse, made_rows.DAY, made_rows.compared(), day_marks(warehouse, made_rows.DAY))
        build_day(warehouse, made_rows.DAY)
        assert dirty_days(warehouse) == []


def test_an_analyst_reads_the_lake_and_nothing_else(lake: Lake, tmp_path: Path):
    with open_warehouse(lake) as warehouse:
        load_rows(warehouse, made_rows.facts())
        publish(warehouse, "nowhere")  # rows lie in Parquet files now
    assert run_query(lake, "select count(*) as n from raw.version").table.to_pylist() == [{"n": 6}]
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    for query in (
        f"from '{tmp_path}/secret.csv'",
        f"from read_text('{tmp_path}/secret.csv')",
        "from postgres_query('__ducklake_metadata_lake', 'select 1')",
        "select * from __ducklake_metadata_lake.ducklake_snapshot",
        "from query('select * from post' || 'gres_query(''lake'', ''select 1'')')",
    ):
        with pytest.raises(QueryRefused):
            run_query(lake, query)
    for query in ("insert into raw.version from raw.version", "drop table raw.version"):
        with pytest.raises(QueryRefused):
            run_query(lake, query)
    secrets = run_query(lake, "select database_name, path from duckdb_databases()").table.to_pylist()
    assert "hunter" not in f"{secrets}"


def test_what_is_forgotten_has_left_the_files(lake: Lake):
    with open_warehouse(lake) as warehouse:
        load_rows(warehouse, made_rows.facts())
        publish(warehouse, "nowhere")
        before = set(Path(lake.files).rglob("*.parquet"))
        with warehouse.transaction() as cursor:
            cursor.execute("delete from raw.version")
        forget_history(warehouse)
        gone = before - set(Path(lake.files).rglob("*.parquet"))
        assert any("raw/version" in f"{path}" for path in gone)
        assert versions(lake) == 0


def test_a_catalog_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("warehouse.lake.RETRY_SECONDS", 0.0)
    nowhere = Lake(f"host={tmp_path} user=nobody dbname=nothing password=hunter2", f"{tmp_path}/lake")
    with pytest.raises(WarehouseError) as told:
        open_warehouse(nowhere)
    assert isinstance(told.value, WarehouseLost)
    assert "hunter2" not in f"{told.value}"
