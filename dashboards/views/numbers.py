"""Numbers over weeks: where outlets give different values for the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboards import plots
from dashboards.page import Page, outlet_names
from dashboards.published import Edition, ask
from dashboards.static import counted
from dashboards.views.voices import WEEKS

Row = dict[str, Any]
#: Things measured, drawn at once.
MOST = 24
#: Numbers of one thing drawn.
MOST_LINES = 14
#: Stories whose sentences are fetched with the page; those of the others are a click away.
MOST_STORIES = 12

HOW = """A number is read as an interval by its wording: "at least 40" has no upper end, "about 40" has a margin, "40" is
exact. Two outlets' numbers for the same referent in the same story cannot both be true when their intervals do not
meet. A bar with an arrow is open on that side. Nothing here says which number is right; numbers of a running story also
part because one was told later. A referent is drawn when two outlets give different numbers for it. The same number of
one outlet and voice is drawn once, with how often it is given."""


def show(page: Page) -> None:
    """Draws the page."""
    of, known = page.open()
    names = outlet_names(of)
    first, last = page.window(known, WEEKS, "4")
    found = ask(of, "numbers_apart", first, last, MOST)
    groups: dict[tuple[Any, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for r in found:
        groups[r["day"], r["story_id"], r["story"]][r["referent"]].append(r)
    for by_referent in groups.values():
        by_referent.update({k: chosen(g) for k, g in by_referent.items()})
    things, apart = ask(of, "things_apart", first, last)
    page.head("Where the numbers differ", lead(things, apart, first, last))
    page.form("day", "weeks")
    page.age(of)
    if not found:
        page.notice(
            f"From {first} to {last} no two outlets gave different numbers for the same thing.",
            "Take more weeks or a later day.",
        )
    else:
        page.say(
            "Bar: what the wording allows. Diamond: cannot be true together with another outlet's number. "
            "Arrow: open on that side. Open a mark for its sentence."
        )
    shown = sum(map(len, groups.values()))
    if shown < things:
        page.say(
            f"{shown} of {things} things are drawn, first those of which two numbers cannot both be true, then the "
            "newest; the SQL page has all."
        )
    sentences = evidence(of, list(groups)[:MOST_STORIES])
    for (on, story_id, story), by_referent in groups.items():
        href = page.link("story", "numbers", day=f"{on}", story=story_id)
        page.draw(
            "number.html.j2",
            href=href,
            story=story,
            on=f"{on:%-d %b %Y}",
            found=[number_panel(k, g, sentences, names, href) for k, g in by_referent.items()],
            names=names,
        )
    drawn = [r for by_referent in groups.values() for g in by_referent.values() for r in g]
    page.csv(drawn, f"numbers-{first}-{last}")
    page.how(HOW)


def chosen(group: Sequence[Row]) -> list[Row]:
    """The numbers of one thing that are drawn: of many, those that conflict, then those given most often."""
    same: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for r in group:
        same[r["outlet_id"], r["low"], r["high"], r["bound"], r["attributed_to"]].append(r)
    ranked = sorted(same.values(), key=lambda s: (not any(r["conflicts_with"] for r in s), -len(s)))
    kept = {id(r) for s in ranked[:MOST_LINES] for r in s}
    return [r for r in group if id(r) in kept]


def lead(things: int, apart: int, first: date, last: date) -> str:
    """What the page comes to, in one sentence."""
    if not things:
        return ""
    return (
        f"From {first:%-d %B} to {last:%-d %B %Y} outlets give different numbers for {counted(things, 'thing')}; "
        f"of {apart or 'none'} two cannot both be true. Nothing here says which is right."
    )


def evidence(of: Edition, stories: Sequence[tuple[Any, ...]]) -> dict[tuple[str, str, int], Row]:
    """Sentences by story, version and index of the number."""
    by_day: dict[date, list[str]] = defaultdict(list)
    for on, story_id, *_ in stories:
        by_day[on].append(story_id)
    return {
        (e["story_id"], e["version_id"], e["number"]): e
        for on, story_ids in by_day.items()
        for e in ask(of, "number_sentences", on, story_ids)
    }


def number_panel(
    referent: str,
    group: Sequence[Row],
    sentences: dict[tuple[str, str, int], Row],
    names: dict[str, str],
    href: str,
) -> plots.Panel:
    """The numbers of one thing on one axis, each with its sentence, or with the address of it."""
    lines = []
    for r in group:
        found = sentences.get((r["story_id"], r["version_id"], r["number"]))
        lines.append(
            {
                **r,
                "outlet_id": names.get(r["outlet_id"], r["outlet_id"]),
                "conflicts_with": [names.get(o, o) for o in r["conflicts_with"]],
                "evidence": [found] if found else [],
                "href": href,
            }
        )
    unit = group[0]["unit"]
    measured = unit and unit.casefold() != referent.casefold()
    return plots.number_panel(f"{referent} ({unit})" if measured else referent, lines)
