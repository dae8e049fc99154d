"""Keeping a warehouse for years: backups, forgetting, damage and the way back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import made_rows
import pytest

from warehouse.backup import SMALL_GROUPS, backup, check_backup, compact, compact_when_loose, restore, wal_of
from warehouse.build import build_day
from warehouse.checks import check_run, check_tables
from warehouse.connection import Warehouse, open_warehouse
from warehouse.dictionary import PAGE, data_dictionary
from warehouse.digest import stored_digests, table_digests
from warehouse.doctor import examine, set_aside
from warehouse.errors import RowsRefused, WarehouseDamaged, WarehouseError, WarehouseMissing
from warehouse.load import load_rows, replace_day
from warehouse.publish import COPY_NAME, publish
from warehouse.read import daily_table, dirty_days, window_documents
from warehouse.retention import delete_url, drop_texts

DAY = made_rows.DAY
NEXT = DAY + made_rows.timedelta(days=1)


def test_a_restored_backup_is_the_warehouse(warehouse: Warehouse, tmp_path: Path) -> None:
    kept = backup(warehouse, tmp_path / "kept" / "b.duckdb")
    found = restore(kept.path, tmp_path / "new" / "w.duckdb")
    assert found == stored_digests(warehouse) == check_backup(kept.path)


def test_a_backup_of_an_earlier_version_is_restored_by_its_bytes(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    kept = backup(warehouse, tmp_path / "b.duckdb")
    page = json.loads(kept.digests.read_text())
    del page["stored"]
    kept.digests.write_text(json.dumps(page | {"tables": table_digests(warehouse, with_clocks=True)}))
    assert restore(kept.path, tmp_path / "new" / "w.duckdb") == stored_digests(warehouse)


def test_a_backup_never_overwrites_and_a_restore_never_replaces(warehouse: Warehouse, tmp_path: Path) -> None:
    kept = backup(warehouse, tmp_path / "b.duckdb")
    with pytest.raises(WarehouseError, match="there already"):
        backup(warehouse, kept.path)
    with pytest.raises(WarehouseError, match="move it aside"):
        restore(kept.path, warehouse.path)


@pytest.mark.parametrize("place", [0.3, 0.7])
def test_a_changed_backup_is_refused(warehouse: Warehouse, tmp_path: Path, place: float) -> None:
    kept = backup(warehouse, tmp_path / "b.duckdb")
    content = bytearray(kept.path.read_bytes())
    content[int(len(content) * place)] ^= 1
    kept.path.write_bytes(content)
    with pytest.raises(WarehouseDamaged, match="take another"):
        restore(kept.path, tmp_path / "w.duckdb")
    assert not (tmp_path / "w.duckdb").exists()
    kept.digests.unlink()
    with pytest.raises(WarehouseMissing):
        check_backup(kept.path)


def test_dropping_texts_keeps_excerpts_and_daily_tables(warehouse: Warehouse) -> None:
    before = {t: d for t, d in table_digests(warehouse).items() if t != "raw.version"}
    assert drop_texts(warehouse, NEXT) == 7
    assert drop_texts(warehouse, NEXT) == 0
    assert {t: d for t, d in table_digests(warehouse).items() if t != "raw.version"} == before
    assert window_documents(warehouse, DAY, DAY) == []
    assert len(window_documents(warehouse, NEXT, NEXT)) == 6
    assert warehouse.rows("select min(length(content_text)) > 0 as there from raw.attribution") == [
        {"there": True}
    ]
    with pytest.raises(RowsRefused, match="dropped"):
        replace_day(warehouse, DAY, made_rows.compared())


def everywhere(path: Path, words: str) -> bool:
    return words.encode() in path.read_bytes()


def test_a_deleted_address_is_gone_for_good_and_the_books_still_close(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    version = made_rows.version_of(made_rows.OUTLETS[0], 0)
    done = delete_url(warehouse, version.url)
    assert done.articles == (version.article_id,) and done.versions == 2 and DAY in done.days
    assert [page.warc_file for page in done.pages] == ["a.warc.gz"]
    assert DAY in dirty_days(warehouse)
    build_day(warehouse, DAY)
    assert check_tables(warehouse) == []
    assert check_run(warehouse, made_rows.RUN) == []
    for table in ("claims", "voices", "numbers", "edits", "omissions"):
        for row in daily_table(warehouse, table, DAY).to_pylist():
            assert version.version_id not in str(row) and "10 boats" not in str(row)
    mentions = warehouse.rows(
        "select count(*) as n from raw.entry where url = ? or normal_url = ?", [version.url] * 2
    )
    assert mentions == [{"n": 0}]
    load_rows(warehouse, made_rows.facts(days=2))  # the same page comes again, from the web or the archive
    again = warehouse.rows("select count(*) as n from raw.version where article_id = ?", [version.article_id])
    assert again == [{"n": 0}]
    assert delete_url(warehouse, "https://nobody.example/").versions == 0


def test_nothing_published_speaks_of_a_deleted_address(warehouse: Warehouse, tmp_path: Path) -> None:
    version = made_rows.version_of(made_rows.OUTLETS[0], 0)
    gone = (version.url, version.version_id, version.article_id)
    out = tmp_path / "out"

    def told() -> set[str]:
        """Which of the words stand in any row of the copy or of the Parquet files."""
        files = {path: f"'{path}'" for path in (out / "parquet").rglob("*.parquet")}
        with open_warehouse(out / COPY_NAME, read_only=True) as copy:
            tables = copy.rows(
                "select schema_name || '.' || table_name as name from duckdb_tables() where schema_name <> 'meta'"
            )
            rows = [
                str(copy.rows(f"select row::varchar as row from {place} as row"))
                for place in [*files.values(), *(table["name"] for table in tables)]
            ]
        return {words for words in gone if any(words in row for row in rows)}

    publish(warehouse, out)
    assert told() == set(gone)
    delete_url(warehouse, version.url)
    build_day(warehouse, DAY)
    warehouse.close()
    compact(warehouse.path)
    with open_warehouse(warehouse.path) as opened:
        publish(opened, out)
    assert told() == set()
    # The article's id, a hash, is remembered so that it does not come back.
    assert not any(words.encode() in (out / COPY_NAME).read_bytes() for words in gone[:2])


def test_compacting_leaves_the_rows_and_nothing_of_what_was_deleted(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    load_rows(
        warehouse,
        {
            "article": [
                {
                    "article_id": "a",
                    "outlet_id": "o",
                    "url": "https://secret-4711.example/",
                    "first_seen_at": made_rows.at(DAY, 1),
                }
            ]
        },
    )
    warehouse.checkpoint()
    delete_url(warehouse, "https://secret-4711.example/")
    digests = table_digests(warehouse, with_clocks=True)
    publish(warehouse, tmp_path / "out", search=False)
    warehouse.close()
    old, new = compact(warehouse.path)
    assert new <= old and not everywhere(warehouse.path, "secret-4711")
    with open_warehouse(warehouse.path) as opened:
        assert table_digests(opened, with_clocks=True) == digests
        build_day(opened, DAY)
        comment = opened.rows(
            "select comment from duckdb_columns() where table_name = 'claims' and column_name = 'status'"
        )
        assert comment[0]["comment"]


def test_a_file_is_rewritten_once_much_of_it_is_free_and_not_for_a_day_built_again(
    warehouse: Warehouse,
) -> None:
    path = warehouse.path
    with warehouse.transaction() as cursor:
        cursor.execute("create table raw.filling as select hash(i) as n from range(2_000_000) as numbers (i)")
        cursor.execute("create table raw.last as select hash(i) as n from range(400_000) as numbers (i)")
    warehouse.checkpoint()
    for _ in range(5):
        build_day(warehouse, DAY)
        warehouse.checkpoint()
    warehouse.close()
    assert compact_when_loose(path, least_bytes=4_000_000) is None
    with open_warehouse(path) as opened:
        digests = table_digests(opened, with_clocks=True)
        with opened.transaction() as cursor:
            cursor.execute("drop table raw.filling")
    assert compact_when_loose(path) is None  # too little to be worth it
    found = compact_when_loose(path, least_bytes=1_000_000)
    assert found is not None and found[1] < found[0] - 10_000_000
    assert compact_when_loose(path, least_bytes=0) is None
    with open_warehouse(path) as opened:
        assert table_digests(opened, with_clocks=True) == digests


def test_nobody_writes_into_a_file_that_is_being_rewritten(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, tried = warehouse.path, []
    warehouse.close()
    write = "from pathlib import Path; from warehouse.connection import open_warehouse; open_warehouse(Path({!r}))"

    def digests(opened: Warehouse) -> dict[str, str]:
        if opened.path != path:  # the new file is being checked
            command = [sys.executable, "-c", write.format(str(path))]
            tried.append(subprocess.run(command, capture_output=True, text=True, check=False).stderr)
        return stored_digests(opened)

    monkeypatch.setattr("warehouse.backup.stored_digests", digests)
    compact(path)
    assert len(tried) == 1 and "WarehouseLocked" in tried[0]


def test_a_file_is_rewritten_once_many_days_lie_in_small_groups_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    for days in range(1, SMALL_GROUPS + 2):
        with open_warehouse(path) as opened:
            load_rows(opened, made_rows.facts(days=days, outlets=("night_mail",)))
    with open_warehouse(path) as opened:
        digests = table_digests(opened, with_clocks=True)
    assert compact_when_loose(path) is None  # too little to be worth it
    assert compact_when_loose(path, least_bytes=1) is not None
    assert compact_when_loose(path, least_bytes=1) is None
    with open_warehouse(path) as opened:
        assert table_digests(opened, with_clocks=True) == digests


def test_a_sound_warehouse_is_said_to_be_sound(full_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copyfile(full_file, tmp_path / "w.duckdb"))
    (finding,) = examine(path)
    assert finding.sound and "keep their promises" in finding.what
    assert examine(tmp_path / "none.duckdb")[0].sound


def damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    if how == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif how == "zeroed":
        content[0:4096] = bytes(4096)
        path.write_bytes(content)
    elif how == "flipped":
        for place in range(3 * 4096, len(content), 50_000):
            content[place] ^= 0x40
        path.write_bytes(content)
    elif how == "text":
        path.write_text("hello")


@pytest.mark.parametrize("how", ["truncated", "zeroed", "flipped", "text"])
def test_damage_is_found_and_the_way_back_works(full_file: Path, tmp_path: Path, how: str) -> None:
    path = Path(shutil.copyfile(full_file, tmp_path / "w.duckdb"))
    damage(path, how)
    (finding,) = examine(path)
    assert not finding.sound and finding.damaged and "archive" in finding.what_to_do
    moved = set_aside(path, datetime(2031, 1, 1, tzinfo=UTC))
    assert moved and all(one.exists() for one in moved)
    with open_warehouse(path) as fresh:
        load_rows(fresh, made_rows.facts(days=1))
    assert examine(path)[0].sound


def test_the_log_of_a_killed_run_torn_or_flipped_gives_whole_commits_or_a_refusal(
    full_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copyfile(full_file, tmp_path / "w.duckdb"))
    writer = open_warehouse(path)
    for number in range(3):
        rows: dict[str, list[Any]] = {
            "article": [
                {
                    "article_id": f"{number}-{i}",
                    "outlet_id": "o",
                    "url": f"https://o.example/{number}/{i}",
                    "first_seen_at": made_rows.at(DAY, 1),
                }
                for i in range(10)
            ]
        }
        load_rows(writer, rows)
    torn = tmp_path / "torn"
    torn.mkdir()
    shutil.copyfile(path, torn / "w.duckdb")
    log = wal_of(path).read_bytes()
    writer.close()
    allowed = {0, 10, 20, 30}
    step = max(1, len(log) // 10)
    flipped = [
        log[:place] + bytes([log[place] ^ 8]) + log[place + 1 :] for place in range(40, len(log), step)
    ]
    for content in [log[:size] for size in range(0, len(log), step)] + flipped:
        shutil.copyfile(torn / "w.duckdb", torn / "t.duckdb")
        wal_of(torn / "t.duckdb").write_bytes(content)
        try:
            with open_warehouse(torn / "t.duckdb") as opened:
                found = opened.rows("select count(*) as n from raw.article where outlet_id = 'o'")[0]["n"]
        except WarehouseDamaged:
            continue
        assert found in allowed


def test_the_data_dictionary_is_what_the_headers_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == data_dictionary(), "run python -m warehouse.dictionary"
