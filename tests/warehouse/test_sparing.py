"""A day's work is held to a bound of memory, and done without it where the bound is too small."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import duckdb
import made_rows
import pytest

from warehouse.build import build_day
from warehouse.connection import open_warehouse
from warehouse.digest import table_digests
from warehouse.engine_errors import engine_errors
from warehouse.errors import WarehouseError
from warehouse.sparing import DAY_MEMORY, let_go, sparingly, within

MANY = "create temp table many as select range as n, repeat('x', 100) as text from range(400000)"


def limit(warehouse) -> str:
    return warehouse.rows("select current_setting('memory_limit') as memory")[0]["memory"]


def mebibytes(said: str) -> float:
    number, unit = said.split()
    assert unit == "MiB"
    return float(number)


def test_a_bound_holds_for_the_work_alone(warehouse):
    before = limit(warehouse)
    for _ in range(3):
        seen = sparingly(
            warehouse, lambda c: c.execute("select current_setting('memory_limit')").fetchone()[0]
        )
        assert mebibytes(seen) == pytest.approx(DAY_MEMORY / 2**20, abs=1)
    assert limit(warehouse)[:-5] == before[:-5]  # but for the last digit, which the engine rounds


def test_a_bound_stands_above_what_cannot_be_given_up(warehouse):
    with closing(warehouse.cursor()) as holding:
        holding.execute("create temp table held (n bigint primary key)")
        holding.execute("insert into held select hash(range) >> 1 from range(300000)")  # its index is held
        seen = [within(warehouse, lambda: mebibytes(limit(warehouse))) for _ in range(3)]
    assert min(seen) > DAY_MEMORY / 2**20 + 4
    assert max(seen) - min(seen) < 1


def test_what_was_only_read_makes_no_bound_wider(tmp_path):
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        with warehouse.transaction() as cursor:
            for number in range(3):
                cursor.execute(
                    f"create table store.read_{number} as select uuid() as text from range(1000000)"
                )
        warehouse.checkpoint()
        let_go(warehouse)
        seen = []
        for number in range(3):
            seen.append(within(warehouse, lambda: mebibytes(limit(warehouse))))
            warehouse.rows(f"select max(text) as most from store.read_{number}")
        seen.append(within(warehouse, lambda: mebibytes(limit(warehouse))))
    assert max(seen) < DAY_MEMORY / 2**20 + 26


def test_work_that_does_not_fit_is_done_without_the_bound(warehouse):
    tries = []

    def work(cursor):
        tries.append(cursor.execute("select current_setting('memory_limit')").fetchone())
        cursor.execute("set temp_directory = ''")
        cursor.execute(MANY)
        return cursor.execute("select sum(n) from (select n, text from many order by text, n)").fetchone()[0]

    assert sparingly(warehouse, work, 8_000_000) == sum(range(400_000))
    first, second, last = (one for (one,) in tries)
    assert mebibytes(second) - mebibytes(first) > 0.5 * 8e6 / 2**20
    assert last.endswith("GiB")


def test_rows_that_stop_coming_for_want_of_memory_are_asked_for_without_the_bound(warehouse):
    """On the way through Arrow the engine's trouble is no error of the engine's."""
    tries = []

    def work():
        tries.append(limit(warehouse))
        failing = "error('Out of Memory Error: no block')" if len(tries) == 1 else "n"
        with engine_errors(warehouse.place):
            found = warehouse.cursor().execute(
                f"select case when n < 300000 then n else {failing} end from range(400000) as made(n)"
            )
            return sum(batch.num_rows for batch in found.to_arrow_reader(1000))

    assert within(warehouse, work) == 400_000
    assert len(tries) == 2


def test_the_bound_of_another_thread_does_not_hold_what_is_done_without(warehouse):
    seen = []

    def work():
        seen.append(limit(warehouse))
        if len(seen) <= 2:
            with engine_errors(warehouse.place):
                raise duckdb.OutOfMemoryException("no block")
        with ThreadPoolExecutor(1) as beside:
            beside.submit(within, warehouse, lambda: seen.append(limit(warehouse))).result()
        return limit(warehouse)

    assert within(warehouse, work).endswith("GiB")
    within(warehouse, lambda: seen.append(limit(warehouse)))
    assert [one.partition(" ")[2] for one in seen] == ["MiB", "MiB", "GiB", "GiB", "MiB"]


@pytest.mark.parametrize("trouble", [TimeoutError("a wait"), FileNotFoundError(2, "gone"), BlockingIOError()])
def test_trouble_that_is_not_the_engines_stays_as_it_is(warehouse, trouble):
    with pytest.raises(type(trouble)), engine_errors(warehouse.place):
        raise trouble


def test_any_other_failure_is_told(warehouse):
    with pytest.raises(WarehouseError, match="no_such_table"):
        sparingly(warehouse, lambda cursor: cursor.execute("from no_such_table"))


def test_a_day_is_the_same_inside_the_bound(warehouse):
    before = table_digests(warehouse)
    build_day(warehouse, made_rows.DAY)
    assert table_digests(warehouse) == before


def test_what_the_engine_read_is_given_back_and_its_bound_holds_on(warehouse):
    before = limit(warehouse)
    held = "select coalesce(sum(memory_usage_bytes), 0)::bigint as bytes from duckdb_memory() where tag = 'BASE_TABLE'"
    warehouse.checkpoint()
    warehouse.arrow("select * from raw.version")
    read = warehouse.rows(held)[0]["bytes"]
    let_go(warehouse)
    assert warehouse.rows(held)[0]["bytes"] < read
    assert limit(warehouse)[:-5] == before[:-5]
    assert warehouse.rows("select count(*) as versions from raw.version")[0]["versions"]
