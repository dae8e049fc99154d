"""The daily tables: what a reader of one row relies on."""

from __future__ import annotations

from typing import Any

import made_rows
import pytest

from tasks.compare.records import ClaimStatusRow
from warehouse.build import build_day
from warehouse.checks import check_tables
from warehouse.connection import Warehouse
from warehouse.contract import contracts, parse_contract
from warehouse.digest import table_digests
from warehouse.errors import ContractBroken
from warehouse.load import replace_day
from warehouse.read import daily_table, daily_tables

FIRST, SECOND, LAST = made_rows.OUTLETS

#: The columns that the design promises for each table.
PROMISED = {
    "coverage": "articles independent_articles words stories coverage_rate low high healthy",
    "stories": "label outlets articles origins started_at divergence why_grouped",
    "claims": "status label evidence version_id sentence start_char end_char text voices",
    "voices": "quotes quoted_words share low high first_position"
    " acknowledged endorsed distanced affirms denies",
    "words": "count log_odds z q_value",
    "names": "concept variant uses share",
    "numbers": "low high bound unit attributed_to conflicts_with",
    "omissions": "expected surprise_bits carried_by nearest_sentence",
    "first_reports": "earliest latest verdict lag_low_minutes lag_high_minutes",
    "reprints": "origin agency containment rule",
    "divergence": "level aspect value null_mean excess low high p_value q_value articles_a articles_b reason",
    "edits": "from_version to_version kind claims_added claims_softened claims_removed",
    "health": "polls pages outcomes title_share flags suspect reason",
}


def rows(warehouse: Warehouse, name: str) -> list[dict[str, Any]]:
    return daily_table(warehouse, name, made_rows.DAY).to_pylist()


def test_every_promised_table_and_column_is_there() -> None:
    assert set(daily_tables()) == set(PROMISED)
    for name, columns in PROMISED.items():
        real = {column.name for column in contracts("daily")[name].columns}
        assert set(columns.split()) <= real, name


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_table_has_rows_to_show(seen: Warehouse, name: str) -> None:
    assert rows(seen, name)


def test_a_cell_shows_its_status_and_the_sentence_behind_it(seen: Warehouse) -> None:
    cells = {
        (row["claim_id"][-2:], row["outlet_id"]): row
        for row in rows(seen, "claims")
        if "s0" in row["story_id"]
    }
    distanced = cells["c0", LAST]
    assert distanced["status"] == "distanced"
    assert distanced["text"] == "at least 12 boats were lost off Weldra in storm 0"
    assert distanced["voices"] == ["Ines Kotal"]
    assert made_rows.text_of(LAST, 0)[distanced["start_char"] : distanced["end_char"]] == distanced["text"]
    omitted = cells["c1", LAST]
    assert (omitted["status"], omitted["text"], omitted["evidence"]) == ("omitted", None, 0)
    assert cells["c1", FIRST]["voices"] == []


def test_an_omission_shows_who_carried_it_and_the_nearest_sentence(seen: Warehouse) -> None:
    (row, _) = rows(seen, "omissions")
    assert row["carried_by"] == sorted([FIRST, SECOND])
    assert row["nearest_sentence"].startswith("Repairs at pier")


def test_a_voice_has_its_share_with_an_interval_and_its_place(seen: Warehouse) -> None:
    row = next(r for r in rows(seen, "voices") if r["outlet_id"] == LAST and r["voice"] == "ministry")
    assert row["share"] == pytest.approx(1 / 3)
    assert 0 < row["low"] < row["share"] < row["high"] < 1
    assert (row["denies"], row["affirms"], row["quotes"]) == (1, 0, 1)
    assert 0 < row["first_position"] < 1


def test_names_count_the_outlets_own_voice_only(warehouse: Warehouse) -> None:
    found = {row["outlet_id"]: row["variant"] for row in rows(warehouse, "names")}
    assert found == {FIRST: "Veldra", SECOND: "Veldra", LAST: "Weldra"}
    with warehouse.transaction() as cursor:
        cursor.execute("update store.name_use set quoted = true where known[1].variant = 'Weldra'")
    build_day(warehouse, made_rows.DAY)
    assert {row["outlet_id"] for row in rows(warehouse, "names")} == {FIRST, SECOND}


def test_numbers_name_who_says_them_and_with_whom_they_clash(seen: Warehouse) -> None:
    found = {row["outlet_id"]: row for row in rows(seen, "numbers") if "s0" in row["story_id"]}
    assert found[FIRST]["conflicts_with"] == [LAST] and found[LAST]["conflicts_with"] == [FIRST]
    assert found[SECOND]["conflicts_with"] == []
    assert (found[LAST]["low"], found[LAST]["high"], found[LAST]["text"]) == (12, None, "at least 12")
    assert found[LAST]["attributed_to"] == "Ines Kotal"


def test_an_edit_shows_the_sentence_before_and_after(seen: Warehouse) -> None:
    (row,) = rows(seen, "edits")
    assert "boats were lost" in row["before_text"] and "boats may have been lost" in row["after_text"]
    assert row["why"] == "certainty certain -> possible"


