"""Voices over weeks: whose words the outlets carry, as small multiples with intervals."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from dashboards import plots
from dashboards.page import Page, outlet_names, told_apart
from dashboards.published import Edition, ask
from dashboards.static import counted

Row = dict[str, Any]
WEEKS = ["1", "2", "4", "8", "12"]
MOST = ["6", "12", "24"]
#: Outlets drawn beside each other, those that quote the voice most first.
MOST_OUTLETS = 8

HOW = """For each voice and outlet: its part of all attributions of the outlet on each day, with the 95 % Wilson interval.
Voices that at least two outlets quote come first, then the most quoted. Anonymous and unresolved voices are not drawn;
they stay in the totals. A bar that reaches far means few attributions that day, not a change. A ring at the bottom: the
outlet attributed, but nothing to this voice. Open a dot for the sentences of that day."""


def show(page: Page) -> None:
    """Draws the page."""
    of, known = page.open()
    names = outlet_names(of)
    first, last = page.window(known, WEEKS, "4")
    most = int(page.choose("Voices", "most", MOST) or 6)
    found = ask(of, "voices_over_days", first, last, most)
    by_voice: dict[str, list[Row]] = defaultdict(list)
    called = told_apart({r["voice"]: r["name"] for r in found})
    for r in found:
        by_voice[r["voice"]].append({**r, "name": called[r["voice"]]})
    page.head("Whose words the outlets carry", lead(by_voice, first, last))
    page.form("day", "weeks", "most")
    page.age(of)
    if not found:
        page.notice("Nobody is quoted by name in these weeks.", "Take more weeks or a later day.")
    else:
        page.say(
            "Dot: share of the outlet's attributions on one day. Bar: 95 % interval. Open a dot for its sentences."
        )
    places = sorted({r["outlet_id"] for r in found}, key=lambda o: names.get(o, o))
    drawn: list[Row] = []
    for of_voice in by_voice.values():
        drawn += one_voice(page, of, (first, last), of_voice, names, places)
    page.csv(drawn, f"voices-{first}-{last}")
    page.how(HOW)


def lead(by_voice: dict[str, list[Row]], first: date, last: date) -> str:
    """What the page comes to, in one sentence."""
    if not by_voice:
        return ""
    top = max(by_voice.values(), key=lambda of_voice: sum(r["quotes"] for r in of_voice))
    quotes = sum(r["quotes"] for r in top)
    outlets = len({r["outlet_id"] for r in top})
    return (
        f"From {first:%-d %B} to {last:%-d %B %Y} {top[0]['name'][:80]} was quoted most: {counted(quotes, 'time')} in "
        f"{counted(outlets, 'outlet')}. One row a voice, one field an outlet."
    )


def one_voice(
    page: Page,
    of: Edition,
    days: tuple[date, date],
    of_voice: list[Row],
    names: dict[str, str],
    places: list[str],
) -> list[Row]:
    """Draws one voice's row; the rows drawn. Few outlets keep their `places` in every row."""
    first, last = days
    voice = of_voice[0]["voice"]
    by_outlet: dict[str, list[Row]] = defaultdict(list)
    for r in of_voice:
        by_outlet[r["outlet_id"]].append(r)
    busiest = sorted(by_outlet, key=lambda o: (-sum(r["quotes"] for r in by_outlet[o]), o))[:MOST_OUTLETS]
    end = plots.nice_top(max(r["high"] for o in busiest for r in by_outlet[o] if r["quotes"]))

    def href(r: Row) -> str:
        mark = f"{voice}~{r['outlet_id']}~{r['day']}"
        return page.link(anchor="open", open=mark) if r["quotes"] else ""

    few = len(places) <= MOST_OUTLETS
    shown = places if few else sorted(busiest, key=lambda o: names.get(o, o))
    page.draw(
        "row_of_multiples.html.j2",
        title=of_voice[0]["name"],
        note=f"{counted(sum(r['quotes'] for r in of_voice), 'attribution')} in {counted(len(by_outlet), 'outlet')}",
        found=[plots.series(names.get(o, o), by_outlet[o], first, last, top=end, href=href) for o in shown],
        opened=opened(page, of, voice, by_outlet, names),
        names=names,
    )
    return [r for o in shown for r in by_outlet[o]]


def opened(
    page: Page, of: Edition, voice: str, by_outlet: dict[str, list[Row]], names: dict[str, str]
) -> Row | None:
    """The sentences behind the mark that the address opens, when it is one of this voice's."""
    asked, _, rest = page.asked.get("open", "").rpartition("~")
    of_voice, _, outlet = asked.rpartition("~")
    mark = next((r for r in by_outlet.get(outlet, []) if f"{r['day']}" == rest and r["quotes"]), None)
    if of_voice != voice or mark is None:
        return None
    return {
        "title": f"{mark['name']} in {names.get(outlet, outlet)}, {mark['day']}: {mark['quotes']} of "
        f"{mark['attributions']} attributions, {plots.share_words(mark)}",
        "found": ask(of, "voice_quotes", mark["day"], outlet, voice, 12),
        "total": mark["quotes"],
    }
