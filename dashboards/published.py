"""What the pages read: days, tables and questions of the published copy, kept until a newer one is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from warehouse import page_weeks, pages
from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseMissing
from warehouse.read import built_days, daily_table, runs

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the published copy: its path and the time it was swapped in."""

    path: str
    stamp: float

    @property
    def as_of(self) -> datetime:
        """When it was published, aware UTC."""
        return datetime.fromtimestamp(self.stamp, UTC)


def edition() -> Edition:
    """The newest published copy. Raises WarehouseMissing when there is none."""
    path = Path(os.environ.get("PARALLAX_PUBLISHED", "data/published/parallax.duckdb"))
    if not path.is_file():
        raise WarehouseMissing(
            f"nothing is published at {path} yet: run `parallax run`, `parallax import` or `parallax demo` first"
        )
    return Edition(str(path), path.stat().st_mtime)


@st.cache_data(max_entries=4, show_spinner="Reading the published copy …")
def days(of: Edition) -> list[date]:
    """The days that have tables, in order."""
    with open_warehouse(of.path, read_only=True) as published:
        return built_days(published)


@st.cache_data(max_entries=200, show_spinner="Reading the published copy …")
def rows(of: Edition, table: str, day: date, story_id: str | None = None) -> list[Row]:
    """One daily table of one day, or of one of its stories."""
    with open_warehouse(of.path, read_only=True) as published:
        return list(daily_table(published, table, day, story_id=story_id).to_pylist())


@st.cache_data(max_entries=200, show_spinner="Reading the published copy …")
def ask(of: Edition, question: str, *given: Any) -> Any:
    """The answer of one function of warehouse.pages or warehouse.page_weeks, by its name."""
    room = pages if hasattr(pages, question) else page_weeks
    function: Callable[..., Any] = getattr(room, question)
    with open_warehouse(of.path, read_only=True) as published:
        return function(published, *given)


@st.cache_data(max_entries=4, show_spinner="Reading the published copy …")
def last_runs(of: Edition, limit: int = 20) -> list[Row]:
    """The last runs, newest first."""
    with open_warehouse(of.path, read_only=True) as published:
        return runs(published, limit)
