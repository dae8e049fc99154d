"""Full-text search: every kept text and claim, ranked, by days, without anything but SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb
import made_rows

from warehouse import search
from warehouse.connection import Warehouse
from warehouse.load import load_rows
from warehouse.publish import publish
from warehouse.retention import delete_url, drop_texts
from warehouse.sandbox import run_query
from warehouse.search import index_days

DAY = made_rows.DAY
LATER = DAY + made_rows.timedelta(days=1)


def found(warehouse: Warehouse, words: str, more: str = "") -> list[dict]:
    return warehouse.rows(f"from search.find(?{more})", [words])


def test_articles_and_claims_of_every_day_are_found_best_first(copy: Path) -> None:
    rows = run_query(copy, "@search", parameters={"words": "repair pier"}).table.to_pylist()
    assert {row["kind"] for row in rows} == {"article", "claim"}
    assert {row["day"] for row in rows} == {DAY, LATER}
    assert "Repairs at pier" in next(row["text"] for row in rows if row["kind"] == "claim")
    assert all(row["title"] and row["url"] for row in rows if row["kind"] == "article")
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


def test_the_question_for_all_words_wants_all_of_them(copy: Path) -> None:
    both = run_query(copy, "@find_text", parameters={"words": "ministry Veldra"}).table.to_pylist()
    assert both and {row["outlet_id"] for row in both} == {"harbour_post", "veldra_wire"}
    assert not run_query(copy, "@find_text", parameters={"words": "ministry zebra"}).table.num_rows


def test_a_plain_connection_can_search_without_any_extension(copy: Path) -> None:
    with duckdb.connect(str(copy), read_only=True, config={"autoload_known_extensions": "false"}) as plain:
        assert plain.execute("from search.find('storm')").fetchall()


def test_case_accents_and_plurals_do_not_hide_a_word(warehouse: Warehouse) -> None:
    index_days(warehouse)
    first = [row["version_id"] for row in found(warehouse, "fishers union")]
    assert first
    for words in ("FISHERS UNIONS", "fisher únion", "“fishers’ union,”"):
        assert [row["version_id"] for row in found(warehouse, words)] == first


def test_words_are_data_whatever_they_hold(warehouse: Warehouse) -> None:
    index_days(warehouse)
    for words in ("", "'; drop table raw.version; --", "%", "\\p{L}+", "(((", "😀", "a" * 100_000):
        assert found(warehouse, words) == []
    assert warehouse.rows("select count(*) > 0 as there from raw.version") == [{"there": True}]


def test_a_large_day_indexed_in_parts_is_the_same(warehouse: Warehouse, monkeypatch) -> None:
    tables = ("posting", "document", "day")
    index_days(warehouse)
    whole = [warehouse.rows(f"from search.{table}") for table in tables]
    assert all(whole)
    monkeypatch.setattr(search, "_CHARS_AT_ONCE", 300)
    monkeypatch.setattr(search, "_CHARS_A_PART", 200)
    warehouse.cursor().execute("insert into meta.unindexed_day select day from search.day")
    assert index_days(warehouse)
    assert [warehouse.rows(f"from search.{table}") for table in tables] == whole


def test_days_bound_where_is_looked(warehouse: Warehouse) -> None:
    index_days(warehouse)
    assert {row["day"] for row in found(warehouse, "storm", f", first_day := date '{LATER}'")} == {LATER}
    assert {row["day"] for row in found(warehouse, "storm", f", last_day := date '{DAY}'")} == {DAY}
    assert len(found(warehouse, "storm", ", most := 3")) == 3


def test_only_days_whose_texts_or_claims_changed_are_indexed_again(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    publish(warehouse, tmp_path / "out", parquet=False)
    assert index_days(warehouse) == ()
    load_rows(warehouse, made_rows.facts(days=3))
    assert index_days(warehouse) == (DAY + made_rows.timedelta(days=2),)


def test_indexing_again_changes_nothing(warehouse: Warehouse) -> None:
    index_days(warehouse)
    before = found(warehouse, "boats lost pier")
    with warehouse.transaction() as cursor:
        cursor.execute("insert into meta.unindexed_day select distinct day from raw.version")
    assert index_days(warehouse)
    assert found(warehouse, "boats lost pier") == before


def test_a_deleted_address_cannot_be_found(warehouse: Warehouse) -> None:
    index_days(warehouse)
    url = next(row["url"] for row in found(warehouse, "Weldra") if row["kind"] == "article")
    delete_url(warehouse, url)
    assert not [row for row in found(warehouse, "Weldra") if row["url"] == url]
    index_days(warehouse)
    assert not [row for row in found(warehouse, "Weldra") if row["url"] == url]
    assert found(warehouse, "Weldra")


def test_dropped_texts_leave_their_claims_to_search(warehouse: Warehouse) -> None:
    index_days(warehouse)
    drop_texts(warehouse, LATER)
    assert {row["day"] for row in found(warehouse, "storm")} == {LATER}
    index_days(warehouse)
    old = [row for row in found(warehouse, "boats") if row["day"] == DAY]
    assert {row["kind"] for row in old} == {"claim"}
    left = "select count(*) as n from search.document where day = ? and kind = 'article'"
    assert warehouse.rows(left, [DAY]) == [{"n": 0}]
