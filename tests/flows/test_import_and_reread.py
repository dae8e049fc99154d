"""Articles a person holds go the same way as fetched ones; everything can be made again, kept, and forgotten."""

from __future__ import annotations

import asyncio
import gzip
import shutil
from pathlib import Path

import pytest

from flows.commands.keeping import drop_old_texts, forget_url, make_backup, restore_backup
from flows.commands.sql import run_sql
from flows.errors import CommandError
from flows.settings import load_settings
from warehouse.connection import open_warehouse
from warehouse.digest import table_digests
from warehouse.errors import WarehouseError


def import_folder(folder: Path, data: Path):
    from flows.importing import Import, import_files

    settings = load_settings(data_dir=data, outlets_file=data / "none.toml")
    return asyncio.run(import_files(settings, Import((folder,), "Evening Sheet", {})))


def digests(data: Path) -> dict[str, str]:
    with open_warehouse(data / "parallax.duckdb", read_only=True) as warehouse:
        return table_digests(warehouse)


def daily(found: dict[str, str]) -> dict[str, str]:
    return {
        name: digest for name, digest in found.items() if name.startswith("daily.") and name != "daily.health"
    }


@pytest.fixture(scope="module")
def imported(prefect_server: None, articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("imported") / "data"
    assert import_folder(articles, data).outcomes == {"kept": 3, "refused": 2}
    return data


@pytest.fixture
def data(imported: Path, tmp_path: Path) -> Path:
    shutil.copytree(imported, tmp_path / "data")
    return tmp_path / "data"


def test_documents_of_every_kind_reach_the_tables(imported: Path):
    with open_warehouse(imported / "published" / "parallax.duckdb", read_only=True) as published:
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


def test_importing_again_changes_nothing(articles: Path, data: Path):
    before = digests(data)
    assert import_folder(articles, data).outcomes == {"unchanged": 3, "refused": 2}
    assert digests(data) == before


def test_documents_that_cannot_be_read_are_named_with_their_reason(articles: Path, data: Path):
    summary = import_folder(articles, data)
    assert len(summary.unread) == 2
    assert all(str(articles) in said and ": " in said for said in summary.unread)


def test_the_archive_alone_gives_the_same_tables(data: Path):
    from flows.reread import reread

    before = digests(data)
    summary = asyncio.run(reread(str(data), str(data / "none.toml")))
    assert summary.degraded is None
    assert digests(data) == before
    (data / "parallax.duckdb").write_bytes(b"not a warehouse any more")
    summary = asyncio.run(reread(str(data), str(data / "none.toml")))
    assert "could not be read" in (summary.degraded or "")
    assert (data / "parallax.duckdb.unreadable").exists()
    assert daily(digests(data)) == daily(before)


def test_a_backup_comes_back_whole_and_overwrites_nothing(data: Path, tmp_path: Path):
    file = tmp_path / "kept.duckdb"
    assert make_backup(file, data) == 0
    with pytest.raises(CommandError, match="exists"):
        make_backup(file, data)
    with pytest.raises(CommandError, match="exists"):
        restore_backup(file, data)
    assert restore_backup(file, tmp_path / "other") == 0
    assert digests(tmp_path / "other") == digests(data)


def test_forgetting_an_address_takes_it_from_tables_and_archive(data: Path):
    def archived() -> bytes:
        return b"".join(gzip.decompress(p.read_bytes()) for p in sorted((data / "archive").rglob("*.gz")))

    assert b"hidden a spill in Vessel harbour for nine" in archived()
    assert forget_url("https://dockvoice.example/hidden", data) == 0
    assert b"hidden a spill in Vessel harbour for nine" not in archived()
    assert b"No report was withheld" in archived()
    for file in ("parallax.duckdb", "published/parallax.duckdb"):
        with open_warehouse(data / file, read_only=True) as warehouse:
            assert not warehouse.rows("from raw.version where outlet_id = 'dock-voice'")
    with pytest.raises(CommandError, match="nothing in the warehouse"):
        forget_url("https://dockvoice.example/never", data)


def test_forgetting_without_the_archive_forgets_the_tables_and_names_what_is_left(data: Path, capsys):
    (data / "archive").rename(data / "elsewhere")
    assert forget_url("https://dockvoice.example/hidden", data) == 3
    said = capsys.readouterr().err
    assert "not erased" in said
    assert ".warc.gz" in said
    for file in ("parallax.duckdb", "published/parallax.duckdb"):
        with open_warehouse(data / file, read_only=True) as warehouse:
            assert not warehouse.rows("from raw.version where outlet_id = 'dock-voice'")


def test_old_texts_go_and_the_daily_tables_stay(data: Path):
    before = daily(digests(data))
    assert drop_old_texts("2024-03-05", data) == 0
    assert daily(digests(data)) == before
    with open_warehouse(data / "parallax.duckdb", read_only=True) as warehouse:
        assert not warehouse.rows("from raw.version where day < '2024-03-05' and text is not null")


def test_a_day_behind_every_day_there_is_drops_nothing(data: Path):
    with pytest.raises(CommandError, match="behind every day") as refused:
        drop_old_texts("2999-01-01", data)
    assert refused.value.code == 2
    with open_warehouse(data / "parallax.duckdb", read_only=True) as warehouse:
        assert warehouse.rows("from raw.version where text is not null")


def test_a_backup_that_is_none_leaves_no_folder(tmp_path: Path):
    with pytest.raises(WarehouseError, match="is no backup"):
        restore_backup(Path(__file__), tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("query", "code"),
    [("@nothing_such", 2), ("@who_was_first dya=1", 2), ("@who_was_first day=x", 2), ("selec 1", 1)],
)
def test_a_question_wrongly_asked_is_wrong_usage_and_a_query_that_fails_is_not(
    data: Path, query: str, code: int
):
    with pytest.raises(CommandError) as refused:
        run_sql(query, "table", None, False, data)
    assert refused.value.code == code


def test_a_file_too_large_for_an_article_is_counted_and_stops_nothing(tmp_path: Path, monkeypatch):
    from tasks.collect import importing

    monkeypatch.setattr(importing, "MOST_BYTES", 100)
    big, small = tmp_path / "big.txt", tmp_path / "small.txt"
    big.write_text("word " * 100, encoding="utf-8")
    small.write_text("A short text.", encoding="utf-8")
    pages = [page for path in (big, small) for page in importing.read_pages(path, "Evening Sheet", None)]
    assert [bool(page.fault) for page in pages] == [True, False]
    assert "split it" in (pages[0].fault or "")
