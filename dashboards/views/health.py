"""Health: how each outlet was observed, so that nothing broken is read as a choice."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from dashboards import charts, frame
from dashboards.published import rows, rows_between

HOW = """An outlet is healthy on a day when its feeds answered, most of its pages could be read and the fields it
usually fills are filled. Only then do silence and omission count as its own choice. Suspect outlets are held back
from comparison."""


def show() -> None:
    """Draws the page."""
    of = frame.newest()
    day = frame.pick_day(of)
    st.title("How well the outlets were observed")
    today = rows(of, "health", day)
    good = sum(r["healthy"] for r in today)
    a, b, c = st.columns(3)
    a.metric("healthy outlets", f"{good} of {len(today)}")
    b.metric("articles", sum(r["articles"] for r in today))
    c.metric("failed or refused pages", sum(r["failed"] + r["refused"] for r in today))
    st.dataframe(sorted(today, key=lambda r: (r["healthy"], r["outlet_id"])), hide_index=True)
    frame.csv_button(today, f"health-{day}")
    st.subheader("Articles a day")
    weeks = rows_between(of, "health", day - timedelta(days=28), day)
    drawn = [
        {
            "day": f"{r['day']}",
            "outlet_id": r["outlet_id"],
            "articles": r["articles"],
            "low": None,
            "high": None,
        }
        for r in weeks
    ]
    st.altair_chart(charts.over_days(drawn, "articles", "outlet_id", "articles", percent=False))
    frame.how(HOW)
