"""Story: one happening, told by several outlets; the sentence behind every mark."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import streamlit as st

from dashboards import charts, frame
from dashboards.published import Edition, rows
from dashboards.static import fragment, visible

Row = dict[str, Any]
CARRIED = ("asserted", "endorsed", "attributed", "distanced", "denied", "contradicted")

HOW = """A claim is a group of attributed contents and own-voice sentences that say, or deny, the same thing: matched by
shared weighted lemmas, names and numbers, verified pair by pair. A cell shows the outlet's strongest commitment:
asserts (own voice), endorses, attributes, distances (all attributed, by how far the outlet steps back), denial only
(present only as something denied), contradicts (its own voice says the opposite), omits (covered the story with full
text, observed well, and nothing matches), not observed (anything less than that). Shares carry 95 % Wilson
intervals. Times are intervals: from the later of stated publication and the last look without it, to the first
look with it."""


def show() -> None:
    """Draws the page."""
    of = frame.newest()
    day = frame.pick_day(of)
    stories = sorted(
        rows(of, "stories", day), key=lambda s: (-s["outlets"], -s["contested_claims"], s["story_id"])
    )
    if not stories:
        st.info("No story on this day.")
        return
    labels = {s["story_id"]: f"{s['label'][:90]} ({s['outlets']})" for s in stories}
    asked = st.query_params.get("story", "")
    ids = list(labels)
    story_id = st.sidebar.selectbox(
        "Story", ids, index=ids.index(asked) if asked in ids else 0, format_func=lambda i: labels[i]
    )
    st.query_params["story"] = story_id
    story = next(s for s in stories if s["story_id"] == story_id)
    st.title("One story, told differently")
    st.text(visible(story["label"], 400))
    a, b, c, d = st.columns(4)
    a.metric("outlets", story["outlets"])
    b.metric("articles", story["articles"])
    c.metric("independent origins", story["origins"])
    d.metric("excess divergence", "–" if story["divergence"] is None else f"{story['divergence']:+.2f}")
    if story["divergence"] is None:
        st.caption(f"No divergence value: {visible(story['divergence_reason'], 200)}")
    matrix(of, day, story_id)
    times(of, day, story_id)
    voices(of, day, story_id)
    numbers(of, day, story_id)
    words(of, day, story_id)
    copies(of, day, story_id)
    frame.how(HOW)


def matrix(of: Edition, day: Any, story_id: str) -> None:
    """Claims x outlets; opening a cell shows its sentence."""
    st.subheader("Claims")
    cells = rows(of, "claims", day, story_id)
    by_claim: dict[str, list[Row]] = defaultdict(list)
    for cell in cells:
        by_claim[cell["claim_id"]].append(cell)
    ranked = []
    for claim in by_claim.values():
        carried = [c["status"] for c in claim if c["status"] in CARRIED]
        if len(carried) >= 2:
            ranked.append((-len(set(carried)), -len(carried), claim[0]["claim_id"], claim))
    ranked.sort(key=lambda r: r[:3])
    most = 20 if len(ranked) > 20 and not st.toggle(f"All {len(ranked)} shared claims") else len(ranked)
    outlets = sorted({c["outlet_id"] for r in ranked for c in r[3] if c["status"] != "not_observed"})
    lines = [
        {"label": claim[0]["label"], "cells": {c["outlet_id"]: c for c in claim}}
        for *_, claim in ranked[:most]
    ]
    st.html(fragment("matrix.html.j2", lines=lines, outlets=outlets))
    single = len(by_claim) - len(ranked)
    if single:
        st.caption(f"{single} further claims are carried by one outlet only; the CSV holds them.")
    frame.csv_button(cells, f"claims-{story_id}")


def times(of: Edition, day: Any, story_id: str) -> None:
    """Who was first, as intervals."""
    found = rows(of, "first_reports", day, story_id)
    if not found:
        return
    st.subheader("Who was first")
    drawn = [
        {
            "outlet_id": r["outlet_id"],
            "earliest": iso(r["earliest"] or r["latest"]),
            "latest": iso(r["latest"]),
            "verdict": r["verdict"],
        }
        for r in found
    ]
    st.altair_chart(charts.timeline(drawn))


def voices(of: Edition, day: Any, story_id: str) -> None:
    """Whose words fill each outlet's telling."""
    found = [r for r in rows(of, "voices", day, story_id) if r["voice_group"] != "unresolved"]
    if not found:
        return
    st.subheader("Voices")
    ranked: dict[str, int] = defaultdict(int)
    for r in found:
        ranked[r["voice"]] += r["quotes"]
    top = sorted(ranked, key=lambda v: (-ranked[v], v))[:8]
    drawn = [
        {
            "voice": visible(r["name"], 60),
            "outlet": r["outlet_id"],
            "share": r["share"],
            "low": r["low"],
            "high": r["high"],
        }
        for r in found
        if r["voice"] in top
    ]
    st.altair_chart(charts.shares(drawn, "voice", "share", "share of attributions", facet="outlet"))
    frame.csv_button(found, f"voices-{story_id}")


