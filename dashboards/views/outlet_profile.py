"""One outlet day by day, with its health beside it, and whose words it steps back from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dashboards import plots
from dashboards.page import Page, told_apart
from dashboards.published import Edition, ask
from dashboards.views.health import calendar_field

Row = dict[str, Any]
#: What is drawn of an outlet: key in the address, title, field of the value, and of its interval.
MEASURES = (
    ("coverage", "stories it covers, of those that two outlets cover", "coverage_rate", "coverage"),
    ("voices", "different voices among its attributions", "voices_share", "voices"),
    ("distanced", "attributions it distances itself from", "distanced_share", "distanced"),
    ("omitted", "observed claims it leaves out", "omitted_share", "omitted"),
)
MOST_SENTENCES = 10


def profile(page: Page, of: Edition, first: date, last: date, outlet: str, names: dict[str, str]) -> None:
    """Draws one outlet's measures and health from `first` to `last`, and its distancing."""
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
            href=lambda r, key=key: page.link(anchor="open", outlet=outlet, open=f"{key}~{r['day']}"),  # type: ignore[misc]
        )
        for key, title, value, bounds in MEASURES
    ]
    page.draw("multiples.html.j2", found=drawn)
    by_day = {r["day"]: r for r in found}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    line = {"name": "health", "days": [calendar_field(page, d, by_day.get(d)) for d in days]}
    page.draw("calendar.html.j2", days=days, lines=[line])
    opened(page, of, found, outlet, names)
    bad = [r for r in reversed(found) if not r["healthy"] or r["suspect"]]
    if bad:
        page.say(
            f"Health: {len(bad)} of {len(found)} days observed badly (hatched): nothing may be read from them."
        )
        shown = [
            {"day": f"{r['day']}", "articles": f"{r['articles']}", "reason": r["reason"] or "suspect"}
            for r in bad[:10]
        ]
        columns = (("day", "day"), ("articles", "articles"), ("reason", "what was wrong"))
        page.draw("table.html.j2", caption="days observed badly", columns=columns, rows=shown)
    else:
        page.say(f"Health: observed well on all {len(found)} days.")
    page.csv(found, f"outlet-{last}")
    distancing(page, of, first, last, outlet, names)


def opened(page: Page, of: Edition, found: list[Row], outlet: str, names: dict[str, str]) -> None:
    """What stands behind the dot that the address opens, when it is one of this outlet's."""
    key, _, asked = page.asked.get("open", "").partition("~")
    mark = next((r for r in found if f"{r['day']}" == asked), None)
    if mark is None or key not in {m[0] for m in MEASURES}:
        return
    day, name = mark["day"], names.get(outlet, outlet)

    def href(r: Row) -> str:
        return page.link("story", day=f"{day}", story=r["story_id"])

    if key in ("coverage", "voices"):
        stories = ask(of, "outlet_stories", day, (outlet,), 25)
        shown = [{**s, "href": href(s)} for s in stories if key == "coverage" or s["articles_a"]]
        page.draw("stories_of.html.j2", title=f"Stories of {name}, {day}", stories=shown)
    elif key == "omitted":
        claims = [
            {**c, "href": href(c), "carriers": ", ".join(names.get(o, o) for o in c["carried_by"])}
            for c in ask(of, "left_out", day, outlet, 12)
        ]
        page.draw("left_out.html.j2", title=f"Left out by {name}, {day}", claims=claims)
    else:
        quotes = ask(of, "distanced_quotes", outlet, day, day, None, None, MOST_SENTENCES)
        title = f"Words that {name} steps back from, {day}: {mark['distanced']} of {mark['attributions']}"
        page.draw("opened.html.j2", title=title, found=quotes, total=mark["distanced"], names=names)


def distancing(page: Page, of: Edition, first: date, last: date, outlet: str, names: dict[str, str]) -> None:
    """Whose words the outlet steps back from, voice by voice and state by state."""
    stances = ask(of, "distancing", outlet, first, last, 10)
    if not stances:
        return
    page.section(
        "Whose words it steps back from",
        f"{names.get(outlet, outlet)[:80]}: share of each voice's attributions that it distances. Where two bars do not "
        "meet, it treats them differently. Open a mark for the words.",
        "distancing",
    )
    by, _, key = page.asked.get("open", "").partition("~")
    mark = next((r for r in stances if r["grouped_by"] == by and r["key"] == key), None)
    if mark is not None:
        quotes = ask(of, "distanced_quotes", outlet, first, last, by, key, MOST_SENTENCES)
        title = (
            f"Words of {mark['name']} that it steps back from: {mark['distanced']} of {mark['attributions']}"
        )
        page.draw("opened.html.j2", title=title, found=quotes, total=mark["distanced"], names=names)
    end = plots.nice_top(max(r["high"] for r in stances))
    called = told_apart({r["key"]: r["name"] for r in stances if r["grouped_by"] == "voice"})
    panels = []
    for by, title in (("state", "voices that speak for a state"), ("voice", "voices")):
        lines = [
            {
                **r,
                "line": f"{called.get(r['key'], r['name'])} (of {r['attributions']})",
                "shape": "dot" if r["distanced"] else "ring",
                "href": page.link(anchor="open", outlet=outlet, open=f"{by}~{r['key']}")
                if r["distanced"]
                else "",
            }
            for r in stances
            if r["grouped_by"] == by
        ]
        if lines:
            panels.append(plots.share_panel(title, lines, "line", top=end))
    page.draw("panels.html.j2", found=panels, names=names, wide=len(panels) == 1)
    page.csv(stances, "distancing")
