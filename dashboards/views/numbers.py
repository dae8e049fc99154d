"""Numbers over weeks: where outlets give different values for the same thing."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboards import frame, plots
from dashboards.published import ask
from dashboards.views.voices import WEEKS

Row = dict[str, Any]
MOST = 24

HOW = """A number is read as an interval by its wording: "at least 40" has no upper end, "about 40" has a margin, "40" is
exact. Two outlets' numbers for the same referent in the same story cannot both be true when their intervals do not
meet. A bar with an arrow is open on that side. Nothing here says which number is right; numbers of a running story also
part because one was told later. A referent is drawn when two outlets give different numbers for it."""


def show() -> None:
    """Draws the page."""
    of, known = frame.newest()
    frame.open_page(
        "Numbers",
        "What outlets give for the same thing where they differ. Those that cannot both be true stand first, "
        "with a diamond.",
    )
    names = frame.outlet_names(of)
    left, right = st.columns(2)
    with left:
        day = frame.pick_day(known, "Up to")
    with right:
        weeks = int(frame.choose("Weeks", "weeks", WEEKS, "4") or 4)
    frame.age(of)
    first = max(known[0], day - timedelta(weeks=weeks) + timedelta(days=1))
    found = ask(of, "numbers_apart", first, day, MOST)
    if not found:
        frame.notice(
            f"From {first} to {day} no two outlets gave different numbers for the same thing.",
            "Take more weeks or a later day.",
        )
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for r in found:
        groups[r["day"], r["story_id"], r["story"], r["referent"]].append(r)
    for (on, story_id, story, referent), group in groups.items():
        lines = [{**r, "outlet_id": names.get(r["outlet_id"], r["outlet_id"])} for r in group]
        unit = group[0]["unit"]
        frame.draw(
            "number.html.j2",
            href=frame.address("story", day=f"{on}", story=story_id),
            story=story,
            on=f"{on}",
            found=[plots.number_panel(f"{referent} ({unit})" if unit else referent, lines)],
        )
    frame.csv_button(found, f"numbers-{first}-{day}")
    frame.how(HOW)
