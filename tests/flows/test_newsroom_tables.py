"""`parallax demo` from end to end: its tables say what the newsroom was written to show."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.demo import content
from flows.demo.content import OUTLETS, find_article, load_newsroom
from warehouse.connection import Warehouse, open_warehouse
from warehouse.page_evidence import story_quotes

Row = dict[str, Any]
TRUTH: dict[str, Any] = tomllib.loads(
    (Path(content.__file__).parent / "truth.toml").read_text(encoding="utf-8")
)


def article_of_url(url: str) -> str:
    """The newsroom's id of an article by its address, with either scheme and with or without a last slash."""
    found = {
        f"{site.host}{article.path}".rstrip("/"): article.article_id
        for site in load_newsroom()
        for article in site.articles
    }
    return found.get(url.split("://", 1)[1].rstrip("/"), url)


@dataclass(frozen=True)
class Demo:
    """The warehouse of a finished demo, and what the run said on its way."""

    warehouse: Warehouse
    progress: str

    def rows(self, sql: str, *parameters: Any) -> list[Row]:
        return self.warehouse.rows(sql, list(parameters))

    def versions(self) -> dict[str, tuple[str, str]]:
        """Version id -> (the newsroom's article id, text)."""
        rows = self.rows(
            "select v.version_id, a.url, v.text from raw.version v join raw.article a using (article_id)"
        )
        return {row["version_id"]: (article_of_url(row["url"]), row["text"]) for row in rows}

    def stories(self, day: str) -> dict[str, set[str]]:
        """Story id -> the newsroom's article ids in it on the day."""
        versions = self.versions()
        stories: dict[str, set[str]] = {}
        for row in self.rows(
            "select story_id, version_id from raw.story_member where day = ?", date.fromisoformat(day)
        ):
            stories.setdefault(row["story_id"], set()).add(versions[row["version_id"]][0])
        return stories

    def claim_cells(self, claim: Row) -> dict[str, tuple[str, str]]:
        """Outlet -> (status found, status expected) in the claim row that most of the fragments fall into."""
        day = date.fromisoformat(claim["day"])
        versions = self.versions()
        members = self.rows("from raw.claim_member where day = ?", day)
        hits: Counter[tuple[str, str]] = Counter()
        for cell in claim["cells"]:
            hits.update(self._claims_at(cell, members, versions))
        if not hits:
            return {cell["outlet"]: ("nowhere", cell["statuses"][0]) for cell in claim["cells"]}
        story, number = max(hits, key=lambda key: (hits[key], key))
        found = {
            row["outlet_id"]: row["status"]
            for row in self.rows(
                "from raw.claim_status where day = ? and story_id = ? and claim_id = ?", day, story, number
            )
        }
        cells = {}
        for cell in claim["cells"]:
            status = found.get(cell["outlet"], "nowhere")
            cells[cell["outlet"]] = (status, status if status in cell["statuses"] else cell["statuses"][0])
        return cells

    def _claims_at(
        self, cell: Row, members: list[Row], versions: dict[str, tuple[str, str]]
    ) -> set[tuple[str, str]]:
        found = set()
        for member in members:
            article, text = versions[member["version_id"]]
            if article != cell.get("article"):
                continue
            start = text.find(cell["fragment"])
            end = start + len(cell["fragment"])
            shared = min(member["end_char"], end) - max(member["start_char"], start)
            if start >= 0 and shared > 0.5 * min(member["end_char"] - member["start_char"], end - start):
                found.add((member["story_id"], member["claim_id"]))
        return found


