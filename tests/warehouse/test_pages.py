"""The page for analysts tells the truth: its Python and SQL run on a published copy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.contract import ROOM, contracts

PAGE = (ROOM.parent / "docs" / "warehouse.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)


@pytest.mark.parametrize("code", blocks("python"))
def test_python_of_the_page_runs(code: str, copy: Path) -> None:
    names: dict[str, Any] = {}
    exec(code.replace("data/published/parallax.duckdb", str(copy)), names)
    assert names["coverage"].num_rows == 6


@pytest.mark.parametrize("sql", blocks("sql"))
def test_sql_of_the_page_runs(sql: str, copy: Path) -> None:
    with duckdb.connect(str(copy), read_only=True) as engine:
        assert engine.execute(sql).fetchall()


def test_named_views_are_there() -> None:
    assert set(re.findall(r"`model\.(\w+)`", PAGE)) <= set(contracts("model"))
    assert f"`daily` is the product: {'thirteen' if len(contracts('daily')) == 13 else '?'} tables" in PAGE
