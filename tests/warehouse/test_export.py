"""Rows leave for other programs complete, and as text that no program runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import made_rows
import pyarrow as pa
import pytest

from warehouse.connection import Warehouse
from warehouse.export import as_csv, as_json, as_markdown
from warehouse.linked_claims import claims_as_json_ld

FORMULAS = [
    "=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1", "－1", "＠x",
    "=cmd|' /C calc'!A0",
    '"=1"', "\x00=1", "\u200b=1", "\ufeff=1", "-", "=", "a\rb",
]  # fmt: skip


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_starts_a_formula(cell: str) -> None:
    text = as_csv(pa.table({"a": [cell, "next"]}))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 3 and rows[2] == ["next"]
    shown = rows[1][0].lstrip(" \t\r\n\x00\u200b\ufeff")
    assert not shown.startswith(tuple("=+-@＝＋－＠"))


def test_numbers_stay_numbers_and_nulls_stay_empty() -> None:
    table = pa.table({"n": [-1.5, None], "k": [-3, 4], "d": [Decimal("7"), None], "t": [None, ""]})
    assert as_csv(table).splitlines() == ['"n","k","d","t"', "-1.5,-3,7,", ',4,,""']


def test_a_million_cells_are_not_cut_short() -> None:
    table = pa.table({"a": range(25_000)})
    assert len(as_csv(table).splitlines()) == 25_001
    assert len(json.loads(as_json(table))) == 25_000
    assert len(as_markdown(table).splitlines()) == 25_002


def test_json_keeps_types_times_and_lists() -> None:
    at = datetime(2031, 3, 4, 5, tzinfo=UTC)
    table = pa.table(
        {"at": [at], "day": [date(2031, 3, 4)], "list": [["a", "b"]], "x": [float("nan")], "s": ["<b>"]}
    )
    assert json.loads(as_json(table)) == [
        {"at": "2031-03-04T05:00:00+00:00", "day": "2031-03-04", "list": ["a", "b"], "x": None, "s": "<b>"}
    ]


@pytest.mark.parametrize(
    "text",
    ["<script>x</script>", "a | b", "[x](javascript:alert(1))", "![](http://t.example)", "a\nb", "`x`"],
)
def test_text_is_never_markup_in_markdown(text: str) -> None:
    lines = as_markdown(pa.table({"a": [text]})).splitlines()
    assert len(lines) == 3
    cell = lines[2][2:-2]
    for mark in "<>|[]()!`":
        assert cell.count(mark) == cell.count("\\" + mark)


def test_claims_leave_as_linked_data_with_every_appearance(seen: Warehouse) -> None:
    page = json.loads(claims_as_json_ld(seen, made_rows.DAY))
    assert page["@context"] == "https://schema.org"
    claims = page["@graph"]
    assert len(claims) == 4 and {claim["@type"] for claim in claims} == {"Claim"}
    assert sum(len(claim["appearance"]) for claim in claims) == 10
    for claim in claims:
        for article in claim["appearance"]:
            part = article["hasPart"]
            start, end = map(int, part["position"].split("-"))
            assert len(part["text"]) == end - start
            assert article["url"].startswith("https://") and part["text"]
    one = json.loads(claims_as_json_ld(seen, made_rows.DAY, story_id=f"s0-{made_rows.DAY}"))
    assert len(one["@graph"]) == 2