DAYS = list(TRUTH["coverage"])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("demo") / "data"
    command = [sys.executable, "-c", "from flows.cli import main; main()", "demo", "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    with open_warehouse(data / "parallax.duckdb", read_only=True) as warehouse:
        yield Demo(warehouse, done.stderr)


def test_each_line_of_progress_names_an_outlet_or_the_stage(demo: Demo) -> None:
    lines = [line for line in demo.progress.splitlines() if re.search(r" \d+/\d+$", line)]
    told = {line.split(":")[0] for line in lines}
    assert told == {*OUTLETS, "compare"}
    assert any(line.startswith("courier: pages fetched ") for line in lines)


def test_coverage_counts_every_article_on_its_day(demo: Demo) -> None:
    for day in DAYS:
        rows = demo.rows("from daily.coverage where day = ?", date.fromisoformat(day))
        assert {row["outlet_id"]: row["articles"] for row in rows} == TRUTH["coverage"][day]


def test_stories_hold_one_event_and_nearly_all_of_it(demo: Demo) -> None:
    kin = [set(pair) for pair in TRUTH["related_events"]]
    together = placed_articles = 0
    for day in DAYS:
        stories = demo.stories(day)
        for members in stories.values():
            events = {find_article(article).event for article in members}
            assert len(events) == 1 or any(events <= pair for pair in kin), (day, members)
        placed = {article: story for story, members in stories.items() for article in members}
        published = [a for s in load_newsroom() for a in s.articles if f"{a.published_at:%Y-%m-%d}" == day]
        for event in {a.event for a in published}:
            homes = [placed[a.article_id] for a in published if a.event == event]
            together += max(homes.count(home) for home in homes)
            placed_articles += len(homes)
    assert together >= 0.85 * placed_articles


def test_most_cells_of_the_written_claims_are_as_written(demo: Demo) -> None:
    cells = {
        (claim["id"], outlet): found
        for claim in TRUTH["claims"]
        for outlet, found in demo.claim_cells(claim).items()
    }
    wrong = {key: pair for key, pair in cells.items() if pair[0] != pair[1]}
    assert len(wrong) <= 0.35 * len(cells), wrong
    for central in ("attack-staged", "ballots-added"):
        assert not [key for key in wrong if key[0] == central], wrong


def test_distance_is_seen_on_either_side(demo: Demo) -> None:
    rows = demo.rows("select distinct outlet_id, story_id from daily.claims where status = 'distanced'")
    assert {"courier", "lethmar", "northwire"} <= {row["outlet_id"] for row in rows}


def test_reprints_are_found_with_their_origin_and_nothing_else(demo: Demo) -> None:
    versions = demo.versions()
    found = {
        article_of_url(row["url"]): versions[row["origin_version_id"]][0]
        for row in demo.rows("from daily.reprints")
        if row["origin_version_id"] is not None
    }
    assert found == {row["article"]: row["origin"] for row in TRUTH["reprints"]}
    inserted = {article_of_url(r["url"]): r["inserted_sentences"] for r in demo.rows("from daily.reprints")}
    assert inserted["dk-ferry"] == 3


def test_edits_are_shown(demo: Demo) -> None:
    rows = {article_of_url(row["url"]): row for row in demo.rows("from daily.edits")}
    assert {row["article"] for row in TRUTH["edits"]} <= set(rows)
    assert rows["mc-outage"]["claims_softened"] + rows["mc-outage"]["claims_removed"] >= 1
    assert rows["mc-quake"]["kind"] == "softened"


def test_a_first_report_is_never_later_than_another_in_its_story(demo: Demo) -> None:
    versions = demo.versions()
    rows = demo.rows("from daily.first_reports where verdict = 'first'")
    assert len({row["story_id"] for row in rows}) >= 5
    for row in rows:
        first = find_article(versions[row["version_id"]][0])
        for article_id in demo.stories(f"{row['day']}")[row["story_id"]]:
            other = find_article(article_id)
            assert first.outlet_id == other.outlet_id or first.published_at <= other.published_at, (
                first.article_id,
                article_id,
            )


def test_an_outlet_that_was_down_is_not_observed_and_omits_nothing(demo: Demo) -> None:
    (row,) = TRUTH["health"]
    day = date.fromisoformat(row["day"])
    health = demo.rows("from daily.health where day = ? and outlet_id = ?", day, row["outlet"])
    assert health[0]["healthy"] is False and row["reason"] in health[0]["reason"]
    statuses = demo.rows(
        "select distinct status from daily.claims where day = ? and outlet_id = ?", day, row["outlet"]
    )
    assert "omitted" not in {r["status"] for r in statuses}
    unhealthy = demo.rows("select day, outlet_id from daily.health where not healthy")
    assert [(r["day"], r["outlet_id"]) for r in unhealthy] == [(day, row["outlet"])]


def test_links_that_give_no_article_are_refused_with_their_reason(demo: Demo) -> None:
    rows = demo.rows(
        "select distinct e.url, o.reason from raw.outcome as o join raw.entry as e using (entry_id)"
        " where o.outcome = 'refused'"
    )
    found = {(row["url"].split("://")[1].rstrip("/"), row["reason"]) for row in rows}
    stated = {(row["url"].split("://")[1].rstrip("/"), row["reason"]) for row in TRUTH["refused"]}
    assert found == stated


def test_the_fighting_has_the_name_each_outlet_chooses(demo: Demo) -> None:
    (names,) = (row for row in TRUTH["names"] if row["concept"] == "military-action")
    for outlet, chosen in names["chosen"].items():
        variants = {
            row["variant"]
            for row in demo.rows(
                "from daily.names where concept = 'military-action' and outlet_id = ?", outlet
            )
        }
        assert any(chosen.split()[-1] in variant for variant in variants), (outlet, variants)


def test_every_daily_table_has_rows(demo: Demo) -> None:
    tables = [
        row["table_name"]
        for row in demo.rows("select table_name from information_schema.tables where table_schema = 'daily'")
    ]
    assert len(tables) >= 13
    for table in tables:
        assert demo.rows(f"select count(*) as n from daily.{table}")[0]["n"] > 0, table


def test_the_written_voices_are_carried(demo: Demo) -> None:
    versions = demo.versions()
    for row in TRUTH["voices"]:
        day = date.fromisoformat(row["day"])
        stories = {
            story
            for story, members in demo.stories(row["day"]).items()
            if any(find_article(a).event == row["event"] for a in members)
        }
        assert versions and stories
        voices = [v for v in demo.rows("from daily.voices where day = ?", day) if v["story_id"] in stories]
        for outlet, names in row["carried"].items():
            heard = " ".join(v["name"] for v in voices if v["outlet_id"] == outlet)
            assert outlet in OUTLETS
            missing = [name for name in names if name.split()[-1] not in heard]
            assert len(missing) <= 1, (row["event"], outlet, missing)


def test_a_surname_is_the_voice_that_another_text_of_the_story_names_in_full(demo: Demo) -> None:
    apart = demo.rows(
        "select one.name, other.name from daily.voices as one join daily.voices as other using (day, story_id) "
        "where one.voice_group = 'person' and other.voice_group = 'person' "
        "and not contains(one.name, ' ') and ends_with(lower(other.name), ' ' || lower(one.name))"
    )
    assert apart == []


def test_all_words_of_a_voice_in_a_story_can_be_opened(demo: Demo) -> None:
    counted = demo.rows("from daily.voices where voice_group = 'person'")
    for day, story_id in sorted({(row["day"], row["story_id"]) for row in counted}):
        told = {
            (row["outlet_id"], row["voice"]): row["quotes"]
            for row in counted
            if (row["day"], row["story_id"]) == (day, story_id)
        }
        opened = story_quotes(demo.warehouse, day, story_id, sorted({voice for _, voice in told}), 1000)
        assert Counter((row["outlet_id"], row["voice"]) for row in opened) == told


def test_the_notebook_plots_the_published_copy(demo: Demo) -> None:
    from examples.what_parted import app

    copy = demo.warehouse.path.parent / "published" / "parallax.duckdb"
    _, shown = app.run(defs={"copy": copy})
    drawn = {name: shown[name].to_dict() for name in shown if name.endswith("_chart")}
    assert set(drawn) == {f"{name}_chart" for name in ("coverage", "claims", "voices", "names", "gaps")}
    assert all(rows for chart in drawn.values() for rows in chart["datasets"].values())
    assert shown["coverage"].height == 5
    assert shown["evidence"].height > 10 and shown["evidence"]["text"].null_count() == 0
