"""Story: one happening, told by several outlets; the sentence behind every mark."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date
from typing import Any

import streamlit as st

from dashboards import frame, plots
from dashboards.differences import word_parts
from dashboards.published import Edition, ask, rows
from dashboards.static import when

Row = dict[str, Any]
CARRIED = ("asserted", "endorsed", "attributed", "distanced", "denied", "contradicted")
#: Claims drawn at once; the rest is a click away.
MOST_CLAIMS = 12
#: Outlets that get a column; those with most evidence first.
MOST_OUTLETS = 14
MOST_VOICES = 6
MOST_WORDS = 8

HOW = """A claim is a group of attributed contents and own-voice sentences that say, or deny, the same thing, matched by
shared weighted lemmas, names and numbers and verified pair by pair. A cell shows the outlet's strongest commitment:
asserts (own voice), endorses, attributes, distances (all attributed, by how far the outlet steps back), denial only
(present only as something denied), contradicts (its own voice says the opposite), omits (it covers the story with full
text, was observed well, and nothing matches), not observed (anything less than that). Claims on which statuses differ
most stand first. Shares carry 95 % Wilson intervals. Times are intervals: from the later of the stated publication and
the last look without it to the first look with it; where intervals overlap, who was first is undetermined. Marking words
are tested by log-odds with an informative prior (Monroe et al. 2008), quotations left out; a ring means that the 95 %
interval holds zero. Numbers are read as intervals by their wording ("at least", "about"); a diamond cannot be true
together with another outlet's number. A reprint repeats an origin's text; shares say how much of it is found there."""


def show() -> None:
    """Draws the page."""
    of, known = frame.newest()
    names = frame.outlet_names(of)
    day = picked_day(known)
    stories = sorted(
        rows(of, "stories", day), key=lambda s: (-s["outlets"], -s["contested_claims"], s["story_id"])
    )
    if not stories:
        frame.open_page("No story", "There is no story on this day.")
        frame.pick_day(known)
        return
    labels = {s["story_id"]: f"{s['label'][:110]} · {s['outlets']} outlets" for s in stories}
    asked = st.query_params.get("story", st.session_state.get("kept-story"))
    story = next((s for s in stories if s["story_id"] == asked), stories[0])
    frame.open_page(story["label"])
    if asked and asked not in labels:
        frame.notice(
            "The story asked for has no article on this day.", "Shown instead: the largest of the day."
        )
    left, right = st.columns([1, 4])
    with left:
        frame.pick_day(known)
    with right:
        frame.choose("Story", "story", list(labels), stories[0]["story_id"], show=labels.__getitem__)
    frame.age(of)
    frame.draw("facts.html.j2", facts=facts(story), why=story["why_grouped"])
    story_id = story["story_id"]
    headlines(of, day, story_id, names)
    matrix(of, day, story_id, names)
    times(of, day, story_id, names)
    voices(of, day, story_id, names)
    named(of, day, story_id, names)
    words(of, day, story_id, names)
    numbers(of, day, story_id, names)
    copies(of, day, story_id, names)
    edits(of, day, story_id, names)
    frame.how(HOW)


def picked_day(known: list[date]) -> date:
    """The day that the picker below the heading is going to show."""
    asked = st.query_params.get("day", st.session_state.get("kept-day"))
    return next((day for day in known if f"{day}" == asked), known[-1])


def facts(story: Row) -> list[tuple[str, str]]:
    """The story in figures."""
    untested = story["divergence"] is None
    tested = story["divergence_reason"] if untested else "divergence beyond chance"
    return [
        (f"{story['outlets']}", "outlets"),
        (f"{story['articles']}", "articles"),
        (f"{story['origins']}", "independent"),
        (f"{story['contested_claims']} of {story['claims']}", "claims contested"),
        ("not tested" if untested else f"{story['divergence']:+.2f}", tested or ""),
    ]


def headlines(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Headlines side by side in the order of time."""
    found = [
        {**a, "outlet": names.get(a["outlet_id"], a["outlet_id"]), "told": told(a)}
        for a in ask(of, "story_articles", day, story_id)
    ]
    frame.section("Headlines", "Side by side, in the order of their times. All times are UTC.")
    shown = found if len(found) <= 12 or st.toggle(f"All {len(found)} headlines") else found[:12]
    frame.draw("headlines.html.j2", articles=shown)
    frame.csv_button(shown, f"headlines-{story_id}")


def told(article: Row) -> str:
    """When an article says it was published, as exactly as it says; else when it was first seen."""
    at, precision = article["published_at"], article["published_precision"]
    if at is None:
        return f"seen {when(article['first_seen_at'])}"
    if precision in ("day", "month", "year"):
        shape = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[precision]
        return f"{at.astimezone(UTC):{shape}}, {precision} only"
    return when(at)


