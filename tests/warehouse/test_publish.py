"""The published copy: whole, swapped at once, cheap to bring up to date."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import made_rows
import pyarrow.parquet as pq
import pytest

from warehouse.build import build_day
from warehouse.connection import Warehouse, open_warehouse
from warehouse.digest import table_digests
from warehouse.errors import WarehouseFull, WarehouseLocked
from warehouse.load import load_rows
from warehouse.publish import COPY_NAME, publish

DAY = made_rows.DAY

READER = """
import sys, time, duckdb
bad = looks = 0
seen = set()
while not sys.stdin.closed and time.time() < float(sys.argv[2]):
    try:
        with duckdb.connect(sys.argv[1], read_only=True) as c:
            a = c.execute("select count(*) from daily.coverage").fetchone()[0]
            b = c.execute("select count(distinct day) from raw.version").fetchone()[0]
            d = c.execute("select count(*) from raw.version").fetchone()[0]
            looks += 1
            seen.add((a, b, d))
    except Exception as error:
        bad += 1
        print(error, file=sys.stderr)
print(bad, looks, sorted(seen))
"""


def test_the_copy_holds_what_the_warehouse_holds_and_nothing_can_change_it(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    done = publish(warehouse, tmp_path / "out")
    assert done.file_bytes > 0
    with open_warehouse(done.path, read_only=True) as copy:
        assert table_digests(copy, with_clocks=True) == table_digests(warehouse, with_clocks=True)
    assert not done.path.stat().st_mode & 0o222


def test_publishing_keeps_the_writers_lock(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(warehouse, tmp_path / "out")
    code = "import sys\nfrom warehouse.connection import open_warehouse\nopen_warehouse(sys.argv[1])"
    tried = subprocess.run(
        [sys.executable, "-c", code, str(warehouse.path)], capture_output=True, text=True, check=False
    )
    assert WarehouseLocked.__name__ in tried.stderr


def test_only_changed_days_are_written_again(warehouse: Warehouse, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert len(publish(warehouse, out).days) == 2
    assert publish(warehouse, out).days == ()
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    build_day(warehouse, DAY)
    assert publish(warehouse, out).days == (DAY,)
    touched = {path for path, at in before.items() if path.stat().st_mtime_ns != at}
    assert touched and all(f"day={DAY}" in str(path) for path in touched)


def test_parquet_files_hold_a_days_rows(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(warehouse, tmp_path / "out")
    file = tmp_path / "out" / "parquet" / "daily.claims" / f"day={DAY}" / "rows.parquet"
    assert pq.ParquetFile(file).metadata.num_rows == 12
    everything = duckdb.sql(
        f"select count(distinct day) from '{tmp_path}/out/parquet/daily.claims/*/*.parquet'"
    )
    assert everything.fetchall() == [(2,)]


def test_a_large_days_parquet_is_the_same(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, tmp_path / "usual")
    monkeypatch.setattr("warehouse.threads.LARGE_DAY", 1)
    monkeypatch.setattr("warehouse.publish._ROWS_AT_ONCE", 1)
    publish(warehouse, tmp_path / "large")
    usual, large = (
        pq.read_table(tmp_path / folder / "parquet" / "daily.claims" / f"day={DAY}" / "rows.parquet")
        for folder in ("usual", "large")
    )
    assert usual.equals(large)


def test_readers_never_fail_and_never_see_half_a_day(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        publish(warehouse, out, parquet=False, search=False)
        reader = subprocess.Popen(
            [sys.executable, "-c", READER, str(out / COPY_NAME), str(time.time() + 5)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for days in range(1, 4):
            load_rows(warehouse, made_rows.facts(days=days))
            for number in range(days):
                build_day(warehouse, DAY + made_rows.timedelta(days=number))
            publish(warehouse, out, parquet=False, search=False)
        said, _ = reader.communicate()
    bad, looks, seen = said.split(" ", 2)
    assert int(bad) == 0 and int(looks) > 10
    assert {tuple(row) for row in eval(seen)} <= {(0, 0, 0), (3, 1, 6), (6, 2, 12), (9, 3, 18)}


def test_a_failed_publishing_leaves_the_old_copy(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    old = publish(warehouse, out).path.read_bytes()
    build_day(warehouse, DAY)
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if self.name.startswith(COPY_NAME):
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WarehouseFull, match="untouched"):
        publish(warehouse, out)
    monkeypatch.undo()
    assert (out / COPY_NAME).read_bytes() == old
    publish(warehouse, out)
    assert not list(out.glob("*.unfinished"))


def test_cursors_of_many_threads_do_not_mix(seen: Warehouse) -> None:
    wrong: list[object] = []

    def ask(number: int) -> None:
        for _ in range(15):
            if seen.rows("select ?::int as n", [number]) != [{"n": number}]:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
