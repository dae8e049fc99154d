"""The newsroom says what `truth.toml` and the gold labels say that it says."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from flows.demo import content
from flows.demo.content import (
    OUTLETS,
    Article,
    article_text,
    body_text,
    find_article,
    load_newsroom,
    load_site,
)
from flows.demo.server import POLLS

TRUTH: dict[str, Any] = tomllib.loads(
    (Path(content.__file__).parent / "truth.toml").read_text(encoding="utf-8")
)
GOLD = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "claims/gold/newsroom.jsonl").read_text("utf-8").splitlines()
]
EVENTS = {a.event for site in load_newsroom() for a in site.articles}


def texts(article: Article) -> list[str]:
    return [body_text(version) for version in article.versions]


def outlet_text(outlet: str, event: str | None = None) -> str:
    articles = [a for a in load_site(outlet).articles if event in (None, a.event)]
    return "\n\n".join(body_text(a.versions[-1]) for a in articles)


def sentences(text: str) -> list[str]:
    text = re.sub(r"^[A-Z][^-]{3,60}\((?:NW|Northwire)\) - ", "", text)
    return [s.strip() for s in re.split(r"(?<=[.?!][\"”]) |(?<=[a-z0-9%][.?!]) |\n\n", text) if s.strip()]


def test_articles_per_day_are_as_stated() -> None:
    published = Counter(
        (f"{a.published_at:%Y-%m-%d}", site.outlet_id) for site in load_newsroom() for a in site.articles
    )
    stated = {(day, outlet): n for day, row in TRUTH["coverage"].items() for outlet, n in row.items()}
    assert stated == {key: published[key] for key in stated}
    assert sum(published.values()) == sum(stated.values())


@pytest.mark.parametrize("claim", TRUTH["claims"], ids=lambda c: c["id"])
def test_every_cell_has_its_sentence(claim: dict[str, Any]) -> None:
    assert claim["event"] in EVENTS
    for cell in claim["cells"]:
        assert cell["outlet"] in OUTLETS
        if "fragment" not in cell:
            assert cell["statuses"][0] == "omitted"
            assert any(
                a.event == claim["event"] and f"{a.published_at:%Y-%m-%d}" == claim["day"]
                for a in load_site(cell["outlet"]).articles
            ), "only an outlet that covers the story omits"
            continue
        article = find_article(cell["article"])
        assert (article.outlet_id, article.event) == (cell["outlet"], claim["event"])
        assert f"{article.published_at:%Y-%m-%d}" == claim["day"]
        assert any(cell["fragment"] in text for text in texts(article)), cell["fragment"]


def test_the_claims_show_every_status_but_contradiction() -> None:
    first = {cell["statuses"][0] for claim in TRUTH["claims"] for cell in claim["cells"]}
    assert {"asserted", "endorsed", "attributed", "distanced", "denied", "omitted"} <= first


@pytest.mark.parametrize("number", TRUTH["numbers"], ids=lambda n: n["id"])
def test_every_number_is_told_as_stated(number: dict[str, Any]) -> None:
    assert len({use.get("low", use.get("high")) for use in number["uses"]}) >= 2
    for use in number["uses"]:
        article = find_article(use["article"])
        assert (article.outlet_id, article.event) == (use["outlet"], number["event"])
        assert any(use["fragment"] in text for text in texts(article)), use["fragment"]


@pytest.mark.parametrize("name", TRUTH["names"], ids=lambda n: n["concept"])
def test_each_outlet_prefers_the_name_it_is_said_to_choose(name: dict[str, Any]) -> None:
    for outlet, chosen in name["chosen"].items():
        own_voice = re.sub(r"[“\"][^”\"]*[”\"]", "", outlet_text(outlet))
        uses = {v: len(re.findall(rf"\b{v}\b", own_voice)) for v in name["variants"]}
        assert uses[chosen] > 0 and uses[chosen] == max(uses.values()), (outlet, uses)


def test_marking_words_are_used_as_often_as_stated() -> None:
    for row in TRUTH["words"]:
        text = outlet_text(row["outlet"]).lower()
        for term, least in row["terms"].items():
            assert len(re.findall(rf"\b{term}\b", text)) >= least, (row["outlet"], term)


def test_voices_are_carried_and_absent_as_stated() -> None:
    for row in TRUTH["voices"]:
        for outlet, names in row["carried"].items():
            text = outlet_text(outlet, row["event"])
            assert all(name in text for name in names), (outlet, names)
        for outlet, names in row["absent"].items():
            text = outlet_text(outlet, row["event"])
            assert not any(name in text for name in names), (outlet, names)


def test_stories_left_out_and_late() -> None:
    carried = {(a.outlet_id, a.event) for site in load_newsroom() for a in site.articles}
    for outlet in OUTLETS:
        assert set(TRUTH["stories_left_out"][outlet]) == {e for e in EVENTS if (outlet, e) not in carried}
    for late in TRUTH["stories_late"]:
        days = {
            f"{a.published_at:%Y-%m-%d}"
            for a in load_site(late["outlet"]).articles
            if a.event == late["event"]
        }
        assert late["carried_on"] in days and late["left_out_on"] not in days


def test_first_reports_by_stated_time() -> None:
    assert set(TRUTH["first_reports"]) == EVENTS
    for event, outlet in TRUTH["first_reports"].items():
        dated = [
            (a.published_at, a.outlet_id)
            for site in load_newsroom()
            for a in site.articles
            if a.event == event and a.outlet_id != "worldglance"
        ]
        assert min(dated)[1] == outlet, event


@pytest.mark.parametrize("row", TRUTH["reprints"], ids=lambda r: r["article"])
def test_reprints_repeat_their_origin(row: dict[str, Any]) -> None:
    reprint, origin = article_text(row["article"]), article_text(row["origin"])
    assert row["fragment"] in reprint
    assert find_article(row["origin"]).published_at < find_article(row["article"]).published_at
    kept = [s for s in sentences(reprint) if s in origin]
    own = [s for s in sentences(reprint) if s not in origin]
    assert len(own) == row["own"], own
    assert len(kept) >= 3 and len(kept) / len(sentences(reprint)) >= 0.6
    if "trimmed" in row["kind"]:
        assert len(sentences(reprint)) < len(sentences(origin))
    assert ("Northwire) -" in reprint or "(NW) -" in reprint) == (row["rule"] in ("credit", "dateline"))


def test_edits_replace_one_wording_by_another() -> None:
    for row in TRUTH["edits"]:
        before, after = texts(find_article(row["article"]))
        assert row["before"] in before and row["before"] not in after
        assert row["after"] in after and row["after"] not in before
        seen = [v.at for v in find_article(row["article"]).versions]
        assert any(seen[0] <= poll < seen[1] for poll in POLLS), "a poll sees the first version"
        assert any(poll >= seen[1] for poll in POLLS)


def test_links_that_give_no_article_are_served() -> None:
    extras = {f"http://{site.host}{e.path}" for site in load_newsroom() for e in site.extras}
    assert extras == {row["url"] for row in TRUTH["refused"]}
    assert [find_article(row["article"]).kind for row in TRUTH["teaser"]] == ["teaser"]


def test_gold_labels_lie_in_their_texts() -> None:
    assert len(GOLD) == len({row["article"] for row in GOLD}) == 40
    allowed = {
        "kind": {"direct", "indirect", "mixed"},
        "engagement": {"acknowledged", "endorsed", "distanced"},
        "polarity": {"affirms", "denies"},
        "certainty": {"certain", "probable", "possible", "unstated"},
    }
    for row in GOLD:
        text = article_text(row["article"])
        for label in row["attributions"]:
            spans = list(zip(label["content"], label["at"]["content"], strict=True))
            spans.append((label["cue"], label["at"]["cue"]))
            if label["source"] is not None:
                spans.append((label["source"], label["at"]["source"]))
            for piece, occurrence in spans:
                assert piece and len(text.split(piece)) > occurrence + 1, (row["article"], piece)
            assert all(label[field] in values for field, values in allowed.items())