def test_coverage_counts_by_article_and_by_origin_and_only_when_healthy(warehouse: Warehouse) -> None:
    found = {row["outlet_id"]: row for row in rows(warehouse, "coverage")}
    assert (found[LAST]["articles"], found[LAST]["independent_articles"]) == (2, 1)
    assert (found[SECOND]["articles"], found[SECOND]["independent_articles"]) == (2, 2)
    assert found[FIRST]["articles"] == 2  # the edited article counts once
    assert found[FIRST]["coverage_rate"] == 1 and found[FIRST]["low"] < 0.5
    with warehouse.transaction() as cursor:
        cursor.execute(
            "update raw.health set healthy = false, reason = 'all polls failed' where outlet_id = ?", [LAST]
        )
    build_day(warehouse, made_rows.DAY)
    held = next(row for row in rows(warehouse, "coverage") if row["outlet_id"] == LAST)
    assert (held["coverage_rate"], held["low"], held["reason"]) == (None, None, "all polls failed")


def test_an_outlet_without_the_story_has_a_cell_for_every_claim_of_it(warehouse: Warehouse) -> None:
    given = made_rows.compared()
    story = given["story"][0].story_id
    claims = {row.claim_id for row in given["claim"] if row.story_id == story}
    absent = ClaimStatusRow(
        made_rows.DAY, story, "", "elsewhere", "not_observed", 0, "has no article in the story", 1, 3, *(None,) * 6
    )  # fmt: skip
    before = rows(warehouse, "claims")
    stored = replace_day(
        warehouse, made_rows.DAY, {**given, "claim_status": [*given["claim_status"], absent]}
    )
    assert stored["claim_status"] == len(given["claim_status"]) + len(claims)
    build_day(warehouse, made_rows.DAY)
    shown = [row for row in rows(warehouse, "claims") if row["outlet_id"] == "elsewhere"]
    assert {row["claim_id"] for row in shown} == claims and len(shown) == len(claims) > 1
    labels = {row["claim_id"]: row["label"] for row in before}
    for row in shown:
        assert (row["status"], row["evidence"], row["voices"]) == ("not_observed", 0, [])
        assert (row["reason"], row["label"]) == ("has no article in the story", labels[row["claim_id"]])
        assert (row["carried_by_origins"], row["covering_origins"], row["version_id"]) == (3, 3, None)
    facts = warehouse.rows("select claim_id from raw.claim_status where outlet_id = 'elsewhere'")
    assert {row["claim_id"] for row in facts} == claims
    assert check_tables(warehouse) == []
    # Of claims that fewer carry than the row asks for there are none; a day compared anew forgets the others.
    few = absent._replace(carried_by_origins=4)
    replace_day(warehouse, made_rows.DAY, {**given, "claim_status": [*given["claim_status"], few]})
    build_day(warehouse, made_rows.DAY)
    assert rows(warehouse, "claims") == before


def test_too_little_observed_is_null_with_a_reason(seen: Warehouse) -> None:
    tests = [row for row in rows(seen, "divergence") if row["level"] == "statement"]
    assert tests and all(row["value"] is None and row["reason"] for row in tests)
    assert all(row["divergence"] is None and row["divergence_reason"] for row in rows(seen, "stories"))


def test_building_again_changes_nothing_and_touches_no_other_day(warehouse: Warehouse) -> None:
    before = table_digests(warehouse, with_clocks=True)
    for _ in range(2):
        build_day(warehouse, made_rows.DAY)
        assert table_digests(warehouse, with_clocks=True) == before


def test_a_large_day_made_some_stories_at_a_time_is_the_same(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = table_digests(warehouse, with_clocks=True)
    monkeypatch.setattr("warehouse.threads.LARGE_DAY", 1)
    monkeypatch.setattr("warehouse.story_parts.CELLS_AT_ONCE", 1)
    build_day(warehouse, made_rows.DAY)
    assert table_digests(warehouse, with_clocks=True) == before


def test_a_broken_promise_stops_the_build_and_keeps_the_old_day(warehouse: Warehouse) -> None:
    before = table_digests(warehouse)
    with warehouse.transaction() as cursor:
        cursor.execute("update store.claim_status set status = 'perhaps'")
    with pytest.raises(ContractBroken, match="a status known"):
        build_day(warehouse, made_rows.DAY)
    after = table_digests(warehouse)
    assert {t: d for t, d in after.items() if t.startswith("daily.")} == {
        t: d for t, d in before.items() if t.startswith("daily.")
    }


def test_every_table_and_column_explains_itself_in_the_file(seen: Warehouse) -> None:
    unexplained = seen.rows(
        """select schema_name, table_name, column_name from duckdb_columns()
        where schema_name in ('raw', 'model', 'daily') and not internal and coalesce(comment, '') = ''"""
    )
    assert unexplained == []
    (share,) = seen.rows(
        "select comment from duckdb_columns() where table_name = 'coverage' and column_name = 'coverage_rate'"
    )
    assert "Unit: share." in share["comment"] and "Null when" in share["comment"]


@pytest.mark.parametrize(
    "text",
    [
        "-- table: daily.x\n-- row: r.\n-- key: day\n-- colour: red\nselect 1",
        "-- table: daily.x\n-- row: r.\nselect 1",
        "-- table: daily.x\n-- row: r.\n-- key: day\n--   day | - | never\nselect 1",
        "-- no colon here\nselect 1",
    ],
)
def test_a_header_that_is_no_contract_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ValueError, match=r"warehouse/daily/x\.sql"):
        parse_contract(text, "warehouse/daily/x.sql")


def test_headers_name_what_their_queries_read() -> None:
    for schema in ("model", "daily"):
        for contract in contracts(schema).values():
            named = {
                word.strip("(),") for word in contract.sql.split() if word.startswith(("raw.", "model."))
            }
            read = {
                word
                for word in named
                if word.split(".")[1] in contracts(word.split(".")[0]) and "(" not in word
            }
            assert read == set(contract.depends), contract.table
