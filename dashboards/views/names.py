"""Names & words over weeks: what outlets call the same thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboards import frame, plots
from dashboards.published import Edition, ask, rows
from dashboards.views.voices import WEEKS

Row = dict[str, Any]
#: A word counts as marking on this page when its share of false finds is at most this.
Q_VALUE = 0.05
MOST_WORDS = 24

HOW = """Name shares are uses of a variant among all uses of its concept by one outlet on one day, in its own voice
(quotations left out), with 95 % Wilson intervals. Only concepts that were named in more than one way are listed. Marking
words are tested inside each story against the other outlets (log-odds with an informative prior, Monroe et al. 2008);
those of the chosen day with the smallest q are drawn, a ring where the 95 % interval holds zero."""


def show() -> None:
    """Draws the page."""
    of, known = frame.newest()
    frame.open_page("Names & words", "What outlets call the same thing, and the words that set them apart.")
    names = frame.outlet_names(of)
    left, middle, right = st.columns(3)
    with left:
        day = frame.pick_day(known, "Up to")
    with middle:
        weeks = int(frame.choose("Weeks", "weeks", WEEKS, "4") or 4)
    first = max(known[0], day - timedelta(weeks=weeks) + timedelta(days=1))
    concepts = ask(of, "concepts_named_differently", first, day)
    with right:
        concept = frame.choose("Concept", "concept", concepts)
    frame.age(of)
    if concept is None:
        frame.notice("No concept was named in two ways in these weeks.", "Take more weeks or a later day.")
    else:
        variants(of, first, day, concept, names)
    marking(of, day, names)
    frame.how(HOW)


def variants(of: Edition, first: date, last: date, concept: str, names: dict[str, str]) -> None:
    """One row of small multiples for each variant, one field an outlet."""
    found = ask(of, "names_over_days", first, last, concept)
    by_variant: dict[str, list[Row]] = defaultdict(list)
    for r in found:
        by_variant[r["variant"]].append(r)
    weight: Counter[str] = Counter()
    for r in found:
        weight[r["outlet_id"]] += r["uses"]
    outlets = sorted(sorted(weight, key=lambda o: (-weight[o], o))[:12])
    order = sorted(by_variant, key=lambda v: (-sum(r["uses"] for r in by_variant[v]), v))[:8]
    for variant in order:
        uses = sum(r["uses"] for r in by_variant[variant])
        frame.section(
            f"“{variant}”", f"{uses} uses; share of all names for {concept} in each outlet's own words"
        )
        by_outlet: dict[str, list[Row]] = defaultdict(list)
        for r in by_variant[variant]:
            by_outlet[r["outlet_id"]].append(r)
        drawn = [plots.series(names.get(o, o), by_outlet[o], first, last) for o in outlets]
        frame.draw("multiples.html.j2", found=drawn)
    frame.csv_button(
        [r for v in order for r in by_variant[v] if r["outlet_id"] in outlets], f"names-{first}-{last}"
    )


def marking(of: Edition, day: date, names: dict[str, str]) -> None:
    """The day's clearest marking words by outlet."""
    frame.section(f"Marking words of {day}", "Used more by one outlet than by the others in the same story.")
    tested = [r for r in rows(of, "words", day) if r["z"] and r["log_odds"] is not None and r["log_odds"] > 0]
    clearest = sorted(tested, key=lambda r: (r["q_value"], -r["z"], r["term"]))[:MOST_WORDS]
    if not clearest:
        frame.notice("No word could be tested on this day.", "Stories need several articles by each outlet.")
        return
    sure = sum(r["q_value"] <= Q_VALUE for r in clearest)
    frame.say(
        f"{sure} of the {len(clearest)} drawn hold after correction for many tests (q at most {Q_VALUE})."
        if sure
        else f"None of the {len(tested)} words tested holds after correction for many tests; the clearest are drawn."
    )
    by_outlet: dict[str, list[Row]] = defaultdict(list)
    for r in clearest:
        half = 1.96 * abs(r["log_odds"] / r["z"])
        line = f"{r['term']} ×{r['count']}"
        by_outlet[r["outlet_id"]].append(
            {**r, "line": line, "low": r["log_odds"] - half, "high": r["log_odds"] + half}
        )
    frame.draw(
        "panels.html.j2",
        found=[
            plots.difference_panel(names.get(o, o), group, "line", "log_odds")
            for o, group in sorted(by_outlet.items())
        ],
        wide=False,
    )
    frame.csv_button([r for group in by_outlet.values() for r in group], f"words-{day}")
