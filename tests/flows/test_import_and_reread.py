"""Articles a person holds go the same way as fetched ones, and everything can be made again from the archive."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flows.settings import load_settings
from warehouse.connection import open_warehouse
from warehouse.digest import table_digests

pytestmark = [
    pytest.mark.usefixtures("prefect_server"),
    # Prefect's own client leaves sockets to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def imported(folder: Path, data: Path):
    from flows.importing import Import, import_files

    settings = load_settings(data_dir=data, outlets_file=data / "none.toml")
    return asyncio.run(import_files(settings, Import((folder,), "Evening Sheet", {})))


def digests(data: Path) -> dict[str, str]:
    with open_warehouse(data / "parallax.duckdb", read_only=True) as warehouse:
        return table_digests(warehouse)


def test_every_document_ends_in_one_outcome_and_a_second_import_changes_nothing(
    articles: Path, tmp_path: Path
):
    data = tmp_path / "data"
    first = imported(articles, data)
    assert first.outcomes == {"kept": 3, "refused": 2}
    before = digests(data)
    second = imported(articles, data)
    assert second.outcomes == {"unchanged": 3, "refused": 2}
    assert digests(data) == before
    with open_warehouse(data / "published" / "parallax.duckdb", read_only=True) as published:
        outlets = {r["outlet_id"] for r in published.rows("from raw.version")}
        assert outlets == {"harbour-post", "dock-voice", "evening-sheet"}
        days = {
            f"{r['day']}"
            for r in published.rows("select day from raw.version where outlet_id <> 'evening-sheet'")
        }
        assert days == {"2024-03-04"}
        told = published.rows(
            "select outlets from daily.stories where day = '2024-03-04' order by outlets desc"
        )
        assert told[0]["outlets"] == 2


def test_the_archive_alone_gives_the_same_tables(articles: Path, tmp_path: Path):
    from flows.reread import reread

    data = tmp_path / "data"
    imported(articles, data)
    before = digests(data)
    summary = asyncio.run(reread(str(data), str(data / "none.toml")))
    assert summary.degraded is None
    assert digests(data) == before
    (data / "parallax.duckdb").write_bytes(b"not a warehouse any more")
    summary = asyncio.run(reread(str(data), str(data / "none.toml")))
    assert "could not be read" in (summary.degraded or "")
    assert (data / "parallax.duckdb.unreadable").exists()
    after = digests(data)
    assert {k: v for k, v in after.items() if k.startswith("daily.") and k != "daily.health"} == {
        k: v for k, v in before.items() if k.startswith("daily.") and k != "daily.health"
    }
