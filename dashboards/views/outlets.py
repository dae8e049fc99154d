"""Outlets: how far pairs part, and one outlet over time beside its health."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from dashboards import plots
from dashboards.page import Page, outlet_names, short
from dashboards.published import Edition, ask, rows
from dashboards.static import counted
from dashboards.views.outlet_profile import profile

Row = dict[str, Any]
WINDOW_DAYS = 42
#: Outlets in the square; those in most tests first.
MOST_OUTLETS = 14
#: Pairs drawn beside it with their intervals.
MOST_PAIRS = 14
LEVELS = {
    "selection": "selection: which stories",
    "coverage": "coverage: how much",
    "statement": "statement: what is said inside shared stories",
}

HOW = """Each test compares two outlets on one aspect of one level: selection (which stories), coverage (how much),
statement (what is said inside shared stories). The figure is the excess: the observed divergence minus its mean under
shuffled labels. What is shuffled fits the question: which outlet took which story, with as many stories for each
outlet and as many outlets for each story as there were; for coverage the labels of all outlets of a story, after each
outlet's usual amount is taken off; for claims and voices the labels of all origins of a story; for names and terms
the two outlets inside each shared story. Reprints of one text are one origin and stay together, so they do not count
as agreement. The 95 % interval holds 0 in 95 of 100 relabellings where nothing parts the two, and away from 0 is as
wide as a bootstrap over stories makes it; q is the p-value after Benjamini-Hochberg over all tests of the day.
Framed: q at most 0.05 and an interval without 0. Hatched: the pair could part like this by chance. A dot: not tested,
with the reason under the square (too few shared stories, too few different outcomes). The three levels are never
added up. One outlet over time: coverage rate is its part of the stories that at least two outlets cover; voices are
the different voices it quotes among its attributions; distanced is its part of attributions from which it steps back;
omitted is its part of observed claims that it leaves out. Intervals are 95 % Wilson. Hatched days were observed
badly: nothing may be read from them. Whose words it distances: the ten most quoted voices, and states by the voices
that speak for them, with at least three attributions; where two intervals do not meet, the outlet treats them
differently. Anonymous voices are left out."""


def show(page: Page) -> None:
    """Draws the page."""
    of, known = page.open()
    names = outlet_names(of)
    day = page.pick_day(known)
    tests = [r for r in rows(of, "divergence", day) if r["story_id"] is None]
    aspects: dict[str, list[str]] = defaultdict(list)
    for r in tests:
        if r["aspect"] not in aspects[r["level"]]:
            aspects[r["level"]].append(r["aspect"])
    level = page.choose(
        "Level", "level", [x for x in LEVELS if x in aspects], "statement", LEVELS.__getitem__
    )
    aspect = page.choose("Aspect", "aspect", sorted(aspects[level]) if level else [])
    coverage = rows(of, "coverage", day)
    listed = sorted({r["outlet_id"] for r in coverage}, key=lambda o: (names.get(o, o), o))
    busiest = max(coverage, key=lambda r: (r["shared_stories"], r["outlet_id"]), default=None)
    outlet = page.choose(
        "Outlet", "outlet", listed, busiest["outlet_id"] if busiest else None, show=lambda o: names.get(o, o)
    )
    chosen = [r for r in tests if r["level"] == level and r["aspect"] == aspect]
    page.head("Which outlets part, and how far", lead(chosen, aspect, day, names))
    page.form("day", "level", "aspect")
    page.age(of)
    if aspect is None:
        page.notice("No pair of outlets shared a story on this day.", "Pick another day.")
    else:
        pairs(page, of, day, chosen, aspect, names)
    page.section(
        "One outlet over time",
        "Its health stands beside it: a broken parser must not look like a change of mind.",
        "profile",
    )
    page.form("outlet")
    if outlet:
        profile(page, of, max(known[0], day - timedelta(days=WINDOW_DAYS)), day, outlet, names)
    page.how(HOW)


def lead(tests: list[Row], aspect: str | None, day: date, names: dict[str, str]) -> str:
    """What the square of pairs comes to, in words."""
    if aspect is None:
        return "Pairs of outlets on three levels, never added up to one score; then one outlet over time."
    clear = sorted((r for r in tests if plots.is_clear(r)), key=lambda r: -r["excess"])
    tested = sum(r["excess"] is not None for r in tests)
    if not tested:
        return f"{day:%-d %B %Y}, {aspect}: none of {counted(len(tests), 'pair')} could be tested; too little was observed."
    said = f"{day:%-d %B %Y}, {aspect}: of {counted(len(tests), 'pair')} {tested} could be tested; "
    if not clear:
        return said + "none parts further than chance would make it part."
    first = clear[0]
    a, b = (short(names, first[k]) for k in ("outlet_a", "outlet_b"))
    if len(clear) == 1:
        return said + f"{a} and {b} part otherwise than by chance ({first['excess']:+.2f})."
    return said + f"{len(clear)} part otherwise than by chance, {a} and {b} most ({first['excess']:+.2f})."


def pairs(page: Page, of: Edition, day: date, tests: list[Row], aspect: str, names: dict[str, str]) -> None:
    """The square of pairs, and what stands behind the one that the address opens."""
    weight: Counter[str] = Counter()
    for r in tests:
        for outlet in (r["outlet_a"], r["outlet_b"]):
            weight[outlet] += 1 if r["excess"] is None else 100
    outlets = sorted(weight, key=lambda o: (-weight[o], o))[:MOST_OUTLETS]
    outlets.sort(key=lambda o: (names.get(o, o), o))
    a, _, b = page.asked.get("open", "").partition("~")
    mark = next((r for r in tests if {r["outlet_a"], r["outlet_b"]} == {a, b}), None)
    squares = plots.heatmap(tests, outlets)
    page.section(f"Pairs by {aspect}", "Open a cell for what lies behind it.", "pairs")
    page.draw(
        "heatmap.html.j2",
        outlets=outlets,
        squares=squares,
        names={o: names.get(o, o) for o in outlets},
        opened=(a, b) if mark else None,
        panel=ranked(page, tests, names),
    )
    if mark is not None:
        pair(page, of, day, mark, names)
    reasons = Counter(r["reason"] for r in tests if r["excess"] is None)
    for reason, pairs_of in reasons.most_common(8):
        page.say(f"{pairs_of} not tested: {reason}")
    if len(weight) > len(outlets):
        page.say(f"The {len(outlets)} outlets with most tests of {len(weight)}; the SQL page has all.")
    drawn = [r for r in tests if r["outlet_a"] in outlets and r["outlet_b"] in outlets]
    page.csv(drawn, f"divergence-{day}-{aspect}")


def ranked(page: Page, tests: list[Row], names: dict[str, str]) -> list[plots.Panel]:
    """The pairs that part most, and those least, with their intervals; none when no pair was tested."""
    tested = [r for r in tests if r["excess"] is not None and r["low"] is not None]
    tested.sort(key=lambda r: (not plots.is_clear(r), -r["excess"], r["outlet_a"], r["outlet_b"]))
    shown = tested if len(tested) <= MOST_PAIRS else tested[: MOST_PAIRS - 3] + tested[-3:]
    lines = [
        {
            **r,
            "line": f"{short(names, r['outlet_a'], 30)} / {short(names, r['outlet_b'], 30)}",
            "href": page.link(anchor="open", open=f"{r['outlet_a']}~{r['outlet_b']}"),
            "sure": plots.is_clear(r),
        }
        for r in shown
    ]
    title = "pairs, with 95 % intervals" if len(shown) == len(tested) else "pairs that part most, and least"
    return [plots.difference_panel(title, lines, "line", "excess", digits=2)] if lines else []


def pair(page: Page, of: Edition, day: date, mark: Row, names: dict[str, str]) -> None:
    """What stands behind one cell: claims on different sides, or stories and how much of them."""
    a, b = mark["outlet_a"], mark["outlet_b"]
    claims = None
    stories: list[Row] = []

    def href(r: Row) -> str:
        return page.link("story", day=f"{day}", story=r["story_id"])

    if mark["level"] == "statement":
        claims = [{**c, "href": href(c)} for c in ask(of, "parted_claims", day, a, b, 12)]
    else:
        stories = [{**s, "href": href(s)} for s in ask(of, "outlet_stories", day, (a, b), 15)]
    square = plots.heatmap([mark], [a, b])[a, b]
    page.draw(
        "pair.html.j2",
        a=names.get(a, a),
        b=names.get(b, b),
        words=f"{square.words} {square.title}; {mark['articles_a']} and {mark['articles_b']} articles",
        claims=claims,
        stories=stories,
    )