def numbers(of: Edition, day: Any, story_id: str) -> None:
    """Numbers of one thing on one axis."""
    found = rows(of, "numbers", day, story_id)
    groups: dict[str, list[Row]] = defaultdict(list)
    for r in found:
        groups[r["referent"]].append(r)
    conflicting = {k: v for k, v in groups.items() if any(r["conflicts_with"] for r in v)}
    if not conflicting:
        return
    st.subheader("Numbers that cannot both be true")
    for referent, group in sorted(conflicting.items()):
        drawn = [
            {
                "line": f"{r['outlet_id']}: {visible(r['text'], 40)}"
                + (f", says {visible(r['attributed_to'], 40)}" if r["attributed_to"] else ""),
                "from": r["low"] if r["low"] is not None else r["high"],
                "to": r["high"] if r["high"] is not None else r["low"],
                "bound": r["bound"],
                "low": r["low"],
                "high": r["high"],
                "text": visible(r["text"], 60),
            }
            for r in group
        ]
        st.altair_chart(charts.intervals(drawn, visible(referent, 60)))
    frame.csv_button(found, f"numbers-{story_id}")


def words(of: Edition, day: Any, story_id: str) -> None:
    """Words that mark each outlet inside the story."""
    found = rows(of, "words", day, story_id)
    if not found:
        return
    st.subheader("Marking words")
    st.caption(
        "Quotations left out. q is the share of false finds to expect; NULL says why there is no test."
    )
    st.dataframe(
        [
            {
                k: r[k]
                for k in ("outlet_id", "term", "count", "articles", "log_odds", "z", "q_value", "reason")
            }
            for r in sorted(found, key=lambda r: (r["outlet_id"], -(r["z"] or 0), -r["count"]))
        ],
        hide_index=True,
    )


def copies(of: Edition, day: Any, story_id: str) -> None:
    """Reprints and edits of the day."""
    members = {r["version_id"] for r in rows(of, "first_reports", day, story_id)}
    found = [r for r in rows(of, "reprints", day) if r["version_id"] in members]
    if found:
        st.subheader("Reprints")
        keep = (
            "outlet_id",
            "title",
            "origin_outlet_id",
            "agency",
            "containment",
            "inserted_sentences",
            "dropped_sentences",
            "rule",
        )
        st.dataframe([{k: r[k] for k in keep} for r in found], hide_index=True)
    outlets = {r["outlet_id"] for r in rows(of, "first_reports", day, story_id)}
    edits = [r for r in rows(of, "edits", day) if r["outlet_id"] in outlets and r["to_version"] in members]
    if edits:
        st.subheader("Edited after publication")
        st.html(fragment("edits.html.j2", edits=edits))


def iso(at: datetime) -> str:
    """An instant as ISO text for a chart."""
    return at.isoformat()
