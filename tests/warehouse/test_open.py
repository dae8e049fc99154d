"""Opening a warehouse: made when missing, brought up to date, and refused in plain words when it must be."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import made_rows
import pytest
from earlier import DAILY, PLAIN, check_same_rows, make_earlier

from warehouse.backup import compact
from warehouse.build import build_day
from warehouse.connection import Warehouse, open_warehouse
from warehouse.digest import table_digests
from warehouse.engine import GROUP_ROWS, SETTINGS
from warehouse.errors import (
    WarehouseDamaged,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseMissing,
    WarehouseNewer,
)
from warehouse.load import load_rows
from warehouse.schema import schema_version
from warehouse.search import index_days

HOLD = """
import sys, time
from warehouse.connection import open_warehouse
with open_warehouse(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_new_path_becomes_an_empty_warehouse(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "deep" / "w.duckdb") as warehouse:
        assert warehouse.rows("select count(*) as n from raw.version") == [{"n": 0}]


def test_reading_a_missing_warehouse_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match=r"parallax run"):
        open_warehouse(tmp_path / "none.duckdb", read_only=True)
    assert not list(tmp_path.iterdir())


def test_a_second_process_is_told_that_it_is_locked(full_file: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(full_file, tmp_path / "w.duckdb")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin and holder.stdout
    try:
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(WarehouseLocked, match="another process"):
            open_warehouse(path)
        with pytest.raises(WarehouseLocked, match="published copy"):
            open_warehouse(path, read_only=True)
        holder.stdin.close()
        with open_warehouse(path, wait_seconds=20) as warehouse:
            assert warehouse.rows("select count(*) as n from raw.outlet") == [{"n": 3}]
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_a_warehouse_of_a_newer_version_is_refused_untouched(full_file: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(full_file, tmp_path / "w.duckdb")
    with open_warehouse(path) as warehouse, warehouse.transaction() as cursor:
        cursor.execute("insert into meta.schema_version values (999, now())")
    before = path.read_bytes()
    with pytest.raises(WarehouseNewer, match="schema 999"):
        open_warehouse(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("version_before", range(1, schema_version()))
def test_every_earlier_schema_comes_up_to_date_with_its_rows(
    seen: Warehouse, tmp_path: Path, version_before: int
) -> None:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path), config=dict(SETTINGS)) as engine:
        make_earlier(engine, version_before, seen)
    with open_warehouse(path) as warehouse:
        build_day(warehouse, made_rows.DAY)
        build_day(warehouse, made_rows.DAY + made_rows.timedelta(days=1))
        check_same_rows(warehouse, seen)
        load_rows(warehouse, made_rows.facts(days=3))
        assert len(index_days(warehouse)) == 3
        assert warehouse.rows("select count(*) > 0 as found from search.find('harbour')") == [{"found": True}]
    with open_warehouse(path, read_only=True) as warehouse:
        assert warehouse.rows("select max(version) as v from meta.schema_version") == [
            {"v": schema_version()}
        ]


@pytest.mark.parametrize("version_before", range(PLAIN + 1, schema_version()))
def test_daily_tables_of_an_earlier_schema_stay_as_they_are(
    seen: Warehouse, tmp_path: Path, version_before: int
) -> None:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path), config=dict(SETTINGS)) as engine:
        make_earlier(engine, version_before, seen)
    with open_warehouse(path) as warehouse:
        for name in DAILY:
            rows = f"from daily.{name} order by all"
            assert warehouse.rows(rows) == seen.rows(rows) != []


