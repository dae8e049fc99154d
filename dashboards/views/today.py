"""Today: the day's stories, those that part outlets most first."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

import streamlit as st

from dashboards import frame
from dashboards.plots import clock
from dashboards.published import Edition, ask, rows

Row = dict[str, Any]
#: Stories drawn at once; the rest is a click away.
MOST = 40
#: More outlets than this that are silent or were not observed are counted instead of named.
NAMED = 6
CARRIED = ("asserted", "endorsed", "attributed", "distanced", "denied", "contradicted")
MARKS = {"carried": "●", "reprint": "◑", "omitted": "–", "not_observed": "·"}
WORDS = {
    "carried": "carries the story",
    "reprint": "carries it as a reprint only",
    "omitted": "was observed well and does not carry it",
    "not_observed": "was not observed, so nothing is said",
}
ANY = "any"
ORDERS = {
    "split": "sharpest split",
    "divergence": "divergence beyond chance",
    "outlets": "most outlets",
    "time": "first report",
}

HOW = """By default stories are ordered by how many kinds of status their most contested claim has, then by contested
claims, then by outlets; "divergence beyond chance" orders by the tested value instead. An outlet carries a story when it
has an article in it; reprint: every article of it repeats another origin's text; omitted: it was observed well and has
none; not observed: it was down or read badly, which is never counted as a choice. Divergence is the mean over tested
pairs of outlets of the observed divergence minus its mean under shuffled outlets; with too few independent articles
there is no value, and the reason stands in its place. "Contested": an outlet distances itself from the claim, or it is
denied or contradicted."""


def show() -> None:
    """Draws the page."""
    of, known = frame.newest()
    frame.open_page(
        "What parted outlets",
        "Stories that several outlets told differently, the sharpest split first. Open one for the sentences.",
    )
    frame.age(of)
    listed = ask(of, "outlet_list")
    left, words_at, order_at = st.columns([1, 2, 1])
    with left:
        day = frame.pick_day(known)
    with words_at:
        words = frame.type_in("Search", "q", "words of a headline or a claim")
    with order_at:
        order = frame.choose("Order", "order", list(ORDERS), show=ORDERS.__getitem__) or "split"
    names = frame.outlet_names(of)
    with st.expander("Filter by outlet, collection, country, number of outlets"):
        columns = st.columns(4)
        present = sorted({r["outlet_id"] for r in ask(of, "presence", day)})
        with columns[0]:
            outlet = frame.choose("Carried by", "outlet", [ANY, *present], show=lambda o: names.get(o, o))
        with columns[1]:
            groups = sorted({c for r in listed for c in r["collections"]})
            group = frame.choose("Collection", "collection", [ANY, *groups])
        with columns[2]:
            country = frame.choose("Country", "country", [ANY, *sorted({r["country"] for r in listed})])
        with columns[3]:
            least = int(frame.choose("Outlets at least", "least", ["1", "2", "3", "4", "5"], "2") or 2)
    chosen = {
        r["outlet_id"]
        for r in listed
        if (group == ANY or group in r["collections"]) and (country == ANY or country == r["country"])
    }
    narrowed = group != ANY or country != ANY
    found = day_stories(of, day, names, chosen if narrowed else None)
    shown = [
        s
        for s in found
        if len(s["carrying"]) >= least and matches(words, s) and (outlet == ANY or outlet in s["carrying"])
    ]
    shown.sort(key=ORDER_KEYS[order])
    frame.say(f"{len(shown)} of {len(found)} stories of {day:%A, %d %B %Y}")
    if not shown:
        frame.notice("No story of this day fits.", "Loosen the filters, or pick another day.")
    more = len(shown) > MOST and st.toggle(f"All {len(shown)} stories")
    frame.draw("today.html.j2", stories=shown if more else shown[:MOST])
    frame.csv_button([flat(s) for s in (shown if more else shown[:MOST])], f"stories-{day}")
    frame.how(HOW)


def day_stories(of: Edition, day: date, names: dict[str, str], only: set[str] | None) -> list[Row]:
    """The day's stories with presence, sharpest split and first report; of the outlets in `only`."""
    coverage = {
        r["outlet_id"]: r for r in rows(of, "coverage", day) if only is None or r["outlet_id"] in only
    }
    carrying: dict[str, dict[str, bool]] = defaultdict(dict)
    for r in ask(of, "presence", day):
        if only is None or r["outlet_id"] in only:
            carrying[r["story_id"]][r["outlet_id"]] = r["reprint"]
    splits = {r["story_id"]: r for r in ask(of, "sharpest_splits", day)}
    firsts = {r["story_id"]: r for r in ask(of, "first_reports", day)}
    return [
        {
            **s,
            "carrying": carrying[s["story_id"]],
            "split": split(splits.get(s["story_id"])),
            "strip": strip(carrying[s["story_id"]], coverage, names),
            "first": first_words(firsts.get(s["story_id"]), names, s["started_at"]),
            "href": frame.address("story", day=f"{day}", story=s["story_id"]),
        }
        for s in rows(of, "stories", day)
    ]


