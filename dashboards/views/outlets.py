"""Outlets: how far pairs part, and one outlet over time beside its health."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboards import frame, plots
from dashboards.published import Edition, ask, rows

Row = dict[str, Any]
WINDOW_DAYS = 42
#: Outlets in the square; those in most tests first.
MOST_OUTLETS = 14
LEVELS = {
    "selection": "selection: which stories",
    "coverage": "coverage: how much",
    "statement": "statement: what is said inside shared stories",
}

HOW = """Each test compares two outlets on one aspect of one level: selection (which stories), coverage (how much),
statement (what is said inside shared stories). The figure is the excess: the observed divergence minus its mean under
shuffled outlets, where whole origins are shuffled, so that reprints do not count as agreement. Its 95 % interval is a
bootstrap over origins; q is the p-value after Benjamini-Hochberg over the day. Framed: q at most 0.05 and an interval
without 0. Hatched: the pair could part like this by chance. A dot: not tested, too few independent articles. The three
levels are never added up. One outlet over time: coverage rate is its part of the stories that at least two outlets
cover; distanced is its part of attributions from which it steps back; omitted is its part of observed claims that it
leaves out. Intervals are 95 % Wilson. Hatched days were observed badly: nothing may be read from them. Whose words it
distances: the ten most quoted voices, and states by the voices that speak for them, with at least three attributions;
where two intervals do not meet, the outlet treats them differently. Anonymous voices are left out."""


def show() -> None:
    """Draws the page."""
    of, known = frame.newest()
    frame.open_page(
        "Where outlets part",
        "Pairs of outlets on three levels, never added up to one score; then one outlet over time.",
    )
    names = frame.outlet_names(of)
    left, middle, right = st.columns([1, 2, 1])
    with left:
        day = frame.pick_day(known)
    tests = [r for r in rows(of, "divergence", day) if r["story_id"] is None]
    aspects: dict[str, list[str]] = defaultdict(list)
    for r in tests:
        if r["aspect"] not in aspects[r["level"]]:
            aspects[r["level"]].append(r["aspect"])
    with middle:
        level = frame.choose(
            "Level", "level", [x for x in LEVELS if x in aspects], "statement", LEVELS.__getitem__
        )
    with right:
        aspect = frame.choose("Aspect", "aspect", sorted(aspects[level]) if level else [])
    frame.age(of)
    frame.section("Pairs")
    if aspect is None:
        frame.notice("No pair of outlets shared a story on this day.", "Pick another day.")
    else:
        pairs(day, [r for r in tests if r["level"] == level and r["aspect"] == aspect], f"{aspect}", names)
    known_outlets = sorted(
        {r["outlet_id"] for r in rows(of, "coverage", day)}, key=lambda o: (names.get(o, o), o)
    )
    busiest = max(
        rows(of, "coverage", day), key=lambda r: (r["shared_stories"], r["outlet_id"]), default=None
    )
    frame.section(
        "One outlet over time",
        "Its health stands beside it: a broken parser must not look like a change of mind.",
    )
    outlet = frame.choose(
        "Outlet",
        "outlet",
        known_outlets,
        busiest["outlet_id"] if busiest else None,
        show=lambda o: names.get(o, o),
    )
    if outlet:
        profile(of, max(known[0], day - timedelta(days=WINDOW_DAYS)), day, outlet, names)
    frame.how(HOW)


def pairs(day: date, tests: list[Row], aspect: str, names: dict[str, str]) -> None:
    """The square of pairs, and in words what it comes to."""
    weight: Counter[str] = Counter()
    for r in tests:
        for outlet in (r["outlet_a"], r["outlet_b"]):
            weight[outlet] += 1 if r["excess"] is None else 100
    outlets = sorted(o for o, _ in sorted(weight.items(), key=lambda w: (-w[1], w[0]))[:MOST_OUTLETS])
    tested = sum(r["excess"] is not None for r in tests)
    clear = sum(plots.is_clear(r) for r in tests)
    verdict = (
        "none parts further than chance would" if not clear else f"{clear} part otherwise than by chance"
    )
    frame.say(f"{len(tests)} pairs, {tested} tested, {verdict}.")
    frame.draw(
        "heatmap.html.j2",
        outlets=outlets,
        squares=plots.heatmap(tests, outlets),
        names={o: names.get(o, o) for o in outlets},
    )
    reasons = Counter(r["reason"] for r in tests if r["excess"] is None)
    for reason, pairs_of in reasons.most_common(8):
        frame.say(f"{pairs_of} not tested: {reason}")
    if len(weight) > len(outlets):
        frame.say(f"The {len(outlets)} outlets with most tests of {len(weight)}; the SQL page has all.")
    drawn = [r for r in tests if r["outlet_a"] in outlets and r["outlet_b"] in outlets]
    frame.csv_button(drawn, f"divergence-{day}-{aspect}")


#: What is drawn of an outlet: title, field of the value, and of its interval.
MEASURES = (
    ("stories it covers, of those two outlets cover", "coverage_rate", "coverage"),
    ("attributions it distances itself from", "distanced_share", "distanced"),
    ("observed claims it leaves out", "omitted_share", "omitted"),
)


def profile(of: Edition, first: date, last: date, outlet: str, names: dict[str, str]) -> None:
    """One outlet day by day, with its health, and whose words it distances."""
    found = ask(of, "outlet_profile", outlet, first, last)
    drawn = [
        plots.series(
            title,
            [r for r in found if r[value] is not None or not r["healthy"]],
            first,
            last,
            value=value,
            low=f"{bounds}_low",
            high=f"{bounds}_high",
            top=plots.nice_top(max((r[f"{bounds}_high"] or 0 for r in found), default=1)),
            sound="healthy",
        )
        for title, value, bounds in MEASURES
    ]
    frame.draw("multiples.html.j2", found=drawn)
    bad = [r for r in reversed(found) if not r["healthy"] or r["suspect"]]
    if bad:
        frame.say(f"Health: {len(bad)} of {len(found)} days observed badly (hatched).")
        shown = [
            {"day": f"{r['day']}", "articles": f"{r['articles']}", "reason": r["reason"] or "suspect"}
            for r in bad[:10]
        ]
        columns = (("day", "day"), ("articles", "articles"), ("reason", "what was wrong"))
        frame.draw("table.html.j2", caption="days observed badly", columns=columns, rows=shown)
    else:
        frame.say(f"Health: observed well on all {len(found)} days.")
    frame.csv_button(found, f"outlet-{last}")
    stances = ask(of, "distancing", outlet, first, last, 10)
    if stances:
        frame.section(
            "Whose words it steps back from",
            f"{names.get(outlet, outlet)[:80]}: share of each voice's attributions that it distances.",
        )
        end = plots.nice_top(max(r["high"] for r in stances))
        panels = []
        for by, title in (("voice", "voices"), ("state", "voices that speak for a state")):
            lines = [
                {**r, "line": f"{r['name']} (of {r['attributions']})"}
                for r in stances
                if r["grouped_by"] == by
            ]
            if lines:
                panels.append(plots.share_panel(title, lines, "line", top=end))
        frame.draw("panels.html.j2", found=panels, wide=False)
        frame.csv_button(stances, "distancing")
