"""Today: the day's stories, those that part outlets most first."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import streamlit as st

from dashboards import frame
from dashboards.published import rows
from dashboards.static import fragment

Row = dict[str, Any]
#: More outlets than this that were not observed are counted instead of named.
NAMED_UNSEEN = 4
CARRIED = ("asserted", "endorsed", "attributed", "distanced", "denied", "contradicted")

HOW = """Stories are ordered by how many kinds of status their most contested claim has, then by contested claims, then
by outlets. An outlet is listed as carrying a story when it has an article in it; "reprint" when every article of it
repeats another origin's text; "silent" when it was observed well and has none; "not observed" when it was down or
read badly, which is never counted as a choice. Excess divergence is the mean over tested outlet pairs of the observed
divergence minus its mean under shuffled outlet labels; with too few independent articles there is none."""


def show() -> None:
    """Draws the page."""
    of = frame.newest()
    day = frame.pick_day(of)
    st.title(f"What parted outlets on {day}")
    stories = rows(of, "stories", day)
    coverage = {r["outlet_id"]: r for r in rows(of, "coverage", day)}
    first = {r["story_id"]: r["outlet_id"] for r in rows(of, "first_reports", day) if r["verdict"] == "first"}
    told: dict[str, set[str]] = defaultdict(set)
    for row in rows(of, "first_reports", day):
        told[row["story_id"]].add(row["outlet_id"])
    reprints = {r["version_id"] for r in rows(of, "reprints", day)}
    firsts = {(r["story_id"], r["outlet_id"]): r["version_id"] for r in rows(of, "first_reports", day)}
    splits = sharpest_splits(rows(of, "claims", day))

    left, right, third = st.columns([2, 1, 1])
    words = left.text_input("Search", st.query_params.get("q", ""), placeholder="words of a headline")
    outlet = right.selectbox("Carried by", ["any outlet", *sorted(coverage)])
    least = third.number_input("Outlets at least", 1, 50, 2)
    if words:
        st.query_params["q"] = words
    shown = [
        {
            **s,
            "first": first.get(s["story_id"]),
            "split": splits.get(s["story_id"]),
            "strip": strip(s["story_id"], told, coverage, reprints, firsts),
        }
        for s in stories
        if s["outlets"] >= least
        and words.casefold() in (s["label"] or "").casefold()
        and (outlet == "any outlet" or outlet in told[s["story_id"]])
    ]
    shown.sort(
        key=lambda s: (
            -(s["split"] or {}).get("kinds", 0),
            -s["contested_claims"],
            -s["outlets"],
            s["story_id"],
        )
    )
    if len(stories) > len(shown):
        st.caption(f"{len(shown)} of {len(stories)} stories of the day")
    st.html(fragment("today.html.j2", stories=shown, day=f"{day}"))
    frame.csv_button(stories, f"stories-{day}")
    frame.how(HOW)


def strip(
    story_id: str,
    told: dict[str, set[str]],
    coverage: dict[str, Row],
    reprints: set[str],
    firsts: dict[tuple[str, str], str],
) -> list[tuple[str, dict[str, str]]]:
    """Presence of every outlet in a story: mark, kind for the look, and a note."""
    found = []
    for outlet_id, row in sorted(coverage.items()):
        if outlet_id in told[story_id]:
            copy = firsts.get((story_id, outlet_id)) in reprints
            found.append(
                (
                    outlet_id,
                    {"kind": "carried", "mark": "◑" if copy else "●", "note": "reprint" if copy else ""},
                )
            )
        elif row["healthy"]:
            found.append((outlet_id, {"kind": "silent", "mark": "–", "note": "silent"}))
        else:
            found.append((outlet_id, {"kind": "unseen", "mark": "·", "note": "not observed"}))
    unseen = [item for item in found if item[1]["kind"] == "unseen"]
    if len(unseen) > NAMED_UNSEEN:
        found = [item for item in found if item not in unseen]
        found.append((f"{len(unseen)} outlets", {"kind": "unseen", "mark": "·", "note": "not observed"}))
    return found


def sharpest_splits(claims: list[Row]) -> dict[str, Row]:
    """For each story the claim on which outlets differ most: label, counts by status, number of kinds."""
    by_claim: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in claims:
        by_claim[row["story_id"], row["claim_id"]].append(row)
    best: dict[str, tuple[tuple[int, int, int], Row]] = {}
    for (story_id, _), cells in sorted(by_claim.items()):
        counts = Counter(c["status"] for c in cells if c["status"] != "not_observed")
        carried = sum(counts[s] for s in CARRIED)
        if carried < 2:
            continue
        kinds = len([s for s in CARRIED if counts[s]])
        sharp = sum(counts[s] > 0 for s in ("distanced", "denied", "contradicted"))
        rank = (kinds, sharp, carried)
        ordered = [(s, counts[s]) for s in (*CARRIED, "omitted") if counts[s]]
        if kinds + bool(counts["omitted"]) > 1 and (story_id not in best or rank > best[story_id][0]):
            best[story_id] = (rank, {"label": cells[0]["label"], "counts": ordered, "kinds": kinds})
    return {story_id: split for story_id, (_, split) in best.items()}
