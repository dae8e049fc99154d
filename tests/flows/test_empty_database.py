"""A first start of Prefect's server takes the database kept in the environment; any other is migrated as ever."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from flows.empty_database import keep, lay, revision

ROOT = Path(__file__).parents[2]
WITH_A_SERVER = """
import os, sys, urllib.request
from pathlib import Path
from flows.local_server import prefect_server

with prefect_server(Path(sys.argv[1])):
    with urllib.request.urlopen(os.environ["PREFECT_API_URL"] + "/ready") as answer:
        print(answer.status)
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kept") / "prefect.db"
    keep(place, os.environ)
    return place


def surroundings(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | more


def start(state: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITH_A_SERVER, str(state)],
        capture_output=True, text=True, cwd=ROOT, env=surroundings(), timeout=300,
    )  # fmt: skip


def test_an_empty_home_gets_a_copy_that_needs_no_migrations(empty: Path, tmp_path: Path):
    assert lay(empty, tmp_path / "prefect.db")
    with closing(sqlite3.connect(tmp_path / "prefect.db")) as database:
        assert database.execute("select count(*) from flow_run").fetchone() == (0,)
    assert [file.name for file in tmp_path.iterdir()] == ["prefect.db"]
    assert lay(empty, tmp_path / "prefect.db")


def test_what_is_there_stays_and_is_migrated_when_it_is_of_another_version(empty: Path, tmp_path: Path):
    older = tmp_path / "prefect.db"
    with closing(sqlite3.connect(older)) as database, database:
        database.execute("create table alembic_version (version_num)")
        database.execute("insert into alembic_version values ('older')")
    assert not lay(empty, older)
    assert revision(older) == "older"


def test_a_log_without_its_database_is_left_to_prefect(empty: Path, tmp_path: Path):
    (tmp_path / "prefect.db-wal").write_bytes(b"of a database that somebody has removed")
    assert not lay(empty, tmp_path / "prefect.db")
    assert not (tmp_path / "prefect.db").exists()


def test_without_one_kept_nothing_is_laid(tmp_path: Path):
    assert not lay(tmp_path / "none.db", tmp_path / "prefect.db")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_kept_one_that_is_damaged_is_not_laid(empty: Path, tmp_path: Path, share: float):
    cut = tmp_path / "kept" / "cut.db"
    cut.parent.mkdir()
    cut.write_bytes(empty.read_bytes()[: int(share * empty.stat().st_size)])
    assert not lay(cut, tmp_path / "prefect.db")
    assert not (tmp_path / "prefect.db").exists()


def test_one_that_cannot_be_kept_is_told(tmp_path: Path):
    taken = tmp_path / "taken"
    taken.write_text("a file where a folder should be")
    with pytest.raises(OSError, match="taken"):
        keep(taken / "prefect.db", os.environ)


@pytest.mark.server
def test_a_database_of_an_older_version_is_brought_up_to_date(empty: Path, tmp_path: Path):
    home = tmp_path / "prefect"
    home.mkdir()
    lay(empty, home / "prefect.db")
    subprocess.run(
        [sys.executable, "-m", "prefect", "server", "database", "downgrade", "--yes", "--revision", "-1"],
        check=True, capture_output=True, cwd=tmp_path, env=surroundings(PREFECT_HOME=str(home)),
    )  # fmt: skip
    assert revision(home / "prefect.db") != revision(empty)
    done = start(tmp_path)
    assert done.stdout == "200\n", done.stderr
    assert revision(home / "prefect.db") == revision(empty)


@pytest.mark.server
def test_a_server_that_cannot_use_its_database_says_why(tmp_path: Path):
    home = tmp_path / "prefect"
    home.mkdir()
    (home / "prefect.db").write_bytes(b"not a database, but some other file of somebody" * 100)
    done = start(tmp_path)
    assert "file is not a database" in done.stderr.splitlines()[-1]
    assert str(tmp_path / "server.log") in done.stderr.splitlines()[-1]