def test_migrations_run_once_each_in_order(full_file: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(full_file, tmp_path / "w.duckdb")
    steps = tmp_path / "steps"
    steps.mkdir()
    number = schema_version()
    (steps / f"{number + 1:04}_note.sql").write_text("create table meta.note (text varchar);")
    (steps / f"{number + 2:04}_fill.sql").write_text("insert into meta.note values ('once');")
    for _ in range(2):
        with open_warehouse(path, migrations=steps) as warehouse:
            assert warehouse.rows("from meta.note") == [{"text": "once"}]
            assert warehouse.rows("select count(*) as n from raw.version") == [{"n": 13}]


def test_a_failing_migration_leaves_the_file_as_it_was(full_file: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(full_file, tmp_path / "w.duckdb")
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / f"{schema_version() + 1:04}_bad.sql").write_text(
        "create table meta.half (a int); select * from nothing_there;"
    )
    with pytest.raises(WarehouseError):
        open_warehouse(path, migrations=steps)
    with open_warehouse(path) as warehouse:
        assert warehouse.rows("select count(*) as n from duckdb_tables() where table_name = 'half'") == [
            {"n": 0}
        ]


def test_another_database_is_not_taken_for_a_warehouse(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("create table mine as select 1 as a")
    with pytest.raises(WarehouseDamaged, match="not a warehouse"):
        open_warehouse(path)
    with duckdb.connect(str(path)) as other:
        assert other.execute("from mine").fetchall() == [(1,)]


@pytest.mark.parametrize("content", [b"", b"\x00" * 5000, b"not a database at all" * 500])
def test_a_file_that_is_no_database_is_named_with_a_way_back(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseDamaged, match="parallax doctor"):
        open_warehouse(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_file_fails_in_words(full_file: Path, tmp_path: Path, kept: float) -> None:
    path = tmp_path / "w.duckdb"
    content = full_file.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(WarehouseError, match=r"w\.duckdb"):
        with open_warehouse(path) as warehouse:
            table_digests(warehouse)


def test_a_file_with_free_blocks_at_its_end_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    for days in (4, 1):
        with open_warehouse(path) as warehouse:
            load_rows(warehouse, made_rows.facts(days=days))
            build_day(warehouse, made_rows.DAY)
            index_days(warehouse)
    for _ in range(3):
        with open_warehouse(path) as warehouse, warehouse.transaction() as cursor:
            for table in ("posting", "document", "day"):
                cursor.execute(f"delete from search.{table}")
            cursor.execute("insert into meta.unindexed_day select distinct day from raw.version")
        with open_warehouse(path) as warehouse:
            index_days(warehouse)
            build_day(warehouse, made_rows.DAY)
    with open_warehouse(path, read_only=True) as warehouse:
        assert warehouse.rows("select count(*) as n from raw.version") == [{"n": 24}]


def test_a_flipped_bit_in_the_header_fails_in_words(full_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    content = bytearray(full_file.read_bytes())
    for place in (9, 4096 + 16, 8192 + 16):
        content[place] ^= 0x10
    path.write_bytes(content)
    with pytest.raises(WarehouseError, match=r"w\.duckdb"):
        open_warehouse(path)


def test_a_full_disk_undoes_the_step_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    code = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(made_rows.__file__).parent)!r})
import made_rows
from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseFull
from warehouse.load import load_rows
from warehouse.search import index_days
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
warehouse = open_warehouse({str(path)!r})
warehouse.checkpoint()
import os
size = os.stat({str(path)!r}).st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    load_rows(warehouse, made_rows.facts(days=12))
except WarehouseFull as error:
    print("full:", error, flush=True)
os._exit(0)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert said.stdout.startswith("full: no room left"), said
    with open_warehouse(path) as warehouse:
        assert warehouse.rows("select count(*) as n from raw.version") == [{"n": 0}]
        load_rows(warehouse, made_rows.facts(days=1))


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    code = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(made_rows.__file__).parent)!r})
import made_rows
from warehouse.connection import open_warehouse
from warehouse.load import load_rows
from warehouse.search import index_days
warehouse = open_warehouse({str(path)!r})
load_rows(warehouse, made_rows.facts(days=1))
with warehouse.transaction() as cursor:
    cursor.execute("delete from raw.version")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    with open_warehouse(path) as warehouse:
        assert warehouse.rows("select count(*) as n from raw.version") == [{"n": 6}]


def test_every_error_of_the_room_is_one_line_with_a_next_step() -> None:
    for kind in (WarehouseFull, WarehouseLocked, WarehouseMissing, WarehouseNewer, WarehouseDamaged):
        assert issubclass(kind, WarehouseError)


def test_rows_lie_in_pieces_that_the_engine_can_put_together(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    rows = "select max(count) as most from pragma_storage_info('meta.deleted_article')"
    size = "select block_size as bytes from pragma_database_size() where database_name = current_database()"

    def found() -> tuple[int, int]:
        with open_warehouse(path) as warehouse:
            return warehouse.rows(rows)[0]["most"], warehouse.rows(size)[0]["bytes"]

    with open_warehouse(path) as warehouse, warehouse.transaction() as cursor:
        cursor.execute(f"insert into meta.deleted_article select range::varchar from range({3 * GROUP_ROWS})")
    assert found() == (GROUP_ROWS, 65536)
    compact(path)
    assert found() == (GROUP_ROWS, 65536)
