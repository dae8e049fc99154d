"""A small real warehouse: two days, three outlets, two stories a day, one edit, one reprint."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import made_rows
import pytest
from postgres import Postgres, postgres_server, programs

from warehouse.build import build_day
from warehouse.connection import Warehouse, open_warehouse
from warehouse.load import load_rows, replace_day
from warehouse.publish import COPY_NAME, publish


@pytest.fixture(scope="session")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed, filled warehouse file; copy it, do not change it."""
    path = tmp_path_factory.mktemp("full") / "warehouse.duckdb"
    with open_warehouse(path) as warehouse:
        fill(warehouse)
    return path


def fill(warehouse: Warehouse) -> None:
    """Loads, compares and builds the invented days."""
    load_rows(warehouse, made_rows.facts(days=2))
    new, edit = made_rows.edited()
    later: dict = {}
    made_rows.add_version(later, new)
    load_rows(warehouse, later)
    day = made_rows.compared()
    day.update(edit)
    day["reprint"] = made_rows.reprinted()
    replace_day(warehouse, made_rows.DAY, day)
    build_day(warehouse, made_rows.DAY)
    second = made_rows.DAY + made_rows.timedelta(days=1)
    replace_day(warehouse, second, made_rows.compared(second))
    build_day(warehouse, second)


@pytest.fixture(scope="session")
def filled() -> Callable[[Warehouse], None]:
    """What fills a warehouse with the invented days."""
    return fill


@pytest.fixture
def warehouse(full_file: Path, tmp_path: Path) -> Iterator[Warehouse]:
    """The filled warehouse, for one test to change."""
    path = tmp_path / "warehouse.duckdb"
    shutil.copyfile(full_file, path)
    with open_warehouse(path) as opened:
        yield opened


@pytest.fixture(scope="session")
def seen(full_file: Path) -> Iterator[Warehouse]:
    """The filled warehouse, to look at only."""
    path = Path(shutil.copyfile(full_file, full_file.with_name("seen.duckdb")))
    with open_warehouse(path, read_only=True) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Warehouse]:
    """A warehouse without rows."""
    with open_warehouse(tmp_path / "empty.duckdb") as opened:
        yield opened


@pytest.fixture(scope="session")
def copy(full_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published copy of the filled warehouse."""
    folder = tmp_path_factory.mktemp("published")
    with open_warehouse(full_file) as warehouse:
        publish(warehouse, folder)
    return folder / COPY_NAME


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    binaries = programs()
    if binaries is None:
        pytest.skip("no Postgres on this machine (on Debian: apt-get install postgresql)")
    with postgres_server(binaries) as running:
        yield running
