"""Story: one happening, told by several outlets; the sentence behind every mark."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from dashboards.page import Page, outlet_names
from dashboards.published import Edition, ask, rows
from dashboards.static import counted, when
from dashboards.statuses import many
from dashboards.views import story_parts
from dashboards.views.story_claims import CARRIED, matrix

Row = dict[str, Any]
#: Outlets and headlines of one drawn at once.
MOST_CARDS = 16
MOST_HEADLINES = 4
#: Stories offered in the choice of stories.
MOST_STORIES = 150

HOW = """A claim is a group of attributed contents and own-voice sentences that say, or deny, the same thing, matched
by shared weighted lemmas, names and numbers and verified pair by pair. A cell shows the outlet's strongest
commitment: asserts (own voice), endorses, attributes, distances (all attributed, by how far the outlet steps back),
denial only (present only as something denied), contradicts (its own voice says the opposite), omits (it covers the
story with full text, was observed well, and nothing matches), undecided (it was observed, but a sentence comes near,
or the claim says too little by itself to be missed), not observed (anything less than that). Contested are claims
from which an outlet distances itself, or that are denied or contradicted. Claims on which statuses differ most stand
first. Shares carry 95 % Wilson intervals. Times are intervals: from the later of the stated publication and the last
look without it to the first look with it; where intervals overlap, who was first is undetermined. Marking words are
tested by log-odds with an informative prior (Monroe et al. 2008), quotations left out; a ring means that the 95 %
interval holds zero. Numbers are read as intervals by their wording ("at least", "about"); a diamond cannot be true
together with another outlet's number. A reprint repeats an origin's text; shares say how much of it is found there."""


def show(page: Page) -> None:
    """Draws the page."""
    of, known = page.open()
    names = outlet_names(of)
    day = page.pick_day(known)
    stories = sorted(
        rows(of, "stories", day), key=lambda s: (-s["outlets"], -s["contested_claims"], s["story_id"])
    )
    if not stories:
        page.head("No story", "There is no story on this day.")
        page.form("day")
        page.how(HOW)
        return
    asked = page.asked.get("story")
    story = next((s for s in stories if s["story_id"] == asked), stories[0])
    offered = [s for n, s in enumerate(stories) if n < MOST_STORIES or s is story]
    labels = {s["story_id"]: f"{s['label'][:100]} · {counted(s['outlets'], 'outlet')}" for s in offered}
    page.choose("Story", "story", list(labels), show=labels.__getitem__)
    story_id = story["story_id"]
    cells = rows(of, "claims", day, story_id)
    page.head(story["label"], lead(of, day, story, names))
    if asked and asked not in labels:
        page.notice(
            "The story asked for has no article on this day.", "Shown instead: the largest of the day."
        )
    page.draw("facts.html.j2", facts=facts(story))
    if story["first_day"] < day:
        page.say(
            f"It runs since {story['first_day']:%-d %B %Y}: claims, marking words, numbers and who was first take in "
            "its earlier days; outlets, headlines, voices and names are those of this day."
        )
    page.jump()
    page.form("day", "story")
    page.age(of)
    headlines(page, of, day, story_id, names)
    matrix(page, of, day, story_id, cells, names)
    articles = ask(of, "story_articles", day, story_id)
    story_parts.times(page, of, day, story_id, names)
    story_parts.voices(page, of, day, story_id, names)
    story_parts.named(page, of, day, story_id, names)
    story_parts.words(page, of, day, story_id, names)
    story_parts.numbers(page, of, day, story_id, names)
    story_parts.copies(page, of, day, story_id, names, articles)
    story_parts.edits(page, of, day, story_id, names)
    page.say(f"Grouped by: {story['why_grouped']}")
    page.how(HOW)


def lead(of: Edition, day: date, story: Row, names: dict[str, str]) -> str:
    """The sharpest split in one sentence, with the outlets on each side."""
    found = next((s for s in ask(of, "sharpest_splits", day) if s["story_id"] == story["story_id"]), None)
    if found is None:
        return "No claim was found on which outlets part."
    by_status: dict[str, list[str]] = defaultdict(list)
    for e in ask(of, "split_cells", day, [(story["story_id"], found["claim_id"])]):
        by_status[e["status"]].append(names.get(e["outlet_id"], e["outlet_id"])[:40])
    sides = []
    for status in (*CARRIED, "omitted"):
        if found[status]:
            who = sorted(by_status[status])
            named = f" ({', '.join(who[:4])}{' …' if len(who) > 4 else ''})" if who else ""
            sides.append(many(status, found[status]) + named)
    return f"{', '.join(sides)}: “{found['label'][:240]}”"


def facts(story: Row) -> list[tuple[str, str]]:
    """The story in figures."""
    untested = story["divergence"] is None
    tested = story["divergence_reason"] if untested else "divergence beyond chance"
    return [
        (f"{story['outlets']}", "outlet" if story["outlets"] == 1 else "outlets"),
        (f"{story['articles']}", "article" if story["articles"] == 1 else "articles"),
        (f"{story['origins']}", "independent"),
        (f"{story['contested_claims']} of {story['claims']}", "claims contested"),
        ("not tested" if untested else f"{story['divergence']:+.2f}", tested or ""),
    ]


def headlines(page: Page, of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Headlines side by side: one column an outlet, in the order of their times."""
    found: dict[str, list[Row]] = defaultdict(list)
    for a in ask(of, "story_articles", day, story_id):
        found[a["outlet_id"]].append({**a, "told": told(a)})
    times = {r["outlet_id"]: (r["latest"], r["earliest"]) for r in rows(of, "first_reports", day, story_id)}
    late = (datetime.max.replace(tzinfo=UTC), None)

    def arrival(outlet: str) -> tuple[datetime, datetime, str]:
        latest, earliest = times.get(outlet, late)
        return latest, earliest or latest, outlet

    by_outlet = {o: found[o] for o in sorted(found, key=arrival)}
    page.section(
        "Headlines",
        "Side by side; the outlet that was there first stands first. All times are UTC.",
        "headlines",
    )
    everything = page.wants("all-headlines")
    shown = list(by_outlet) if everything else list(by_outlet)[:MOST_CARDS]
    most = None if everything else MOST_HEADLINES
    page.draw(
        "headlines.html.j2",
        outlets=[
            {
                "name": names.get(o, o),
                "articles": by_outlet[o][:most],
                "more": len(by_outlet[o]) - len(by_outlet[o][:most]),
            }
            for o in shown
        ],
    )
    drawn = [a for o in shown for a in by_outlet[o][:most]]
    total = sum(map(len, by_outlet.values()))
    if len(drawn) < total:
        page.more(f"All {total} headlines", "all-headlines")
    page.csv(drawn, f"headlines-{story_id}")


def told(article: Row) -> str:
    """When an article says it was published, as exactly as it says; else when it was first seen."""
    at, precision = article["published_at"], article["published_precision"]
    if at is None:
        return f"seen {when(article['first_seen_at'])}"
    if precision in ("day", "month", "year"):
        shape = {"day": "%-d %b %Y", "month": "%b %Y", "year": "%Y"}[precision]
        return f"{at.astimezone(UTC):{shape}}, {precision} only"
    return when(at)
