"""Voices over weeks: whose words the outlets carry, as small multiples with intervals."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboards import frame, plots
from dashboards.published import ask

Row = dict[str, Any]
WEEKS = ["1", "2", "4", "8", "12"]
MOST = ["6", "12", "24"]

HOW = """For each voice and outlet: its part of all attributions of the outlet on each day, with the 95 % Wilson interval.
Voices that at least two outlets quote come first, then the most quoted. Anonymous and unresolved voices are not drawn;
they stay in the totals. A bar that reaches far means few attributions that day, not a change."""


def show() -> None:
    """Draws the page."""
    of, known = frame.newest()
    frame.open_page(
        "Voices", "Whose words each outlet carries, day by day: one row a voice, one field an outlet."
    )
    names = frame.outlet_names(of)
    left, middle, right = st.columns(3)
    with left:
        day = frame.pick_day(known, "Up to")
    with middle:
        weeks = int(frame.choose("Weeks", "weeks", WEEKS, "4") or 4)
    with right:
        most = int(frame.choose("Voices", "most", MOST) or 6)
    frame.age(of)
    first = max(known[0], day - timedelta(weeks=weeks) + timedelta(days=1))
    found = ask(of, "voices_over_days", first, day, most)
    if not found:
        frame.notice("Nobody is quoted by name in these weeks.", "Take more weeks or a later day.")
    by_voice: dict[str, list[Row]] = defaultdict(list)
    for r in found:
        by_voice[r["voice"]].append(r)
    for of_voice in by_voice.values():
        by_outlet: dict[str, list[Row]] = defaultdict(list)
        for r in of_voice:
            by_outlet[r["outlet_id"]].append(r)
        quotes = sum(r["quotes"] for r in of_voice)
        frame.section(of_voice[0]["name"], f"{quotes} attributions in {len(by_outlet)} outlets")
        busiest = sorted(by_outlet, key=lambda o: (-sum(r["quotes"] for r in by_outlet[o]), o))[:8]
        end = plots.nice_top(max(r["high"] for o in busiest for r in by_outlet[o] if r["quotes"]))
        drawn = [plots.series(names.get(o, o), by_outlet[o], first, day, top=end) for o in sorted(busiest)]
        frame.draw("multiples.html.j2", found=drawn)
    frame.csv_button(found, f"voices-{first}-{day}")
    frame.how(HOW)
