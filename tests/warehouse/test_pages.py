"""The page for analysts tells the truth: its SQL runs on a published copy (its recipes: test_recipes.py)."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from warehouse.contract import ROOM, contracts

PAGE = (ROOM.parent / "docs" / "warehouse.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.S)


@pytest.mark.parametrize("sql", blocks("sql"))
def test_sql_of_the_page_runs(sql: str, copy: Path) -> None:
    with duckdb.connect(str(copy), read_only=True) as engine:
        assert engine.execute(sql).fetchall()


def test_named_views_are_there() -> None:
    assert set(re.findall(r"`model\.(\w+)`", PAGE)) <= set(contracts("model"))
    assert f"`daily` is the product: {'thirteen' if len(contracts('daily')) == 13 else '?'} tables" in PAGE
