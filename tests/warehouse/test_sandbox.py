"""An analyst's query can read the published copy and nothing else, and cannot outlast its limits."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from warehouse.errors import QueryRefused, WarehouseDamaged, WarehouseError, WarehouseMissing
from warehouse.sandbox import Limits, question, questions, run_query

#: {file} is a file that must not be read, {new} one that must not come to be, {port} a listener.
HOSTILE = """
select * from read_text('{file}')
select * from read_blob('{file}')
select * from read_csv('{file}')
select * from read_json('{file}')
select * from read_parquet('{file}')
select * from parquet_metadata('{file}')
select * from '{file}'
select * from glob('/*')
select * from glob('{file}')
select * from sniff_csv('{file}')
copy (select 1) to '{new}'
copy daily.claims to '{new}' (format parquet)
copy daily.claims from '{file}'
export database '{new}'
attach '{new}' as other
attach '{file}' as other (type sqlite)
attach 'http://127.0.0.1:{port}/x.duckdb' as other
install httpfs
load httpfs
load '{file}'
force install fts from 'http://127.0.0.1:{port}/'
select * from read_csv('http://127.0.0.1:{port}/x.csv')
select * from read_parquet('s3://bucket/x.parquet')
create secret (type s3, key_id 'x', secret 'y')
set enable_external_access = true
set lock_configuration = false
set memory_limit = '90GB'
set threads = 64
pragma enable_profiling = 'json'
set profiling_output = '{new}'
set temp_directory = '{new}'
pragma database_list
checkpoint
delete from daily.claims
drop table daily.claims
create table mine as select 1
create temp table mine as select * from read_text('{file}')
select 1; copy (select 1) to '{new}'
explain analyze copy (select 1) to '{new}'
with x as (select * from read_text('{file}')) select * from x
select (select content from read_text('{file}'))
select getenv('HOME')
from query('copy (select 1) to ''{new}''')
from query('select * from read_text(''{file}'')')
from query_table('{file}')
select * from duckdb_secrets()
from read_text('/proc/self/environ')
from query('from query(''from read_text({file})'')')
from json_execute_serialized_sql(json_serialize_sql('from read_text(''{file}'')'))
from read_duckdb('{file}')
from read_ndjson_objects('{file}')
from 'file:{file}'
select * from daily.claims, lateral (from read_text('{file}'))
create temp macro peek() as table from read_text('{file}')
call enable_logging('FileSystem')
attach 'parallax.duckdb' as again
attach ':memory:' as mine
from read_blob('./parallax.duckdb')
from glob('../*')
update extensions
import database '{new}'
copy daily.claims to '/dev/stdout'
select * from request
select * from connection
reset lock_configuration
set variable x = (select content from read_text('{file}'))
"""

BOMBS = (
    "select count(*) from range(100000000000) as a(n), range(1000) as b(m)",
    "select sum(n) from range(1000000000000) as t(n)",
    "with recursive r(n) as (select 1 union all select n + 1 from r) select max(n) from r",
    "select * from range(10000000000) as t(n) order by hash(n)",
    "select list(n) from range(5000000000) as t(n)",
    "select repeat('x', 2000000000)",
    "select string_agg(repeat('x', 1000000), '') from range(100000)",
    "select a.n, count(*) from range(1000000000) as a(n) group by a.n having count(*) > 1",
    "select count(*) from raw.sentence a, raw.sentence b, raw.sentence c, raw.sentence d, "
    "raw.sentence e, raw.sentence f",
    "select count(*) from range(100000000000) as t(n) where regexp_matches(n::varchar, '(1|11)+2$')",
    "select range(3000000000)",
    "select max(md5(n::varchar)) from range(100000000000) as t(n)",
)


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "canary.txt"
    path.write_text("canary-4711")
    return path


@pytest.fixture(scope="module")
def listener() -> object:
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    server_calls: list[object] = []
    stop = threading.Event()

    def accept() -> None:
        while not stop.is_set():
            try:
                server_calls.append(server.accept())
            except TimeoutError:
                continue

    thread = threading.Thread(target=accept)
    thread.start()
    yield server.getsockname()[1], server_calls
    stop.set()
    thread.join()
    server.close()


def test_a_query_brings_its_rows(copy: Path) -> None:
    result = run_query(copy, "select outlet_id from daily.coverage order by all")
    assert result.table.num_rows == 6 and not result.truncated


def test_rows_beyond_the_limit_are_cut_and_said(copy: Path) -> None:
    result = run_query(copy, "from range(50000)", Limits(max_rows=12_345))
    assert (result.table.num_rows, result.truncated) == (12_345, True)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("selct 1", r"(?s)syntax error.*LINE 1.*\^"),
        ("select nope\nfrom daily.claims", r"(?s)nope.*not found.*LINE 1"),
        ("select * from daily.claim", r"(?s)Did you mean.*LINE 1"),
        ("", "found none"),
        ("select 1; select 2", "one query at a time"),
        ("@nothing_there", "there are .*sole_claims"),
        ("drop table daily.claims", "only queries run here"),
        ("select 'a' + 1", "LINE 1|Could not convert"),
    ],
)
def test_mistakes_are_told_with_their_place(copy: Path, sql: str, said: str) -> None:
    with pytest.raises(QueryRefused, match=said):
        run_query(copy, sql)


def test_without_a_published_copy_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="parallax"):
        run_query(tmp_path / "none.duckdb", "select 1")


@pytest.mark.parametrize("how", ["empty", "text", "half", "head", "flipped"])
def test_a_damaged_copy_is_named_with_a_way_back(copy: Path, tmp_path: Path, how: str) -> None:
    content = bytearray(copy.read_bytes())
    if how == "half":
        content = content[: len(content) // 2]
    elif how == "head":
        content[:4096] = bytes(4096)
    elif how == "flipped":
        for place in range(3 * 4096, len(content), 20_000):
            content[place] ^= 0x40
    else:
        content = bytearray(b"hello" * 999 if how == "text" else b"")
    path = tmp_path / copy.name
    path.write_bytes(content)
    with pytest.raises(WarehouseDamaged, match="parallax doctor --repair"):
        run_query(path, "select sum(length(text)) from raw.version")


def test_hostile_statements_touch_nothing(
    copy: Path, canary: Path, listener: tuple[int, list[object]], tmp_path: Path
) -> None:
    port, calls = listener
    before = copy.read_bytes()
    statements = HOSTILE.strip().splitlines()
    assert len(statements) >= 40

    def answer(statement: str) -> str:
        sql = statement.format(file=canary, new=tmp_path / "new", port=port)
        try:
            return str(run_query(copy, sql, Limits(wall_seconds=20)).table.to_pylist())
        except WarehouseError as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        for statement, said in zip(statements, pool.map(answer, statements), strict=True):
            assert "canary-4711" not in said, statement
            assert str(copy.parent) not in said, statement
    assert not calls
    assert not list(tmp_path.iterdir())
    assert copy.read_bytes() == before
    assert {path.name for path in copy.parent.iterdir()} == {copy.name, "parquet"}


def test_settings_and_catalogue_do_not_tell_where_the_file_lies(copy: Path) -> None:
    for sql in (
        "from duckdb_databases()",
        "from duckdb_settings()",
        "select current_setting('temp_directory') as t",
    ):
        assert str(copy.parent.parent) not in str(run_query(copy, sql).table.to_pylist())


@pytest.mark.parametrize("sql", BOMBS)
def test_bombs_are_stopped_within_a_second_of_their_limit(copy: Path, sql: str) -> None:
    limits = Limits(wall_seconds=0.7, cpu_seconds=2, memory_bytes=200 << 20, threads=1, max_rows=1000)
    started = time.monotonic()
    with pytest.raises(QueryRefused, match=r"stopped|[Mm]emory|more than|limit|allocat|[Oo]ut of"):
        run_query(copy, sql, limits)
    assert time.monotonic() - started < limits.wall_seconds + 1


def test_a_query_that_needs_too_much_memory_is_told_how_to_ask(copy: Path) -> None:
    limits = Limits(memory_bytes=64 << 20, threads=1)
    with pytest.raises(
        QueryRefused, match="more memory than it may have: narrow it by story or day"
    ) as refused:
        run_query(copy, "select list(i::varchar) from range(50_000_000) as numbers(i)", limits)
    assert "temp_directory" not in str(refused.value)


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_runs_and_explains_itself(copy: Path, name: str) -> None:
    asked = question(name)
    assert asked.asks.endswith((".", "?")) and len(asked.asks) > 20
    result = run_query(copy, f"@{name}")
    assert result.table.num_columns >= 3 and not result.truncated


@pytest.mark.parametrize(
    ("name", "parameters", "column", "value"),
    [
        ("softened-after-publication", {"day": "2031-03-04"}, "kind", "softened"),
        ("numbers_that_disagree", {"day": "2031-03-04"}, "referent", "boat"),
        ("surprising_omissions", {"day": "2031-03-04"}, "outlet_id", "night_mail"),
        ("wire_dependence", {"day": "2031-03-04", "days": "1"}, "most_from", "Veldra Wire"),
        ("most_contested_claims", {}, "distanced", ["night_mail"]),
        ("name_over_weeks", {"concept": "veldra"}, "variant", "Weldra"),
        ("distancing_by_outlet", {}, "most_distanced_voice", "fishers’ union"),
        ("find_text", {"words": "weldra ministry"}, "outlet_id", "night_mail"),
        ("voice_across_outlets", {"voice": "ministry"}, "denies", 4),
    ],
)
def test_questions_answer_what_they_ask(
    copy: Path, name: str, parameters: dict[str, str], column: str, value: object
) -> None:
    rows = run_query(copy, f"@{name}", parameters=parameters).table.to_pylist()
    assert value in [row[column] for row in rows]


def test_a_parameter_is_a_value_and_never_a_piece_of_query(copy: Path) -> None:
    hostile = "x'); drop table daily.claims; --"
    assert run_query(copy, "@voice_across_outlets", parameters={"voice": hostile}).table.num_rows == 0
    with pytest.raises(QueryRefused, match="no parameter"):
        run_query(copy, "@voice_across_outlets", parameters={"nope": "1"})
    with pytest.raises(QueryRefused):
        run_query(copy, "@voice_across_outlets", parameters={"day": "(select 1)"})
    with pytest.raises(QueryRefused, match="named queries"):
        run_query(copy, "select 1", parameters={"day": "1"})