def split(found: Row | None) -> Row | None:
    """The sharpest split as the page draws it: label, outlets by status, number of kinds."""
    if found is None:
        return None
    counts = [(name, found[name]) for name in (*CARRIED, "omitted") if found[name]]
    return {"label": found["label"], "counts": counts, "kinds": found["kinds"], "sharp": found["sharp"]}


def strip(carrying: dict[str, bool], coverage: dict[str, Row], names: dict[str, str]) -> list[Row]:
    """Every outlet's presence in a story: kind, mark, name and words; many absent ones are counted."""
    kinds: dict[str, list[str]] = {kind: [] for kind in MARKS}
    for outlet, reprint in carrying.items():
        kinds["reprint" if reprint else "carried"].append(outlet)
    for outlet, row in coverage.items():
        if outlet not in carrying:
            kinds["omitted" if row["healthy"] else "not_observed"].append(outlet)
    found = []
    for kind, outlets in kinds.items():
        labels = [names.get(o, o) for o in sorted(outlets)]
        if kind in ("omitted", "not_observed") and len(labels) > NAMED:
            labels = [f"{len(labels)} outlets"]
        found += [
            {"kind": kind, "mark": MARKS[kind], "name": n, "words": WORDS[kind], "note": WORDS[kind]}
            for n in labels
        ]
    return found


def first_words(found: Row | None, names: dict[str, str], started_at: datetime) -> str:
    """Who was first, or that it cannot be told."""
    if found is None:
        return f"first seen {clock(started_at)} UTC"
    if found["first"]:
        who = ", ".join(names.get(o, o)[:60] for o in found["first"])
        return f"first: {who}, by {clock(found['latest'])} UTC"
    return f"first report undetermined, there by {clock(found['latest'])} UTC"


def matches(words: str, story: Row) -> bool:
    """Whether every word typed stands in the story's headline or its sharpest claim."""
    text = f"{story['label']} {(story['split'] or {}).get('label', '')}".casefold()
    return all(word in text for word in words.casefold().split())


def _by_split(s: Row) -> tuple[Any, ...]:
    found = s["split"] or {"kinds": 0, "sharp": 0}
    return (-found["kinds"], -found["sharp"], -s["contested_claims"], -len(s["carrying"]), s["story_id"])


ORDER_KEYS: dict[str, Any] = {
    "split": _by_split,
    "divergence": lambda s: (s["divergence"] is None, -(s["divergence"] or 0), _by_split(s)),
    "outlets": lambda s: (-len(s["carrying"]), _by_split(s)),
    "time": lambda s: (s["started_at"], s["story_id"]),
}


def flat(s: Row) -> Row:
    """A drawn story as one line of CSV."""
    found = s["split"] or {"label": None, "counts": []}
    keep = ("day", "story_id", "label", "outlets", "articles", "origins", "claims", "contested_claims")
    counts = dict(found["counts"])
    return (
        {k: s[k] for k in keep}
        | {"divergence": s["divergence"], "divergence_reason": s["divergence_reason"], "first": s["first"]}
        | {"sharpest_claim": found["label"]}
        | {name: counts.get(name, 0) for name in (*CARRIED, "omitted")}
        | {"presence": [f"{o['name']}: {o['words']}" for o in s["strip"]]}
    )
