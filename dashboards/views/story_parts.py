"""The parts of a story's page below its claims: times, voices, names, words, numbers, reprints, edits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboards import plots
from dashboards.differences import word_parts
from dashboards.page import Page, short, told_apart
from dashboards.published import Edition, ask, rows
from dashboards.static import counted
from dashboards.views.names import Q_VALUE, word_line, word_panels
from dashboards.views.numbers import chosen, evidence, number_panel

Row = dict[str, Any]
MOST_VOICES = 8
MOST_WORDS = 6
MOST_NUMBERS = 6
#: Outlets drawn of one voice, and twice as many lines of one concept; those with most of it.
MOST_LINES = 12
#: Outlets whose marking words are drawn; those with the clearest.
MOST_OUTLETS = 8
#: Sentences that open under one mark.
MOST_SENTENCES = 3
MOST_NAME_SENTENCES = 2
#: Things that several names are used for, those that most outlets name first.
MOST_CONCEPTS = 6
#: Sentences searched for marking words; enough for a story of some hundred articles.
MOST_SEARCHED = 6000


def times(page: Page, of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Who was first, as intervals."""
    found = rows(of, "first_reports", day, story_id)
    if not found:
        return
    page.section(
        "Who was first",
        "Each outlet had the story at some time inside its bar. Dot: first. Ring: later. Diamond: bars overlap, so it "
        "cannot be told. Open a mark for the article.",
        "times",
    )
    behind = {a["version_id"]: headline(a) for a in ask(of, "first_headlines", day, story_id)}
    drawn = [
        {**r, "outlet_id": names.get(r["outlet_id"], r["outlet_id"])}
        | {"evidence": [behind[r["version_id"]]] if r["version_id"] in behind else []}
        for r in found
    ]
    page.draw("panels.html.j2", found=[plots.time_panel("outlet", drawn, "UTC")], names=names, wide=True)
    page.csv(found, f"first-reports-{story_id}")


def headline(article: Row) -> Row:
    """An article's headline as evidence: the whole of it is the span."""
    return {**article, "before": "", "text": article["title"] or "(no headline)", "after": ""}


