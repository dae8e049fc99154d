"""Today: the day's stories, those that part outlets most first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dashboards.page import Page, outlet_names
from dashboards.plots import clock
from dashboards.published import Edition, ask, rows
from dashboards.static import counted

Row = dict[str, Any]
#: Stories drawn at once; the rest is a click away.
MOST = 30
#: Up to so many outlets each has its place in every strip; of more, the absent ones are counted.
PLACES = 8
#: Of more outlets, so many that carry a story are named in its strip.
MOST_CHIPS = 12
#: How the others are counted.
COUNTED = {
    "carried": ("more carries it", "more carry it"),
    "reprint": ("more reprints it", "more reprint it"),
    "omitted": ("observed, without it",) * 2,
    "not_observed": ("not observed",) * 2,
}
#: Outlets named on each side of a split.
NAMED = 5
CARRIED = ("asserted", "endorsed", "attributed", "distanced", "denied", "contradicted")
WORDS = {
    "carried": "carries the story",
    "reprint": "carries it as a reprint only",
    "omitted": "was observed well and has nothing of it this day",
    "not_observed": "was not observed, so nothing is said",
}
ANY = "any"
ORDERS = {
    "divergence": "divergence",
    "split": "sharpest split",
    "outlets": "most outlets",
    "time": "first report",
}

HOW = """By divergence: first the stories whose tested divergence lies above chance, by how much; then all others by
their sharpest split. A split is a claim that two outlets carry with different status, or that an outlet observed well
leaves out. The sharpest spans most, from vouching (asserts, endorses) over attributing to distancing or denial and to
contradiction; then counts how many kinds of status there are, how large the smaller side is and how many pieces of
evidence there are. An outlet carries a story when it has an article in it; reprint: every article of it repeats
another origin's text; omitted: it was observed well and has none; not observed: it was down or read badly, which is
never counted as a choice. Divergence is the mean over the story's tested pairs of outlets of the observed divergence
minus its mean when the labels of the two outlets' origins are shuffled; where no pair had enough to be tested there
is no value, and the reason stands in its place. "Contested": an outlet distances itself from the claim, or it is
denied or contradicted."""


def show(page: Page) -> None:
    """Draws the page."""
    of, known = page.open()
    names = outlet_names(of)
    listed = ask(of, "outlet_list")
    day = page.pick_day(known)
    words = page.type_in("Search", "q", "words of a headline or a claim")
    present = sorted({r["outlet_id"] for r in ask(of, "presence", day)}, key=lambda o: (names.get(o, o), o))
    outlet = page.choose("Carried by", "outlet", [ANY, *present], show=lambda o: names.get(o, o))
    group = page.choose(
        "Collection", "collection", [ANY, *sorted({c for r in listed for c in r["collections"]})]
    )
    country = page.choose("Country", "country", [ANY, *sorted({r["country"] for r in listed})])
    least = int(page.choose("Outlets at least", "least", ["1", "2", "3", "4", "5"], "2") or 2)
    order = page.choose("Order by", "order", list(ORDERS), show=ORDERS.__getitem__) or "divergence"
    narrowed = group != ANY or country != ANY
    only = {
        r["outlet_id"]
        for r in listed
        if (group == ANY or group in r["collections"]) and (country == ANY or country == r["country"])
    }
    found = day_stories(of, day, only if narrowed else None)
    shown = [
        s
        for s in found
        if len(s["carrying"]) >= least and matches(words, s) and (outlet == ANY or outlet in s["carrying"])
    ]
    shown.sort(key=ORDER_KEYS[order])
    page.head(f"Where outlets parted on {day:%A, %-d %B %Y}", lead(shown, of, day))
    page.form("day", "q", "outlet", "collection", "country", "least", "order")
    page.age(of)
    if not shown:
        page.notice(*nothing(found, least))
    drawn = shown if page.wants("all-stories") else shown[:MOST]
    finish(page, of, day, drawn, names, only if narrowed else None)
    if drawn:
        page.draw("today.html.j2", stories=drawn, names=names)
    if len(drawn) < len(shown):
        page.more(f"All {len(shown)} stories", "all-stories")
    page.csv([flat(s) for s in drawn], f"stories-{day}")
    page.how(HOW)


def nothing(found: Sequence[Row], least: int) -> tuple[str, str]:
    """Why no story is drawn, and what to do."""
    if not found:
        return "There is no story on this day.", "Pick another day."
    if all(len(s["carrying"]) < least for s in found):
        fewer = counted(len(found), "story was", "stories were")
        return (
            f"No story of this day was told by {counted(least, 'outlet')}.",
            f"{fewer} told by fewer: ask for fewer outlets at least, or pick another day.",
        )
    return "No story of this day fits.", "Loosen the choices, or pick another day."


def lead(shown: Sequence[Row], of: Edition, day: date) -> str:
    """The day in one sentence or two."""
    away = sum(not r["healthy"] for r in rows(of, "coverage", day))
    said = [parting(shown)] if shown else []
    if away == 1:
        said.append("1 outlet was not observed well: its silence says nothing.")
    elif away:
        said.append(f"{away} outlets were not observed well: their silence says nothing.")
    return " ".join(said)


def parting(shown: Sequence[Row]) -> str:
    """How many stories there are, and in how many outlets stand on different sides."""
    parted = sum(bool(s["split"] and s["split"]["smaller_side"]) for s in shown)
    outlets = len({o for s in shown for o in s["carrying"]})
    what = "one vouches for, or repeats, what another keeps at a distance or denies."
    where = f"in {parted} of them" if parted else "none in which"
    if len(shown) == 1:
        where = "in it" if parted else "not one in which"
    return f"{counted(len(shown), 'story', 'stories')} told by {counted(outlets, 'outlet')}; {where} {what}"


def day_stories(of: Edition, day: date, only: set[str] | None) -> list[Row]:
    """The day's stories with who carries them, sharpest split and first report; of the outlets in `only`."""
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
            "split": splits.get(s["story_id"]),
            "first": firsts.get(s["story_id"]),
        }
        for s in rows(of, "stories", day)
    ]


