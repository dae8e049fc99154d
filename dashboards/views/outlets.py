"""Outlets: how far pairs part, and one outlet over time beside its health."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboards import charts, frame
from dashboards.published import rows, rows_between

Row = dict[str, Any]
WINDOW_DAYS = 42

HOW = """Each test compares two outlets on one aspect of one level (selection: which stories; coverage: how much;
statement: what is said inside shared stories). Excess is the observed value minus its mean under shuffled labels,
where whole origins are shuffled, so that reprints do not count as agreement. Its interval is a bootstrap over
origins; q is the p-value after Benjamini-Hochberg over the day. Figures in grey: the interval holds 0. A dot: not
tested, too few independent articles."""


def show() -> None:
    """Draws the page."""
    of = frame.newest()
    day = frame.pick_day(of)
    st.title("Where outlets part")
    tests = [r for r in rows(of, "divergence", day) if r["story_id"] is None]
    aspects = sorted({f"{r['level']}: {r['aspect']}" for r in tests})
    chosen = frame.pick("Level and aspect", "aspect", aspects)
    if chosen is None:
        st.info("No pair of outlets shared a story on this day.")
    else:
        level, aspect = chosen.split(": ")
        drawn = [
            {**_plain(r), "clear": r["low"] is not None and not r["low"] <= 0 <= r["high"]}
            for r in tests
            if r["level"] == level and r["aspect"] == aspect
        ]
        st.altair_chart(charts.heatmap(drawn, f"{level}, {aspect}"))
        frame.csv_button(drawn, f"divergence-{day}-{aspect}")
    outlet = frame.pick("Outlet", "outlet", sorted({r["outlet_id"] for r in rows(of, "coverage", day)}))
    if outlet:
        st.subheader(f"{outlet} over time")
        profile(of, day, outlet)
    frame.how(HOW)


def profile(of: Any, day: Any, outlet: str) -> None:
    """Coverage rate, distancing and omissions of one outlet, with its health beside them."""
    first = day - timedelta(days=WINDOW_DAYS)
    coverage = [r for r in rows_between(of, "coverage", first, day) if r["outlet_id"] == outlet]
    health = [r for r in rows_between(of, "health", first, day) if r["outlet_id"] == outlet]
    left, right = st.columns(2)
    rate = [_plain(r) for r in coverage if r["coverage_rate"] is not None]
    with left:
        if rate:
            st.altair_chart(charts.over_days(rate, "coverage_rate", "outlet_id", "share of shared stories"))
        distanced: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for r in rows_between(of, "voices", first, day):
            if r["outlet_id"] == outlet:
                distanced[r["day"]][0] += r["distanced"]
                distanced[r["day"]][1] += r["quotes"]
        drawn = [
            {"day": f"{d}", "outlet_id": outlet, "distanced": n / of_all, "low": None, "high": None}
            for d, (n, of_all) in sorted(distanced.items())
            if of_all
        ]
        if drawn:
            st.altair_chart(charts.over_days(drawn, "distanced", "outlet_id", "attributions it distances"))
    with right:
        st.caption("Health: a broken parser must not look like a change of mind.")
        keep = ("day", "polls_ok", "polls", "articles", "healthy", "suspect", "reason")
        st.dataframe([{k: r[k] for k in keep} for r in reversed(health)], hide_index=True)


def _plain(row: Row) -> Row:
    return {k: (f"{v}" if k == "day" else v) for k, v in row.items()}
