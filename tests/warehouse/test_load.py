"""Loading: all or nothing, the same again changes nothing, and no span may point beside its text."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_rows
import pytest

from tasks.claims.rows import claims_to_columns, of_version
from tasks.read.together import merged
from warehouse import connection, load, spans
from warehouse.build import build_day
from warehouse.checks import check_run, check_tables
from warehouse.connection import Warehouse, open_warehouse
from warehouse.digest import table_digests
from warehouse.errors import RowsRefused
from warehouse.load import load_rows, replace_day
from warehouse.read import dirty_days


def counts(warehouse: Warehouse) -> dict[str, int]:
    return {
        table: int(digest.split(":")[0])
        for table, digest in table_digests(warehouse, with_clocks=True).items()
    }


def test_every_table_takes_its_rows(seen: Warehouse) -> None:
    found = counts(seen)
    expected = {"raw.version": 13, "raw.sentence": 52, "raw.attribution": 39, "raw.edit": 1, "raw.reprint": 2}
    assert {table: found[table] for table in expected} == expected
    assert check_tables(seen) == []
    assert check_run(seen, made_rows.RUN) == []


def test_loading_again_in_any_order_changes_nothing(empty: Warehouse) -> None:
    rows = made_rows.facts(days=2)
    load_rows(empty, rows)
    before = table_digests(empty, with_clocks=True)
    for seed in range(4):
        shuffled = {
            table: random.Random(seed).sample(found * (1 + seed % 2), len(found) * (1 + seed % 2))
            for table, found in rows.items()
        }
        assert not any(
            new
            for table, new in load_rows(empty, shuffled).items()
            if table not in ("outlet", "feed", "run", "health")
        )
        assert table_digests(empty, with_clocks=True) == before


def test_batches_in_another_order_give_the_same_tables(tmp_path: Any) -> None:
    rows = made_rows.facts(days=1)
    digests = []
    for number, order in enumerate((OUTLETS := made_rows.OUTLETS, OUTLETS[::-1])):
        with open_warehouse(tmp_path / f"{number}.duckdb") as warehouse:
            for outlet in order:
                load_rows(warehouse, only(rows, outlet))
            digests.append(table_digests(warehouse))
    assert digests[0] == digests[1]


def only(rows: dict[str, list[Any]], outlet: str) -> dict[str, list[Any]]:
    mine = {v.version_id for v in rows["version"] if v.outlet_id == outlet}

    def keep(row: Any) -> bool:
        get = row.get if isinstance(row, dict) else lambda name: getattr(row, name, None)
        return get("outlet_id") == outlet or get("version_id") in mine

    return {table: [row for row in found if keep(row)] for table, found in rows.items()}


def test_a_known_article_keeps_its_first_row_and_feeds_take_the_last(warehouse: Warehouse) -> None:
    rows = made_rows.facts(days=1)
    later = {
        "article": [{**row, "first_seen_at": made_rows.at(made_rows.DAY, 23)} for row in rows["article"]],
        "feed": [replace(row, etag="new", failures=3) for row in rows["feed"]],
    }
    load_rows(warehouse, later)
    assert warehouse.rows("select max(hour(first_seen_at)) as h from raw.article") == [{"h": 10}]
    assert warehouse.rows("select distinct etag, failures from raw.feed") == [{"etag": "new", "failures": 3}]


def wrong_column(rows: dict[str, list[Any]]) -> None:
    rows["article"][0]["colour"] = "red"


def missing_value(rows: dict[str, list[Any]]) -> None:
    rows["article"][0]["url"] = None


def wrong_type(rows: dict[str, list[Any]]) -> None:
    rows["article"][0]["first_seen_at"] = "yesterday"


def span_outside(rows: dict[str, list[Any]]) -> None:
    rows["sentence"][0]["end_char"] = 10_000


def span_backwards(rows: dict[str, list[Any]]) -> None:
    rows["name_use"][0].update(start_char=9, end_char=9)


def part_outside(rows: dict[str, list[Any]]) -> None:
    rows["attribution"][0]["content"] = [[0, 4], [5, 10_000]]


def text_elsewhere(rows: dict[str, list[Any]]) -> None:
    rows["attribution"][0]["content_text"] = "something they never said"


def excerpt_elsewhere(rows: dict[str, list[Any]]) -> None:
    rows["number_use"][0]["excerpt"] = "at least 99"


def no_such_version(rows: dict[str, list[Any]]) -> None:
    rows["text_claims"][0]["version_id"] = "0" * 16


def surrogate(rows: dict[str, list[Any]]) -> None:
    rows["article"][0]["url"] = "https://x.example/\ud800"


def no_such_table(rows: dict[str, list[Any]]) -> None:
    rows["nothing"] = [{}]


@pytest.mark.parametrize(
    "spoil",
    [
        wrong_column, missing_value, wrong_type, span_outside, span_backwards, part_outside,
        text_elsewhere, excerpt_elsewhere, no_such_version, surrogate, no_such_table,
    ],
)  # fmt: skip
def test_one_wrong_row_refuses_the_call_and_stores_nothing(empty: Warehouse, spoil: Any) -> None:
    rows = made_rows.facts(days=1)
    spoil(rows)
    with pytest.raises(RowsRefused):
        load_rows(empty, rows)
    assert not any(counts(empty).values())
    load_rows(empty, made_rows.facts(days=1))


def test_claims_of_a_version_come_once(warehouse: Warehouse) -> None:
    version = made_rows.version_of(made_rows.OUTLETS[0], 0)
    rows: dict[str, list[Any]] = {}
    made_rows.add_version(rows, version)
    for row in rows["sentence"]:
        row["start_char"], row["end_char"] = 0, 99_999  # another reading of a text that is already read
    before = table_digests(warehouse, with_clocks=True)
    assert load_rows(warehouse, rows)["sentence"] == 0
    assert table_digests(warehouse, with_clocks=True) == before


def test_a_day_is_replaced_whole_and_others_stay(warehouse: Warehouse) -> None:
    rows = made_rows.compared(stories=1)
    replace_day(warehouse, made_rows.DAY, rows)
    found = warehouse.rows("select day, count(*) as stories from raw.story group by day order by day")
    assert [row["stories"] for row in found] == [1, 2]


def test_replacing_a_day_with_itself_changes_nothing(warehouse: Warehouse) -> None:
    rows = made_rows.compared()
    replace_day(warehouse, made_rows.DAY, rows)
    before = table_digests(warehouse, with_clocks=True)
    replace_day(warehouse, made_rows.DAY, {table: found[::-1] for table, found in rows.items()})
    assert table_digests(warehouse, with_clocks=True) == before


def test_rows_that_come_later_are_stored_with_the_others_or_none_are(warehouse: Warehouse) -> None:
    before = table_digests(warehouse, with_clocks=True)
    rows = made_rows.compared(stories=1)
    replace_day(warehouse, made_rows.DAY, rows)
    expected = table_digests(warehouse, with_clocks=True)
    assert expected != before
    replace_day(warehouse, made_rows.DAY, made_rows.compared())
    late = {name: rows.pop(name) for name in ("word_use", "divergence_test")}

    def fails() -> dict[str, list[Any]]:
        raise ValueError("not tested")

    whole = table_digests(warehouse, with_clocks=True)
    with pytest.raises(ValueError, match="not tested"):
        replace_day(warehouse, made_rows.DAY, rows, later=fails)
    assert table_digests(warehouse, with_clocks=True) == whole
    stored = replace_day(warehouse, made_rows.DAY, rows, later=lambda: late)
    assert stored.keys() == rows.keys() | late.keys()
    assert table_digests(warehouse, with_clocks=True) == expected


@pytest.mark.parametrize("turned", (False, True))
def test_a_version_that_two_outlets_bring_on_two_days_has_its_claims_once(
    empty: Warehouse, turned: bool
) -> None:
    one = made_rows.version_of("harbour_post", 1)
    other = replace(one, outlet_id="night_mail", day=one.day + made_rows.timedelta(days=1))
    claims = claims_to_columns(one.text, made_rows.claims_of("harbour_post", one.text))
    rows = merged(
        {"version": [version], **of_version(claims, one.version_id, "rules")}
        for version in ((other, one) if turned else (one, other))
    )
    load_rows(empty, rows)
    found = counts(empty)
    sentences = len(claims["sentence"]["sentence"])
    assert (found["raw.version"], found["raw.text_claims"], found["raw.sentence"]) == (1, 1, sentences)
    load_rows(empty, rows)
    assert counts(empty) == found


def test_a_large_day_is_stored_as_a_small_one_is(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = made_rows.compared()
    replace_day(warehouse, made_rows.DAY, rows)
    expected = table_digests(warehouse, with_clocks=True)
    monkeypatch.setattr(load, "_MANY", 0)  # a table at a time
    monkeypatch.setattr(spans, "_TEXTS_AT_ONCE", 1)
    replace_day(warehouse, made_rows.DAY, rows)
    assert table_digests(warehouse, with_clocks=True) == expected
    rows["claim_member"][-1] = rows["claim_member"][-1]._replace(text="They sank the boats.")
    with pytest.raises(RowsRefused, match="claim_member"):
        replace_day(warehouse, made_rows.DAY, rows)
    assert table_digests(warehouse, with_clocks=True) == expected


def test_a_row_of_another_day_or_false_evidence_is_refused(warehouse: Warehouse) -> None:
    before = table_digests(warehouse, with_clocks=True)
    rows = made_rows.compared()
    rows["story"][0] = replace(rows["story"][0], day=made_rows.DAY + made_rows.timedelta(days=5))
    with pytest.raises(RowsRefused, match="among the rows of"):
        replace_day(warehouse, made_rows.DAY, rows)
    for change in ({"text": "They sank the boats."}, {"version_id": "f" * 16}, {"end_char": 5000}):
        rows = made_rows.compared()
        rows["claim_member"][0] = rows["claim_member"][0]._replace(**change)
        with pytest.raises(RowsRefused, match="claim_member"):
            replace_day(warehouse, made_rows.DAY, rows)
    assert table_digests(warehouse, with_clocks=True) == before


def test_days_with_new_texts_wait_for_their_comparison(empty: Warehouse) -> None:
    load_rows(empty, made_rows.facts(days=2))
    days = [made_rows.DAY, made_rows.DAY + made_rows.timedelta(days=1)]
    assert dirty_days(empty) == days
    replace_day(empty, days[0], {"health": []})
    assert dirty_days(empty) == days
    replace_day(empty, days[0], made_rows.compared())
    assert dirty_days(empty) == days  # a run killed here has not made the day's tables
    build_day(empty, days[0])
    assert dirty_days(empty) == days[1:]
    load_rows(empty, made_rows.facts(days=2))
    assert dirty_days(empty) == days[1:]


def test_hostile_text_is_stored_as_it_is(empty: Warehouse) -> None:
    nasty = "'; drop table raw.article; -- =1+1 <script> \x00 \u202e {} %s"
    load_rows(
        empty,
        {
            "article": [
                {
                    "article_id": "a",
                    "outlet_id": nasty,
                    "url": nasty,
                    "first_seen_at": made_rows.at(made_rows.DAY, 1),
                }
            ]
        },
    )
    assert empty.rows("select outlet_id, url from raw.article") == [{"outlet_id": nasty, "url": nasty}]


def test_books_that_do_not_close_are_named(warehouse: Warehouse) -> None:
    with warehouse.transaction() as cursor:
        night_mail = "select entry_number from raw.entry where entry_id like '%night_mail%'"
        cursor.execute(f"delete from store.outcome where entry in ({night_mail})")
        cursor.execute("update raw.run set attempts = 99")
    said = [str(problem) for problem in check_run(warehouse, made_rows.RUN)]
    assert len(said) == 3
    assert any("no outcome" in line for line in said) and any("attempts" in line for line in said)


def test_a_long_run_does_not_keep_all_it_stored_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LOG_BYTES", 50_000)
    path = tmp_path / "w.duckdb"
    log = path.with_name("w.duckdb.wal")
    with open_warehouse(path) as warehouse:
        for days in range(1, 9):
            reading = warehouse.cursor()  # somebody reads while it loads
            reading.execute("begin transaction read only").execute("from raw.outlet limit 1").fetchall()
            load_rows(warehouse, made_rows.facts(days=days))
            reading.close()
            assert not log.exists() or log.stat().st_size < 50_000
        assert warehouse.rows("select count(distinct day) as days from raw.version")[0]["days"] == 8


def test_loads_lie_as_they_came_until_the_file_is_made_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LOG_BYTES", 0)
    groups = """select count(distinct row_group_id) as groups from pragma_storage_info('raw.version')"""
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        for days in range(1, 5):
            load_rows(warehouse, made_rows.facts(days=days))
        assert warehouse.rows(groups)[0]["groups"] == 4
        monkeypatch.setattr(connection, "LOG_BYTES", 1_000_000_000)
        load_rows(warehouse, made_rows.facts(days=5))
        warehouse.checkpoint()
        assert warehouse.rows("select current_setting('max_vacuum_tasks')::integer as n") == [{"n": 0}]
        assert warehouse.rows(groups)[0]["groups"] == 1
        assert warehouse.rows("select count(distinct day) as days from raw.version")[0]["days"] == 5
