"""Where a warehouse lies: a file (its path), or a lake that several pipelines write and many analysts read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Lake:
    """A DuckLake: `catalog` is the libpq connection string of its Postgres catalog, `files` the folder or s3://
    address of its Parquet files. `s3` holds key, secret, endpoint and region; empty values are left to the engine.

    What is printed of it holds no password.
    """

    catalog: str = field(repr=False)
    files: str
    s3: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"the shared warehouse with its files in {self.files}"


Place = Path | Lake