def matrix(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Claims x outlets; opening a cell shows its sentences."""
    frame.section(
        "Who says what", "One row a claim, one mark an outlet. Open a mark for the sentences behind it."
    )
    cells = rows(of, "claims", day, story_id)
    evidence: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for e in ask(of, "story_evidence", day, story_id):
        evidence[e["claim_id"], e["outlet_id"]].append(e)
    nearest = {
        (r["claim_id"], r["outlet_id"]): r["nearest_sentence"] for r in rows(of, "omissions", day, story_id)
    }
    by_claim: dict[str, list[Row]] = defaultdict(list)
    for cell in cells:
        by_claim[cell["claim_id"]].append(cell)
    ranked = rank_claims(by_claim)
    if not ranked:
        frame.notice(
            "No claim is carried by two outlets.", f"{len(by_claim)} claims stand in one outlet only."
        )
        return
    outlets = columns_of(ranked)
    all_of_them = len(ranked) > MOST_CLAIMS and st.toggle(f"All {len(ranked)} shared claims")
    lines = [
        {
            "label": claim[0]["label"],
            "cells": {
                c["outlet_id"]: c
                | {
                    "found": evidence[c["claim_id"], c["outlet_id"]],
                    "nearest": nearest.get((c["claim_id"], c["outlet_id"])),
                }
                for c in claim
            },
        }
        for claim in (ranked if all_of_them else ranked[:MOST_CLAIMS])
    ]
    frame.draw(
        "matrix.html.j2", lines=lines, outlets=[{"outlet_id": o, "name": names.get(o, o)} for o in outlets]
    )
    drawn = [c for line in lines for o, c in line["cells"].items() if o in outlets]
    frame.csv_button([evidence_row(c) for c in drawn], f"claims-{story_id}")
    left_out = len(
        {c["outlet_id"] for claim in ranked for c in claim if c["status"] != "not_observed"}
    ) - len(outlets)
    if left_out > 0:
        frame.say(f"{left_out} further outlets carry less of it; the SQL page has all.")
    single = len(by_claim) - len(ranked)
    if single:
        frame.say(f"{single} further claims are carried by one outlet only.")


def rank_claims(by_claim: dict[str, list[Row]]) -> list[list[Row]]:
    """Claims that two outlets carry, those with most kinds of status first."""
    ranked = []
    for claim_id, claim in by_claim.items():
        carried = [c["status"] for c in claim if c["status"] in CARRIED]
        if len(carried) >= 2:
            sharp = sum(s in carried for s in ("contradicted", "denied", "distanced"))
            ranked.append((-len(set(carried)), -sharp, -len(carried), claim_id, claim))
    ranked.sort(key=lambda r: r[:4])
    return [r[-1] for r in ranked]


def columns_of(ranked: list[list[Row]]) -> list[str]:
    """The outlets that get a column, those with most evidence first if there are too many; else by name."""
    weight: dict[str, int] = defaultdict(int)
    for claim in ranked:
        for c in claim:
            if c["status"] != "not_observed":
                weight[c["outlet_id"]] += 1 + c["evidence"]
    return sorted(sorted(weight, key=lambda o: (-weight[o], o))[:MOST_OUTLETS])


def evidence_row(cell: Row) -> Row:
    """A drawn cell as one line of CSV, with all its sentences."""
    keep = ("day", "story_id", "claim_id", "label", "outlet_id", "status", "evidence", "evidence_origins")
    return {k: cell[k] for k in keep} | {
        "sentences": " | ".join(e["before"] + e["text"] + e["after"] for e in cell["found"]),
        "addresses": sorted({e["url"] for e in cell["found"]}),
        "nearest_sentence": cell["nearest"],
        "reason": cell["reason"],
    }


def times(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Who was first, as intervals."""
    found = rows(of, "first_reports", day, story_id)
    if not found:
        return
    frame.section(
        "Who was first",
        "Each outlet had the story at some time inside its bar. Dot: first. Ring: later. Diamond: bars overlap, "
        "so it cannot be told.",
    )
    drawn = [{**r, "outlet_id": names.get(r["outlet_id"], r["outlet_id"])} for r in found]
    frame.draw("panels.html.j2", found=[plots.time_panel("UTC", drawn)], wide=True)
    frame.csv_button(found, f"first-reports-{story_id}")


def voices(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Whose words fill each outlet's telling."""
    found = [r for r in rows(of, "voices", day, story_id) if r["voice_group"] != "unresolved"]
    if not found:
        return
    frame.section(
        "Voices", "Whose words fill the telling: share of all attributions in the outlet's articles."
    )
    total: dict[str, int] = defaultdict(int)
    for r in found:
        total[r["voice"]] += r["quotes"]
    top = sorted(total, key=lambda v: (-total[v], v))[:MOST_VOICES]
    drawn = [r for r in found if r["voice"] in top]
    end = plots.nice_top(max(r["high"] for r in drawn))
    found_panels = []
    for voice in top:
        of_voice = [
            {**r, "outlet": names.get(r["outlet_id"], r["outlet_id"])} for r in drawn if r["voice"] == voice
        ]
        found_panels.append(plots.share_panel(of_voice[0]["name"], of_voice, "outlet", top=end))
    frame.draw("panels.html.j2", found=found_panels, wide=False)
    frame.csv_button(drawn, f"voices-{story_id}")


def named(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """What the outlets call the same thing."""
    found = ask(of, "story_names", day, story_id)
    if not found:
        return
    frame.section("Names", "What each outlet calls the same thing in its own words; quotations left out.")
    drawn: dict[str, list[Row]] = defaultdict(list)
    for r in found:
        label = f"{names.get(r['outlet_id'], r['outlet_id'])}: {r['variant']}"
        drawn[r["concept"]].append({**r, "line": label})
    frame.draw(
        "panels.html.j2",
        found=[plots.share_panel(concept, group, "line") for concept, group in drawn.items()],
        wide=False,
    )
    frame.csv_button(found, f"names-{story_id}")


def words(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Words that mark each outlet inside the story."""
    found = rows(of, "words", day, story_id)
    tested = [r for r in found if r["z"] and r["log_odds"] is not None and r["log_odds"] > 0]
    if not tested:
        if found:
            frame.section("Marking words")
            frame.notice("No word could be tested.", found[0]["reason"] or "")
        return
    frame.section(
        "Marking words",
        "Words that an outlet uses more than the others (log-odds, 95 % interval). Ring: the interval holds zero.",
    )
    found_panels, drawn = [], []
    for outlet in sorted({r["outlet_id"] for r in tested}):
        top = sorted((r for r in tested if r["outlet_id"] == outlet), key=lambda r: -r["z"])[:MOST_WORDS]
        lines = []
        for r in top:
            half = 1.96 * abs(r["log_odds"] / r["z"])
            line = f"{r['term']} ×{r['count']}"
            lines.append({**r, "line": line, "low": r["log_odds"] - half, "high": r["log_odds"] + half})
        drawn += lines
        found_panels.append(plots.difference_panel(names.get(outlet, outlet), lines, "line", "log_odds"))
    frame.draw("panels.html.j2", found=found_panels, wide=False)
    frame.csv_button(drawn, f"words-{story_id}")


def numbers(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Numbers of one thing on one axis, where two outlets give one."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for r in rows(of, "numbers", day, story_id):
        groups[r["referent"]].append(r)
    shared = {
        k: v
        for k, v in groups.items()
        if len({r["outlet_id"] for r in v}) > 1 and len({(r["low"], r["high"]) for r in v}) > 1
    }
    if not shared:
        return
    frame.section(
        "Numbers",
        "What outlets give for the same thing, as the wording bounds it. Diamond: cannot be true together with another.",
    )
    order = sorted(
        shared, key=lambda k: (not any(r["conflicts_with"] for r in shared[k]), -len(shared[k]), k)
    )[:6]
    found_panels, drawn = [], []
    for referent in order:
        group = [{**r, "outlet_id": names.get(r["outlet_id"], r["outlet_id"])} for r in shared[referent]]
        drawn += shared[referent]
        unit = group[0]["unit"]
        found_panels.append(plots.number_panel(f"{referent} ({unit})" if unit else referent, group))
    frame.draw("panels.html.j2", found=found_panels, wide=True)
    frame.csv_button(drawn, f"numbers-{story_id}")


def copies(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Reprints as a tree below their origin."""
    found = ask(of, "story_reprints", day, story_id)
    if not found:
        return
    frame.section(
        "Reprints", "Articles that repeat another's text, below their origin. They count once in every test."
    )
    families: dict[str, Row] = {}
    for r in found:
        known = r["origin_outlet_id"]
        family = families.setdefault(
            r["origin"],
            {
                "name": names.get(known, known) if known else (r["agency"] or "an agency"),
                "note": "" if known else "its own text was not collected",
                "copies": [],
            },
        )
        family["copies"].append(
            {**r, "outlet": names.get(r["outlet_id"], r["outlet_id"]), "note": copy_words(r)}
        )
    frame.draw("tree.html.j2", families=list(families.values()))
    frame.csv_button(found, f"reprints-{story_id}")


def copy_words(r: Row) -> str:
    """How much of an origin a reprint repeats."""
    parts = [f"by {r['rule']}"]
    if r["containment"] is not None:
        parts.append(f"{plots.percent(r['containment'])} of it found there")
    if r["inserted_sentences"]:
        parts.append(f"{r['inserted_sentences']} sentences added")
    if r["dropped_sentences"]:
        parts.append(f"{r['dropped_sentences']} left out")
    return ", ".join(parts)


def edits(of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """What was changed after publication, sentence by sentence."""
    found = ask(of, "story_edits", day, story_id)
    if not found:
        return
    frame.section(
        "Edited after publication", "Struck out: what stood there before. Underlined: what stands there now."
    )
    articles: dict[tuple[str, str], Row] = {}
    for e in found:
        article = articles.setdefault(
            (e["article_id"], e["to_version_id"]),
            {
                "outlet": names.get(e["outlet_id"], e["outlet_id"]),
                "title": e["title"],
                "url": e["url"],
                "sentences": [],
            },
        )
        article["sentences"].append({**e, "parts": word_parts(e["before_text"], e["after_text"])})
    frame.draw("edits.html.j2", articles=list(articles.values()))
    frame.csv_button(found, f"edits-{story_id}")
