"""A day as one self-contained page: stories with their sharpest split and claims x outlets, then every table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboards.plots import clock
from dashboards.static import fragment
from dashboards.views.story_claims import CARRIED, columns_of, rank_claims, width_of

Row = dict[str, Any]
#: Claims drawn of each story; the complete table stands below.
MATRIX_LINES = 12
#: Sentences that open under one mark.
MOST_SENTENCES = 4
#: Stories whose claims are drawn; of the others the split is told, and the tables have all.
MATRICES = 40


def drawn_claims(tables: Mapping[str, list[Row]]) -> dict[str, list[str]]:
    """The claims that are drawn, by story: ask the warehouse for MOST_SENTENCES of their evidence."""
    return {
        s["story_id"]: [cells[0]["claim_id"] for cells in s["ranked"][:MATRIX_LINES]]
        for s in _ranked(tables)[:MATRICES]
    }


def report_page(
    day: date,
    tables: Mapping[str, list[Row]],
    names: Mapping[str, str] | None = None,
    evidence: Mapping[str, list[Row]] | None = None,
) -> str:
    """One page of a day's tables (rows by table name).

    `names` are the outlets' names by id; `evidence` the rows of warehouse.pages.story_evidence by story, without
    which a mark opens the span alone.
    """
    names, evidence = names or {}, evidence or {}
    firsts: dict[str, list[Row]] = defaultdict(list)
    for r in tables.get("first_reports", []):
        firsts[r["story_id"]].append(r)
    stories = [
        _drawn(s, names, evidence.get(s["story_id"], []), firsts[s["story_id"]], n < MATRICES)
        for n, s in enumerate(_ranked(tables))
    ]
    return fragment("report.html.j2", day=day, stories=stories, tables=tables, names=names)


def _ranked(tables: Mapping[str, list[Row]]) -> list[Row]:
    """Stories of several outlets with their claims, the widest split first."""
    cells: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in tables.get("claims", []):
        cells[row["story_id"]][row["claim_id"]].append(row)
    shared = [
        {**s, "ranked": rank_claims(cells[s["story_id"]])}
        for s in tables.get("stories", [])
        if s["outlets"] > 1
    ]
    shared.sort(key=lambda s: (_width(s), -(s["contested_claims"] or 0), -s["outlets"], s["story_id"]))
    return shared


def _width(story: Row) -> tuple[int, ...]:
    return width_of(story["ranked"][0])[:3] if story["ranked"] else (1,)


def _drawn(story: Row, names: Mapping[str, str], evidence: list[Row], firsts: list[Row], matrix: bool) -> Row:
    ranked = story["ranked"]
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for e in evidence:
        found[e["claim_id"], e["outlet_id"]].append(e)
    shown = ranked[:MATRIX_LINES] if matrix else []
    lines = [
        {
            "label": cells[0]["label"],
            "cells": {c["outlet_id"]: {**c, "found": found[c["claim_id"], c["outlet_id"]]} for c in cells},
        }
        for cells in shown
    ]
    return {
        **story,
        "split": _split(ranked[0], names) if ranked else None,
        "first": _first(firsts, names),
        "matrix": lines,
        "outlet_ids": columns_of(shown, names),
        "more": len(ranked) - len(shown) if matrix else 0,
    }


def _split(cells: list[Row], names: Mapping[str, str]) -> Row | None:
    sides = []
    for status in (*CARRIED, "omitted"):
        who = sorted(names.get(c["outlet_id"], c["outlet_id"]) for c in cells if c["status"] == status)
        if who:
            sides.append({"status": status, "names": who})
    return {"label": cells[0]["label"], "sides": sides} if len(sides) > 1 else None


def _first(found: list[Row], names: Mapping[str, str]) -> str:
    if not found:
        return "first report unknown"
    latest = min(r["latest"] for r in found)
    first = [names.get(r["outlet_id"], r["outlet_id"])[:60] for r in found if r["verdict"] == "first"]
    if first:
        return f"first: {', '.join(sorted(first))}, by {clock(latest)} UTC"
    return f"first report undetermined, there by {clock(latest)} UTC"