def voices(page: Page, of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Whose words fill each outlet's telling."""
    found = [r for r in rows(of, "voices", day, story_id) if r["voice_group"] != "unresolved"]
    if not found:
        return
    page.section(
        "Voices",
        "Whose words fill the telling: share of all attributions in the outlet's articles, with 95 % intervals.",
        "voices",
    )
    total: dict[str, int] = defaultdict(int)
    outlets: dict[str, set[str]] = defaultdict(set)
    for r in found:
        total[r["voice"]] += r["quotes"]
        outlets[r["voice"]].add(r["outlet_id"])
    top = sorted(total, key=lambda v: (len(outlets[v]) == 1, -total[v], v))[:MOST_VOICES]
    said: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for e in ask(of, "story_quotes", day, story_id, top, MOST_SENTENCES):
        said[e["voice"], e["outlet_id"]].append(e)
    drawn = []
    for voice in top:
        of_voice = sorted(
            (r for r in found if r["voice"] == voice), key=lambda r: (-r["quotes"], r["outlet_id"])
        )
        drawn += sorted(of_voice[:MOST_LINES], key=lambda r: short(names, r["outlet_id"]))
    end = plots.nice_top(max(r["high"] for r in drawn))
    called = told_apart({r["voice"]: r["name"] for r in drawn})
    panels = []
    for voice in top:
        of_voice = [
            {
                **r,
                "outlet": names.get(r["outlet_id"], r["outlet_id"]),
                "evidence": said[voice, r["outlet_id"]],
                "total": r["quotes"],
            }
            for r in drawn
            if r["voice"] == voice
        ]
        panels.append(plots.share_panel(called[voice], of_voice, "outlet", top=end))
    page.draw("panels.html.j2", found=panels, names=names, wide=False)
    page.csv(drawn, f"voices-{story_id}")


def named(page: Page, of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """What the outlets call the same thing."""
    found = ask(of, "story_names", day, story_id)
    if not found:
        return
    page.section(
        "Names", "What each outlet calls the same thing in its own words; quotations left out.", "names"
    )
    used: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for e in ask(of, "story_name_uses", day, story_id, MOST_NAME_SENTENCES):
        used[e["concept"], e["outlet_id"], e["variant"]].append(e)
    drawn: dict[str, list[Row]] = {r["concept"]: [] for r in found}
    for r in found:
        label = f"{names.get(r['outlet_id'], r['outlet_id'])}: {r['variant']}"
        behind = used[r["concept"], r["outlet_id"], r["variant"]]
        drawn[r["concept"]].append(
            {**r, "line": label, "evidence": behind[:MOST_NAME_SENTENCES], "total": r["uses"]}
        )
    parting = sorted(drawn, key=lambda c: (-len({r["outlet_id"] for r in drawn[c]}), c))[:MOST_CONCEPTS]
    drawn = {concept: most_used(drawn[concept]) for concept in parting}
    panels = [plots.share_panel(concept, group, "line") for concept, group in drawn.items()]
    page.draw("panels.html.j2", found=panels, names=names, wide=False)
    page.csv([r for lines in drawn.values() for r in lines], f"names-{story_id}")


def most_used(lines: list[Row]) -> list[Row]:
    """Of many lines those that count most, in their order."""
    most = {id(r) for r in sorted(lines, key=lambda r: (-r["uses"], r["line"]))[: 2 * MOST_LINES]}
    return [r for r in lines if id(r) in most]


def words(page: Page, of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """Words that an outlet uses more than the others, with intervals."""
    tested = [
        r
        for r in rows(of, "words", day, story_id)
        if r["z"] and r["log_odds"] is not None and r["log_odds"] > 0
    ]
    if not tested:
        return
    page.section(
        "Marking words",
        "Words that an outlet uses more than the others (log-odds, 95 % interval). Ring: the interval holds zero.",
        "words",
    )
    sure = sum(r["q_value"] <= Q_VALUE for r in tested)
    page.say(
        f"{sure} of {len(tested)} words tested hold after correction for many tests."
        if sure
        else f"None of the {len(tested)} words tested holds after correction for many tests; the clearest are drawn."
    )
    by_outlet: dict[str, list[Row]] = defaultdict(list)
    for r in tested:
        by_outlet[r["outlet_id"]].append(word_line(r))
    shown = {
        o: sorted(group, key=lambda r: (r["q_value"], -r["z"]))[:MOST_WORDS] for o, group in by_outlet.items()
    }
    clearest = sorted(shown, key=lambda o: (shown[o][0]["q_value"], -shown[o][0]["z"], o))[:MOST_OUTLETS]
    shown = {o: shown[o] for o in clearest}
    told: dict[str, list[Row]] = defaultdict(list)
    for e in ask(of, "story_sentences", day, story_id, sorted(shown), MOST_SEARCHED):
        told[e["outlet_id"]].append(e)
    for outlet, group in shown.items():
        for r in group:
            r["evidence"] = with_word(r["term"], told[outlet])
            r["total"] = max(r["count"], len(r["evidence"]))
    page.draw("panels.html.j2", found=word_panels(shown, names), names=names, wide=False)
    drawn = [r for group in shown.values() for r in group]
    page.csv(drawn, f"words-{story_id}")


def with_word(term: str, told: Sequence[Row]) -> list[Row]:
    """The first sentences that hold a term as whole words, with it as their span."""
    pattern = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)
    found = []
    for e in told:
        hit = pattern.search(e["text"])
        if hit:
            parts = {"before": e["text"][: hit.start()], "text": hit[0], "after": e["text"][hit.end() :]}
            found.append({**e, **parts})
            if len(found) == MOST_SENTENCES:
                break
    return found


def numbers(page: Page, of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
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
    page.section(
        "Numbers",
        "What outlets give for the same thing, as the wording bounds it. Diamond: cannot be true together with another. "
        "Open a mark for its sentence.",
        "numbers",
    )
    order = sorted(
        shared, key=lambda k: (not any(r["conflicts_with"] for r in shared[k]), -len(shared[k]), k)
    )
    order = order[:MOST_NUMBERS]
    sentences = evidence(of, [(day, story_id)])
    drawn = {k: chosen(shared[k]) for k in order}
    panels = [number_panel(k, drawn[k], sentences, names, "") for k in order]
    page.draw("panels.html.j2", found=panels, names=names, wide=True)
    page.csv([r for k in order for r in drawn[k]], f"numbers-{story_id}")


def copies(
    page: Page, of: Edition, day: date, story_id: str, names: dict[str, str], articles: Sequence[Row]
) -> None:
    """Reprints as a tree below their origin."""
    found = ask(of, "story_reprints", day, story_id)
    if not found:
        return
    page.section(
        "Reprints",
        "Articles that repeat another's text, below their origin. They count once in every test.",
        "reprints",
    )
    by_version = {a["version_id"]: a for a in articles}
    families: dict[str, Row] = {}
    for r in found:
        known = r["origin_outlet_id"]
        origin = by_version.get(r["origin_version_id"] or "", {})
        family = families.setdefault(
            r["origin"],
            {
                "name": names.get(known, known) if known else (r["agency"] or "an agency"),
                "title": origin.get("title") or "",
                "url": origin.get("url") or "",
                "note": "" if known else "its own text was not collected",
                "copies": [],
            },
        )
        copy = {**r, "outlet": names.get(r["outlet_id"], r["outlet_id"]), "note": copy_words(r)}
        family["copies"].append(copy)
    page.draw("tree.html.j2", families=list(families.values()))
    page.csv(found, f"reprints-{story_id}")


def copy_words(r: Row) -> str:
    """How much of an origin a reprint repeats."""
    parts = [f"by {r['rule']}"]
    if r["containment"] is not None:
        parts.append(f"{plots.percent(r['containment'])} of it found there")
    if r["inserted_sentences"]:
        parts.append(f"{counted(r['inserted_sentences'], 'sentence')} added")
    if r["dropped_sentences"]:
        parts.append(f"{r['dropped_sentences']} left out")
    return ", ".join(parts)


def edits(page: Page, of: Edition, day: date, story_id: str, names: dict[str, str]) -> None:
    """What was changed after publication, sentence by sentence."""
    found = ask(of, "story_edits", day, story_id)
    if not found:
        return
    page.section(
        "Edited after publication",
        "Struck out: what stood there before. Underlined: what stands there now.",
        "edits",
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
    page.draw("edits.html.j2", articles=list(articles.values()))
    page.csv(found, f"edits-{story_id}")
