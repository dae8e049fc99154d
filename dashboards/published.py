"""What the pages read: days, tables and questions of the published copy, kept until a newer one is there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseError
from warehouse.read import built_days, daily_table, version_texts

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
    """The newest published copy. Raises WarehouseError when there is none."""
    path = Path(os.environ.get("PARALLAX_PUBLISHED", "data/published/parallax.duckdb"))
    if not path.is_file():
        raise WarehouseError(
            f"nothing is published at {path} yet: run `parallax run` or `parallax demo` first"
        )
    return Edition(str(path), path.stat().st_mtime)


@st.cache_data(max_entries=4, show_spinner=False)
def days(of: Edition) -> list[date]:
    """The days that have tables, in order."""
    with open_warehouse(of.path, read_only=True) as published:
        return built_days(published)


@st.cache_data(max_entries=400, show_spinner=False)
def rows(of: Edition, table: str, day: date, story_id: str | None = None) -> list[Row]:
    """One daily table of one day, or of one of its stories."""
    with open_warehouse(of.path, read_only=True) as published:
        return list(daily_table(published, table, day, story_id=story_id).to_pylist())


@st.cache_data(max_entries=50, show_spinner=False)
def rows_between(of: Edition, table: str, first: date, last: date) -> list[Row]:
    """One daily table over several days."""
    with open_warehouse(of.path, read_only=True) as published:
        chosen = [day for day in built_days(published) if first <= day <= last]
        return [row for day in chosen for row in daily_table(published, table, day).to_pylist()]


@st.cache_data(max_entries=50, show_spinner=False)
def texts(of: Edition, version_ids: tuple[str, ...]) -> dict[str, str]:
    """Texts of versions by id; dropped ones are not there."""
    with open_warehouse(of.path, read_only=True) as published:
        return version_texts(published, version_ids)