def finish(
    page: Page, of: Edition, day: date, drawn: Sequence[Row], names: dict[str, str], only: set[str] | None
) -> None:
    """Adds to the stories that are drawn what stands under their marks: sentences and headlines."""
    coverage = {
        r["outlet_id"]: r for r in rows(of, "coverage", day) if only is None or r["outlet_id"] in only
    }
    pairs = [(s["story_id"], s["split"]["claim_id"]) for s in drawn if s["split"]]
    evidence = {
        (e["story_id"], e["outlet_id"]): e for e in (ask(of, "split_evidence", day, pairs) if pairs else [])
    }
    cells: dict[str, list[Row]] = defaultdict(list)
    for c in ask(of, "split_cells", day, pairs) if pairs else []:
        cells[c["story_id"]].append({**c, "evidence": evidence.get((c["story_id"], c["outlet_id"]))})
    headlines: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for h in ask(of, "carried_headlines", day, [s["story_id"] for s in drawn]) if drawn else []:
        headlines[h["story_id"], h["outlet_id"]].append(h)
    for s in drawn:
        s["split"] = sides(s["split"], cells[s["story_id"]], names)
        s["strip"] = strip(s["story_id"], s["carrying"], coverage, names, headlines)
        s["first"] = first_words(s["first"], names, s["started_at"])
        s["href"] = page.link("story", day=f"{day}", story=s["story_id"])


def sides(found: Row | None, cells: Sequence[Row], names: Mapping[str, str]) -> Row | None:
    """The sharpest split as the page draws it: the claim, and by status how many outlets, and which."""
    if found is None:
        return None
    drawn = []
    for status in (*CARRIED, "omitted"):
        outlets: list[Row] = [
            {
                "name": names.get(c["outlet_id"], c["outlet_id"]),
                "evidence": [e] if (e := c["evidence"]) else [],
            }
            for c in cells
            if c["status"] == status
        ]
        outlets.sort(key=lambda o: o["name"])
        shown = outlets if len(outlets) <= NAMED else outlets[: NAMED - 1]
        if outlets:
            more = len(outlets) - len(shown)
            drawn.append({"status": status, "count": len(outlets), "outlets": shown, "more": more})
    return {**found, "sides": drawn}


def strip(
    story_id: str,
    carrying: dict[str, bool],
    coverage: dict[str, Row],
    names: dict[str, str],
    headlines: Mapping[tuple[str, str], list[Row]],
) -> list[Row]:
    """Every outlet's presence in a story: kind, name, words and what opens under it.

    A few outlets keep their places in every strip; of many, the absent ones are counted.
    """
    kinds = {o: "reprint" if reprint else "carried" for o, reprint in carrying.items()}
    kinds |= {o: "omitted" if r["healthy"] else "not_observed" for o, r in coverage.items() if o not in kinds}
    by_name = sorted(kinds, key=lambda o: (names.get(o, o), o))
    one_by_one = by_name if len(kinds) <= PLACES else [o for o in by_name if o in carrying][:MOST_CHIPS]
    found = [
        {
            "kind": kinds[o],
            "name": names.get(o, o),
            "words": WORDS[kinds[o]],
            "headlines": headlines.get((story_id, o), []),
            "outlets": [],
        }
        for o in one_by_one
    ]
    rest = set(by_name) - set(one_by_one)
    for kind, words_of in COUNTED.items():
        others = [names.get(o, o) for o in by_name if kinds[o] == kind and o in rest]
        if others:
            words = counted(len(others), *words_of)
            found.append(
                {"kind": kind, "name": words, "words": WORDS[kind], "headlines": [], "outlets": others}
            )
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
    found = s["split"] or {"kinds": 0, "smaller_side": 0, "span": 0}
    width = (-found["span"], -found["kinds"], -found["smaller_side"])
    return (*width, -s["contested_claims"], -len(s["carrying"]), s["story_id"])


ORDER_KEYS: dict[str, Any] = {
    "divergence": lambda s: (not (s["divergence"] or 0) > 0, -max(0.0, s["divergence"] or 0), _by_split(s)),
    "split": _by_split,
    "outlets": lambda s: (-len(s["carrying"]), _by_split(s)),
    "time": lambda s: (s["started_at"], s["story_id"]),
}


def flat(s: Row) -> Row:
    """A drawn story as one line of CSV."""
    found = s["split"] or {"label": None}
    keep = ("day", "story_id", "label", "outlets", "articles", "origins", "claims", "contested_claims")
    return (
        {k: s[k] for k in keep}
        | {"divergence": s["divergence"], "divergence_reason": s["divergence_reason"], "first": s["first"]}
        | {"sharpest_claim": found["label"]}
        | {name: found.get(name, 0) for name in (*CARRIED, "omitted")}
        | {"presence": [f"{o['name']}: {o['words']}" for o in s["strip"]]}
    )
