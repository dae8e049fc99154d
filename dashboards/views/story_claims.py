"""The claims x outlets matrix of a story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboards.page import Page
from dashboards.published import Edition, ask, rows
from dashboards.static import counted

Row = dict[str, Any]
CARRIED = ("asserted", "endorsed", "attributed", "distanced", "denied", "contradicted")
#: How far a status vouches for a claim; the widest span between two outlets stands first.
COMMITMENT = {"asserted": 3, "endorsed": 3, "attributed": 2, "distanced": 1, "denied": 1, "contradicted": 0}
#: Claims drawn at once; the rest is a click away.
MOST_CLAIMS = 12
#: Outlets that get a column; those with most evidence first.
MOST_OUTLETS = 14
#: Sentences that open under one mark.
MOST_SENTENCES = 4


def matrix(
    page: Page, of: Edition, day: date, story_id: str, cells: list[Row], names: dict[str, str]
) -> None:
    """Claims x outlets; opening a cell shows its sentences."""
    page.section(
        "Who says what",
        "One row a claim, one mark an outlet; those on which outlets part most stand first. Open a mark for the sentences.",
        "claims",
    )
    by_claim: dict[str, list[Row]] = defaultdict(list)
    for cell in cells:
        by_claim[cell["claim_id"]].append(cell)
    ranked = rank_claims(by_claim)
    if not ranked:
        page.notice(
            "No claim is carried by two outlets.",
            f"{counted(len(by_claim), 'claim stands', 'claims stand')} in one outlet only.",
        )
        return
    outlets = columns_of(ranked, names)
    shown = ranked if page.wants("all-claims") else ranked[:MOST_CLAIMS]
    evidence: dict[tuple[str, str], list[Row]] = defaultdict(list)
    shown_ids = [claim[0]["claim_id"] for claim in shown]
    for e in ask(of, "story_evidence", day, story_id, shown_ids, outlets, MOST_SENTENCES):
        evidence[e["claim_id"], e["outlet_id"]].append(e)
    nearest = {
        (r["claim_id"], r["outlet_id"]): r["nearest_sentence"] for r in rows(of, "omissions", day, story_id)
    }
    lines = [
        {
            "label": claim[0]["label"],
            "cells": {
                c["outlet_id"]: c
                | {
                    "found": evidence[c["claim_id"], c["outlet_id"]],
                    "nearest": nearest.get((c["claim_id"], c["outlet_id"])),
                }
                for c in claim
            },
        }
        for claim in shown
    ]
    page.draw(
        "matrix.html.j2",
        lines=lines,
        outlets=[{"outlet_id": o, "name": names.get(o, o)} for o in outlets],
        names=names,
    )
    if len(shown) < len(ranked):
        page.more(f"All {len(ranked)} shared claims", "all-claims")
    drawn = [c for line in lines for o, c in line["cells"].items() if o in outlets]
    page.csv([evidence_row(c) for c in drawn], f"claims-{story_id}")
    carriers = {c["outlet_id"] for claim in ranked for c in claim if c["status"] != "not_observed"}
    if len(carriers) > len(outlets):
        further = counted(len(carriers) - len(outlets), "further outlet carries", "further outlets carry")
        page.say(f"{further} less of it; the SQL page has all.")
    if len(by_claim) > len(ranked):
        further = counted(len(by_claim) - len(ranked), "further claim is", "further claims are")
        page.say(f"{further} carried by one outlet only.")


def rank_claims(by_claim: dict[str, list[Row]]) -> list[list[Row]]:
    """Claims that two outlets carry, those on which they stand furthest apart first."""
    shared = [claim for claim in by_claim.values() if sum(c["status"] in CARRIED for c in claim) >= 2]
    return sorted(shared, key=lambda claim: (*width_of(claim), claim[0]["claim_id"]))


def width_of(claim: list[Row]) -> tuple[int, int, int, int]:
    """How far a claim parts its outlets, for sorting: span, kinds of status, the smaller side, evidence; negative."""
    carried = [c["status"] for c in claim if c["status"] in CARRIED]
    stepped_back = sum(COMMITMENT[s] < 2 for s in carried)
    smaller_side = min(stepped_back, len(carried) - stepped_back)
    return (-span_of(claim), -len(set(carried)), -smaller_side, -sum(c["evidence"] for c in claim))


def span_of(claim: list[Row]) -> int:
    """How far apart its outlets stand: from 0 (all alike) to 3 (one vouches, one contradicts)."""
    levels = [COMMITMENT[c["status"]] for c in claim if c["status"] in CARRIED]
    return max(levels) - min(levels)


def columns_of(ranked: list[list[Row]], names: Mapping[str, str]) -> list[str]:
    """The outlets that get a column by name; those with most evidence if there are too many."""
    weight: dict[str, int] = defaultdict(int)
    for claim in ranked:
        for c in claim:
            if c["status"] != "not_observed":
                weight[c["outlet_id"]] += 1 + c["evidence"]
    most = sorted(weight, key=lambda o: (-weight[o], o))[:MOST_OUTLETS]
    return sorted(most, key=lambda o: (names.get(o, o), o))


def evidence_row(cell: Row) -> Row:
    """A drawn cell as one line of CSV, with all its sentences."""
    keep = ("day", "story_id", "claim_id", "label", "outlet_id", "status", "evidence", "evidence_origins")
    return {k: cell[k] for k in keep} | {
        "sentences": " | ".join(e["before"] + e["text"] + e["after"] for e in cell["found"]),
        "addresses": sorted({e["url"] for e in cell["found"]}),
        "nearest_sentence": cell["nearest"],
        "reason": cell["reason"],
    }
