"""Names & words over weeks: what outlets call the same thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboards import plots
from dashboards.page import Page, outlet_names
from dashboards.published import Edition, ask, rows
from dashboards.static import counted
from dashboards.views.voices import WEEKS

Row = dict[str, Any]
#: A word counts as marking when its share of false finds is at most this.
Q_VALUE = 0.05
MOST_WORDS = 24
MOST_OUTLETS = 8
MOST_VARIANTS = 8

HOW = """Name shares are uses of a variant among all uses of its concept by one outlet on one day, in its own voice
(quotations left out), with 95 % Wilson intervals. Only concepts that were named in more than one way are listed. Marking
words are tested inside each story against the other outlets (log-odds with an informative prior, Monroe et al. 2008);
those of the chosen day with the smallest q are drawn, a ring where the 95 % interval holds zero."""


def show(page: Page) -> None:
    """Draws the page."""
    of, known = page.open()
    names = outlet_names(of)
    first, last = page.window(known, WEEKS, "4")
    concepts = ask(of, "concepts_named_differently", first, last)
    concept = page.choose("Concept", "concept", concepts)
    found = [] if concept is None else ask(of, "names_over_days", first, last, concept)
    page.head("What the outlets call it", lead(found, names))
    page.form("concept", "day", "weeks")
    page.age(of)
    if concept is None:
        page.notice("No concept was named in two ways in these weeks.", "Take more weeks or a later day.")
    else:
        variants(page, of, (first, last), found, names)
    marking(page, of, last, names)
    page.how(HOW)


def lead(found: list[Row], names: dict[str, str]) -> str:
    """Which outlets mostly use which name, in one sentence."""
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for r in found:
        uses[r["outlet_id"]][r["variant"]] += r["uses"]
    by_variant: dict[str, list[str]] = defaultdict(list)
    for outlet, used in uses.items():
        (variant, most), total = used.most_common(1)[0], used.total()
        if most > total / 2:
            by_variant[variant].append(names.get(outlet, outlet)[:40])
    parts = [
        f"“{variant[:60]}” mostly in {', '.join(sorted(outlets)[:5])}"
        + (f" and {len(outlets) - 5} more" if len(outlets) > 5 else "")
        for variant, outlets in sorted(by_variant.items(), key=lambda v: (-len(v[1]), v[0]))[:4]
    ]
    return "; ".join(parts) + "." if parts else "What outlets call the same thing, in their own words."


def variants(
    page: Page, of: Edition, days: tuple[date, date], found: list[Row], names: dict[str, str]
) -> None:
    """One row of small multiples for each variant, one field an outlet."""
    first, last = days
    by_variant: dict[str, list[Row]] = defaultdict(list)
    weight: Counter[str] = Counter()
    for r in found:
        by_variant[r["variant"]].append(r)
        weight[r["outlet_id"]] += r["uses"]
    busiest = sorted(weight, key=lambda o: (-weight[o], o))[:MOST_OUTLETS]
    outlets = sorted(busiest, key=lambda o: names.get(o, o))
    order = sorted(by_variant, key=lambda v: (-sum(r["uses"] for r in by_variant[v]), v))[:MOST_VARIANTS]
    page.say(
        "Dot: share among all its names for this on one day. Bar: 95 % interval. Open a dot for its sentences."
    )
    for variant in order:
        by_outlet: dict[str, list[Row]] = defaultdict(list)
        for r in by_variant[variant]:
            by_outlet[r["outlet_id"]].append(r)

        def href(r: Row) -> str:
            mark = f"{r['variant']}~{r['outlet_id']}~{r['day']}"
            return page.link(anchor="open", open=mark) if r["uses"] else ""

        page.draw(
            "row_of_multiples.html.j2",
            title=f"“{variant}”",
            note=f"{counted(sum(r['uses'] for r in by_variant[variant]), 'use')} in the outlets' own words",
            found=[plots.series(names.get(o, o), by_outlet[o], first, last, href=href) for o in outlets],
            opened=opened(page, of, variant, by_outlet, names),
            names=names,
        )
    page.csv([r for v in order for r in by_variant[v] if r["outlet_id"] in outlets], f"names-{first}-{last}")


def opened(
    page: Page, of: Edition, variant: str, by_outlet: dict[str, list[Row]], names: dict[str, str]
) -> Row | None:
    """The sentences behind the mark that the address opens, when it is one of this variant's."""
    asked, _, day = page.asked.get("open", "").rpartition("~")
    of_variant, _, outlet = asked.rpartition("~")
    mark = next((r for r in by_outlet.get(outlet, []) if f"{r['day']}" == day and r["uses"]), None)
    if of_variant != variant or mark is None:
        return None
    return {
        "title": f"“{variant}” in {names.get(outlet, outlet)}, {mark['day']}: {mark['uses']} of "
        f"{mark['concept_uses']} uses, {plots.share_words(mark)}",
        "found": ask(of, "name_uses", mark["day"], outlet, mark["concept"], variant, 12),
        "total": mark["uses"],
    }


def marking(page: Page, of: Edition, day: date, names: dict[str, str]) -> None:
    """The day's clearest marking words by outlet."""
    page.section(
        f"Marking words of {day:%-d %B %Y}", "Used more by one outlet than by the others in the same story."
    )
    tested = [r for r in rows(of, "words", day) if r["z"] and r["log_odds"] is not None and r["log_odds"] > 0]
    clearest = sorted(tested, key=lambda r: (r["q_value"], -r["z"], r["term"]))[:MOST_WORDS]
    if not clearest:
        page.notice("No word could be tested on this day.", "Stories need several articles by each outlet.")
        return
    sure = sum(r["q_value"] <= Q_VALUE for r in clearest)
    page.say(
        f"{sure} of the {len(clearest)} drawn hold after correction for many tests (q at most {Q_VALUE})."
        if sure
        else f"None of the {len(tested)} words tested holds after correction for many tests; the clearest are drawn. "
        "A ring: the interval holds zero. Open a mark for the story."
    )
    by_outlet: dict[str, list[Row]] = defaultdict(list)
    for r in clearest:
        by_outlet[r["outlet_id"]].append(
            word_line(r) | {"href": page.link("story", "words", day=f"{day}", story=r["story_id"])}
        )
    page.draw(
        "panels.html.j2",
        found=word_panels(by_outlet, names),
        names=names,
        wide=False,
    )
    page.csv(clearest, f"words-{day}")


def word_line(r: Row) -> Row:
    """A tested word as a plot draws it: with its 95 % interval."""
    half = 1.96 * abs(r["log_odds"] / r["z"])
    return {
        **r,
        "line": f"{r['term']} ×{r['count']}",
        "low": r["log_odds"] - half,
        "high": r["log_odds"] + half,
    }


def word_panels(by_outlet: Mapping[str, Sequence[Row]], names: dict[str, str]) -> list[plots.Panel]:
    """Word lines of some outlets on one common axis."""
    reach = max(
        (max(abs(r["low"]), abs(r["high"])) for group in by_outlet.values() for r in group), default=1.0
    )
    return [
        plots.difference_panel(names.get(o, o), group, "line", "log_odds", reach=reach)
        for o, group in sorted(by_outlet.items(), key=lambda g: names.get(g[0], g[0]))
    ]
