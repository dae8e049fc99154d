"""`parallax sql`, as somebody uses it who knows SQL and no Python."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

COMMAND = [sys.executable, "-c", "from flows.cli import main; main()", "sql"]


@pytest.fixture(scope="module")
def data(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analyst")
    (folder / "published").symlink_to(copy.parent)
    return folder


def sql(data: Path, *given: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "--data", str(data), *given]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_query_prints_a_table_and_how_long_it_took(data: Path) -> None:
    done = sql(data, "select outlet_id, articles from daily.coverage order by all")
    assert done.returncode == 0 and "harbour_post" in done.stdout and "6 rows" in done.stdout


def test_rows_wider_than_the_screen_stand_one_under_the_other(data: Path) -> None:
    done = sql(data, "select * from daily.claims limit 2")
    said = done.stdout.splitlines()
    assert done.returncode == 0 and sum(line.split()[:1] == ["claim_id"] for line in said) == 2
    assert all(len(line) <= 160 for line in said) and "2 rows" in said[-1]


def test_every_row_leaves_as_csv_json_and_parquet(data: Path, tmp_path: Path) -> None:
    query = "select n, 'a' || n as name, ['x', 'y'] as list from range(12345) as t(n)"
    rows = list(csv.reader(io.StringIO(sql(data, query, "--format", "csv").stdout)))
    assert len(rows) == 12_346 and rows[-1] == ["12344", "a12344", '["x", "y"]']
    assert len(json.loads(sql(data, query, "--format", "json").stdout)) == 12_345
    file = tmp_path / "rows.parquet"
    assert sql(data, query, "--format", "parquet", "--out", str(file)).returncode == 0
    assert pq.read_table(file).num_rows == 12_345


def test_a_question_takes_its_parameters_on_the_line(data: Path) -> None:
    done = sql(data, "@find_text words='ministry weldra' days=99", "--format", "csv")
    assert done.returncode == 0 and "night_mail" in done.stdout
    for wrong, said in (
        ("@find_text words", "parameter=value"),
        ("@find_text nope=1", "it takes day, days, words"),
        ("@find_text day=soon", "Conversion Error"),
        ("@find_txt", "there are"),
        ("@find_text words='open", "quot"),
    ):
        done = sql(data, wrong)
        assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr, done.stderr


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize(
    "query",
    [
        "from test_all_types()",
        "select date 'infinity' as d, timestamptz '-infinity' as t, [date 'infinity'] as l, interval '3 days' as v",
        "select 'nan'::double as n, ['inf'::float] as f, {'a': 'nan'::double} as s, map {'k': 1} as m",
        "select 1 as same, 2 as same",
        "select * from daily.claims where false",
        "explain analyze from daily.claims",
        "summarize daily.claims",
    ],
)
def test_whatever_a_query_brings_can_be_shown(data: Path, query: str, form: str) -> None:
    done = sql(data, query, "--format", form)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    if form == "json":
        json.loads(done.stdout)


def test_mistakes_point_at_their_place(data: Path) -> None:
    done = sql(data, "select outlet_idd from daily.coverage")
    assert (
        done.returncode == 1 and "LINE 1" in done.stderr and "^" in done.stderr and "outlet_id" in done.stderr
    )
    assert sql(data, "select 1", "--format", "xml").returncode == 2
    assert sql(data, "select 1", "--format", "parquet").returncode == 2


def test_all_tables_columns_and_questions_are_listed_with_their_meaning(data: Path) -> None:
    said = sql(data, "--tables").stdout
    for words in (
        "daily.claims",
        "model.evidence",
        "coverage_rate",
        "@sole_claims",
        "takes day (date)",
        "search.find(",
    ):
        assert words in said, words


def test_the_shell_completes_remembers_and_survives_mistakes(data: Path) -> None:
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [*COMMAND, "--data", str(data)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "200"},
        close_fds=True,
    )
    os.close(theirs)
    seen = ""

    def until(words: str) -> None:
        nonlocal seen
        deadline = time.monotonic() + 40
        while words not in seen:
            assert time.monotonic() < deadline, seen
            if select.select([ours], [], [], 0.2)[0]:
                seen += os.read(ours, 65_536).decode(errors="replace")
        seen = seen.split(words, 1)[1]

    try:
        until("sql> ")
        os.write(ours, b"select 40 +\n2 as answer;\n")
        until("42")
        os.write(ours, b"from nothing_here;\n")
        until("does not exist")
        os.write(ours, b"select outlet_id from daily.cover\t order by all;\n")
        until("daily.coverage")
        until("harbour_post")
        os.write(ours, b"@find_text words='ministry weldra'\n")
        until("night_mail")
        os.write(ours, b".quit\n")
        assert child.wait(timeout=30) == 0
    finally:
        child.kill()
        os.close(ours)
    history = (data / ".sql_history").read_text()
    assert "2 as answer;" in history and "@find_text" in history
