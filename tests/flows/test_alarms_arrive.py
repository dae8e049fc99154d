"""Editorial alarms, from the newsroom's pages to the mailbox and the web hook, through the real flows."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from email import message_from_string
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from dashboards.app import make_app
from flows.demo.run import VirtualClock
from flows.demo.server import POLLS, Newsroom
from tasks.collect.pace import Clock
from tasks.watch.records import DriftRow
from tests.watch.receivers import receiver
from warehouse import watching
from warehouse.connection import open_warehouse
from warehouse.digest import table_digests
from warehouse.load import replace_day

DEMO_OUTLETS = Path(__file__).parents[2] / "flows" / "demo" / "outlets.toml"
RULES = """
[[alarm]]
name = "lethmar leaves out"
when = "story_omitted"
outlet = "lethmar"
least_outlets = 3

[[alarm]]
name = "denied now"
when = "claim_denied"
outlet = "klaxon"

[[alarm]]
name = "numbers"
when = "number_conflict"

[[alarm]]
name = "taken out"
when = "claim_removed"
outlet = "courier"

[[alarm]]
name = "strikes"
when = "word"
words = ["strike"]
"""
PAGES = "http://pages.example"


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, prefect_server: None
) -> tuple[list[dict[str, str]], list[str], Path]:
    """What arrived at the hook and in the mailbox over the newsroom's three days, and the data folder.

    The last day is run twice, as after a restart.
    """
    from flows import backfill, watch, workshop
    from flows.collect import collect
    from flows.daily import daily

    folder = tmp_path_factory.mktemp("alarms")
    outlets = folder / "outlets.toml"
    outlets.write_text(DEMO_OUTLETS.read_text(encoding="utf-8") + RULES, encoding="utf-8")
    clock = VirtualClock(POLLS[0])
    patch = pytest.MonkeyPatch()
    with Newsroom() as newsroom, receiver("mail") as (mail, letters), receiver("hook") as (hook, posts):
        world = workshop.Surroundings(
            now=clock.now,
            host_clock=lambda: Clock("newsroom", clock.at.timestamp(), clock.at.timestamp()),
            routes=newsroom.routes(),
            spacing_seconds=0.0,
            quiet=True,
        )
        patch.setattr(workshop, "WORLD", world)
        for module in (workshop, watch, backfill):
            patch.setattr(module, "clock", clock.now)
        patch.setenv(
            "PARALLAX_NOTIFY",
            f"mailto://127.0.0.1:{mail}?mode=insecure&from=parallax@desk.example&to=editor@desk.example"
            f" json://127.0.0.1:{hook}/services/T0?:message=text",
        )
        patch.setenv("PARALLAX_PAGES_URL", PAGES)
        given = {"data_dir": str(folder / "data"), "outlets_file": str(outlets)}

        async def three_days() -> None:
            for number, at in enumerate(POLLS, 1):
                clock.at = at
                newsroom.set_now(at)
                await (collect("all", **given) if number % 4 else daily("newest", **given))
            await daily("newest", **given)

        asyncio.run(three_days())
        patch.undo()
        return [json.loads(post) for post in posts], list(letters), folder / "data"


async def opened(pages: httpx.ASGITransport, address: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=pages) as client:
        return await client.get(address)


KINDS = {
    "lethmar leaves out": r"klaxon, northwire, worldglance\), lethmar has no article of it",
    "denied now": r"Denied for the first time in .*klaxon",
    "numbers": r"Numbers that cannot all be true: .*(41|Eighteen|nine)",
    "taken out": r"courier took \d+ claims out of an article\. Before: ",
    "strikes": r"uses 'strike'",
}


@pytest.mark.parametrize("name", list(KINDS))
def test_each_kind_arrives_by_hook_and_mail_once_with_its_evidence(
    name: str, told: tuple[list[dict[str, str]], list[str], Path]
) -> None:
    posts, letters, data = told
    mine = [post for post in posts if post["title"].startswith(f"{name}: ")]
    assert mine, [post["title"] for post in posts]
    assert any(re.search(KINDS[name], post["text"]) for post in mine), [post["text"] for post in mine]
    assert not [text for text, n in Counter(post["text"] for post in mine).items() if n > 1]
    subjects = [" ".join(str(message_from_string(letter)["Subject"]).split()) for letter in letters]
    assert sum(name in subject for subject in subjects) == len(mine)
    pages = httpx.ASGITransport(make_app(data / "published" / "parallax.duckdb"))
    with open_warehouse(data / "published" / "parallax.duckdb", read_only=True) as published:
        for post in mine:
            link = urlsplit(post["text"].splitlines()[-1])
            asked = {key: values[0] for key, values in parse_qs(link.query).items()}
            assert f"{link.scheme}://{link.netloc}" == PAGES
            if "story" in asked:
                look = "select 1 from daily.stories where day = $day and story_id = $story"
            else:
                look = "select 1 from daily.health where day = $day and outlet_id = $outlet"
            assert published.rows(look, asked), post
            shown = asyncio.run(opened(pages, f"http://127.0.0.1{link.path}?{link.query}"))
            assert shown.status_code == 200 and asked["day"] in shown.text, post


def test_what_is_told_is_on_record_and_told_everywhere(
    told: tuple[list[dict[str, str]], list[str], Path],
) -> None:
    posts, letters, data = told
    with open_warehouse(data / "parallax.duckdb", read_only=True) as warehouse:
        alarms = warehouse.rows("from raw.alarm")
    assert len(posts) == len(letters) == len(alarms)
    assert all(set(a["delivered_to"]) == {"log", "event", "notify-1", "notify-2"} for a in alarms)
    assert {a["rule"] for a in alarms} == {*KINDS, "run_degraded"}


def test_a_word_is_a_word_and_not_a_part_of_one(told: tuple[list[dict[str, str]], list[str], Path]) -> None:
    with open_warehouse(told[2] / "parallax.duckdb", read_only=True) as warehouse:
        for word in ("strike", "Secret materials", "port"):
            found = watching.articles_saying(warehouse, POLLS[0].date(), [word])
            found += watching.articles_saying(warehouse, POLLS[-1].date(), [word])
            texts = {
                row["article_id"]: f"{row['title']}\n{row['text']}"
                for row in warehouse.rows("select article_id, title, text from model.current_version")
            }
            assert found
            assert all(re.search(rf"(?i)\b{word}\b", texts[row["article_id"]]) for row in found)
        assert not watching.articles_saying(warehouse, POLLS[0].date(), ["trike", "strik", "s.rike"])


def test_a_day_without_verdicts_is_not_compared(told: tuple[list[dict[str, str]], list[str], Path]) -> None:
    from tasks.compare.settings import CompareSettings
    from tasks.compare.steps import compare_one_day

    failed: Future[int] = Future()
    failed.set_exception(ValueError("no verdicts"))
    with open_warehouse(told[2] / "parallax.duckdb") as warehouse:
        before = table_digests(warehouse)
        tools: Any = SimpleNamespace(warehouse=warehouse, compare=CompareSettings(), processes=1, engine=None)
        with pytest.raises(ValueError, match="no verdicts"):
            compare_one_day(POLLS[-1].date(), tools, failed)
        assert table_digests(warehouse) == before


def test_an_outlet_held_back_is_out_of_every_comparison_and_the_reason_stands_in_its_place(
    told: tuple[list[dict[str, str]], list[str], Path],
) -> None:
    from tasks.compare.settings import CompareSettings
    from tasks.compare.steps import compare_one_day
    from tasks.watch.steps import judge_outlets

    days = sorted({at.date() for at in POLLS})
    day, before = days[-1], days[0] - timedelta(days=1)
    reason = "extraction looks broken: 0 % of the articles have a title"
    broken = DriftRow(
        before, "courier", "title_share", 0.0, 1.0, None, None, 0.0, 0.0, 1, 28, "drift", reason
    )
    with open_warehouse(told[2] / "parallax.duckdb") as warehouse:
        tools: Any = SimpleNamespace(
            warehouse=warehouse, now=lambda: POLLS[-1], compare=CompareSettings(), processes=1, engine=None
        )
        replace_day(warehouse, before, {"drift": [broken]})
        verdicts: Future[int] = Future()
        with ThreadPoolExecutor(1) as beside:  # it begins to read before the verdicts are there, as in a run
            comparing = beside.submit(compare_one_day, day, tools, verdicts)
            verdicts.set_result(sum(judge_outlets(judged, tools) for judged in days))
            comparing.result()
        mine = "from daily.{} where day = ? and outlet_id = 'courier'"
        for table in ("voices", "words", "names", "numbers", "first_reports", "edits"):
            assert not warehouse.rows(mine.format(table), [day]), table
        cells = warehouse.rows(mine.format("claims"), [day])
        assert cells and {cell["status"] for cell in cells} == {"not_observed"}
        (covered,) = warehouse.rows(mine.format("coverage"), [day])
        for row in (*cells, covered):
            assert reason in row["reason"] and "not cleared" in row["reason"]
