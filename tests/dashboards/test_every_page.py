"""Every page draws without error, restores itself from its address, and speaks plainly when it cannot draw."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from pages_data import DAY, LAST, STORY

from dashboards.app import VIEWS, make_app
from dashboards.statuses import standing
from tasks.compare.status import NEAR, NO_CLAUSE

#: The pages that need a day; the SQL page also works on a copy without one.
OF_DAYS = [name for name in VIEWS if name != "sql"]


class Client:
    """Asks the application itself; no socket."""

    def __init__(self, copy: Path) -> None:
        self.transport = httpx.ASGITransport(make_app(copy))

    def get(self, address: str, **given: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://127.0.0.1") as client:
                return await client.get(address, **given)

        return asyncio.run(ask())


def visit(copy: Path, page: str, **address: str) -> str:
    answer = Client(copy).get(f"/{page}", params=address)
    assert answer.status_code == 200
    assert "could not be drawn" not in answer.text
    return answer.text


def table(copy: Path, page: str, part: str, **address: str) -> list[dict[str, str]]:
    answer = Client(copy).get(f"/{page}.csv", params=address | {"part": part})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("name", VIEWS)
def test_page_draws(name: str, copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, name)
    assert shown.count("<h1>") == 1 and "How is this computed?" in shown and "as of " in shown


@pytest.mark.parametrize("name", VIEWS)
def test_page_draws_hostile_texts(name: str, hostile_for_pages: Path) -> None:
    shown = visit(hostile_for_pages, name, day=f"{DAY}", story=STORY, least="1")
    assert shown.count("<script") == 1, "our own"
    assert len(re.findall("<img", shown)) == 1 and 'href="javascript' not in shown


@pytest.mark.parametrize("name", VIEWS)
def test_hostile_address_is_text(name: str, copy_for_pages: Path) -> None:
    attack = "\"'><script>window.hits.push(1)</script>\u202e{{7*7}}"
    keys = (
        "day",
        "story",
        "q",
        "outlet",
        "open",
        "sql",
        "level",
        "weeks",
        "concept",
        "order",
        "all-claims",
        "anchor",
    )
    shown = visit(copy_for_pages, name, **dict.fromkeys(keys, attack))
    assert "<script>window" not in shown and "script&gt;49" not in shown


@pytest.mark.parametrize("name", VIEWS)
def test_every_csv_link_gives_rows(name: str, copy_for_pages: Path) -> None:
    client = Client(copy_for_pages)
    shown = client.get(f"/{name}", params={"day": f"{DAY}", "story": STORY}).text
    links = [html.unescape(link) for link in re.findall(r'href="(/\w+\.csv\?[^"]+)"', shown)]
    assert links, "something is drawn"
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200 and answer.text.count("\r\n") > 1, link


@pytest.mark.parametrize("name", VIEWS)
def test_every_link_of_our_own_opens_a_view(name: str, copy_for_pages: Path) -> None:
    client = Client(copy_for_pages)
    shown = client.get(f"/{name}", params={"day": f"{DAY}", "story": STORY}).text
    links = sorted({html.unescape(link) for link in re.findall(r'href="(/\w+\?[^"#]*)', shown)})
    for link in links[:: max(1, len(links) // 12)]:
        answer = client.get(link)
        assert answer.status_code == 200 and "could not be drawn" not in answer.text, link


def test_csv_is_what_is_drawn(copy_for_pages: Path) -> None:
    address = {"day": f"{DAY}", "q": "11 boats"}
    assert [r["label"] for r in table(copy_for_pages, "today", f"stories-{DAY}", **address)] == ["Storm 1"]
    cells = table(copy_for_pages, "story", f"claims-{STORY}", day=f"{DAY}", story=STORY)
    assert {"status", "sentences", "addresses"} <= set(cells[0])


def test_address_restores_day_and_filter(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "today", day=f"{DAY}", q="11 boats", outlet="night_mail")
    assert f'<option value="{DAY}" selected>' in shown and 'value="11 boats"' in shown
    assert "Storm 1" in shown and "Storm 0" not in shown
    assert f"/story?day={DAY}&amp;story=s1-{DAY}" in shown


def test_choices_stay_when_another_is_made(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "outlets", day=f"{LAST}", level="selection", outlet="night_mail")
    assert '<option value="night_mail" selected>' in shown
    assert re.search(r'<input type="hidden" name="outlet" value="night_mail">', shown), (
        "in the form of the pairs"
    )


def test_story_shows_sentences_with_the_span_marked(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "story", day=f"{DAY}", story=STORY)
    assert "<mark>" in shown and "open the article" in shown
    assert "Harbour master Ines Kotal" in shown, "the sentence around the span"
    assert "Storm 0" in shown and "Who was first" in shown and "Edited after publication" in shown
    assert "Reprints" in shown and "nearest sentence found" in shown


def test_silence_of_an_outlet_that_was_observed_is_not_called_unobserved() -> None:
    assert standing("not_observed", NEAR) == standing("not_observed", NO_CLAUSE) == "undecided"
    assert standing("not_observed", "all 4 polls failed") == "not observed"
    assert standing("omitted", None) == "omits"


def test_every_mark_of_a_story_opens_something(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "story", day=f"{DAY}", story=STORY)
    targets = re.findall(r'<button type="button" class="opens[^"]*"[^>]*popovertarget="(\w+)"', shown)
    assert len(targets) == len(set(targets)) > 5
    for target in targets:
        assert f'<div popover id="{target}">' in shown
    assert '<span class="point' not in shown, "no mark without its evidence"


@pytest.fixture
def running(copy_for_pages: Path, tmp_path: Path) -> Path:
    """The copy with a story that one outlet told the day before: its claims, number and first report stand there."""
    path = tmp_path / "running.duckdb"
    path.write_bytes(copy_for_pages.read_bytes())
    path.chmod(0o644)
    of_story = "where day = $day and story_id = $story"
    with duckdb.connect(str(path)) as engine:
        given = {"day": DAY, "story": STORY}
        engine.execute(  # stored only where no member of the day has them
            """update store.claim_member set outlet_id = member.outlet_id, origin_id = member.origin_id
            from store.story_member as member
            where member.day = claim_member.day and member.version = claim_member.version"""
        )
        engine.execute(
            f"update store.story_member set day = day - 1 {of_story} and outlet_id = 'night_mail'", given
        )
        engine.execute(f"delete from daily.voices {of_story} and outlet_id = 'night_mail'", given)
        engine.execute(f"update daily.stories set first_day = day - 1 {of_story}", given)
    return path


def test_marks_of_a_story_that_runs_on_open_the_sentences_of_its_earlier_days(running: Path) -> None:
    shown = visit(running, "story", day=f"{DAY}", story=STORY)
    assert "It runs since" in shown
    assert '<span class="point' not in shown, "no number and no first report without its sentence"
    rows = table(running, "story", f"claims-{STORY}", day=f"{DAY}", story=STORY)
    said = [r["sentences"] for r in rows if r["outlet_id"] == "night_mail" and r["sentences"]]
    assert said and all("Harbour master Ines Kotal" in s for s in said), "the sentence around the span"


def test_words_of_a_state_open_where_the_text_itself_does_not_name_it(
    copy_for_pages: Path, tmp_path: Path
) -> None:
    path = tmp_path / "unnamed.duckdb"
    path.write_bytes(copy_for_pages.read_bytes())
    path.chmod(0o644)
    with duckdb.connect(str(path)) as engine:
        engine.execute("update store.attribution set engagement = 'distanced' where voice = 'ministry'")
        engine.execute(
            "update daily.voices set distanced = quotes, acknowledged = 0 where voice = 'ministry'"
        )
        engine.execute("update store.voice set state = null")  # daily.voices knows it from another text
    address = {"day": f"{LAST}", "outlet": "night_mail", "open": "state~veldra"}
    shown = visit(path, "outlets", **address)
    assert 'id="open"' in shown and "<mark>" in shown.partition('id="open"')[2]
    assert "No sentence of it is kept" not in shown


def test_numbers_that_are_not_drawn_are_counted(hostile_for_pages: Path) -> None:
    shown = visit(hostile_for_pages, "numbers", day=f"{LAST}")
    drawn, things = map(int, re.search(r"(\d+) of (\d+) things are drawn", shown).groups())  # type: ignore[union-attr]
    assert drawn < things and f"different numbers for {things} things" in shown


def test_day_without_a_shared_story_says_how_many_there_are(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "today", day=f"{DAY}", least="5")
    assert "No story of this day was told by 5 outlets." in shown and "2 stories were told by fewer" in shown
    assert "0 stories" not in shown


def test_today_names_who_stands_where(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "today", day=f"{DAY}")
    assert re.search(r'class="status \w+"><i class="m \w+" aria-hidden="true"></i> \d', shown)
    assert 'class="opens named"' in shown


@pytest.mark.parametrize(("page", "pattern"), [("voices", "~"), ("names", "~"), ("outlets", "~")])
def test_dots_over_weeks_open_their_sentences(page: str, pattern: str, copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, page, day=f"{LAST}")
    links = [html.unescape(x) for x in re.findall(rf'href="(/{page}\?[^"]*open=[^"]*)"', shown)]
    if not links:
        pytest.skip("nothing to open in this copy")
    client = Client(copy_for_pages)
    for link in links[:6]:
        answer = client.get(link.split("#")[0])
        assert 'id="open"' in answer.text, link


@pytest.mark.parametrize("name", OF_DAYS)
def test_day_without_tables_is_said(name: str, copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, name, day="2031-03-06")
    assert "There are no tables of 2031-03-06." in shown and f"Shown instead: {LAST}" in shown
    assert "There are no tables" not in visit(copy_for_pages, name, day=f"{DAY}")


def test_unknown_story_is_said(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "story", day=f"{DAY}", story="s9-none")
    assert "The story asked for has no article on this day." in shown


def test_pairs_that_could_be_chance_are_drawn_so(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "outlets", day=f"{LAST}", level="selection")
    assert 'class="unclear"' in shown and "could be chance" in shown


@pytest.mark.parametrize("name", OF_DAYS)
def test_empty_copy_says_what_to_do(name: str, tmp_path: Path) -> None:
    from warehouse.connection import open_warehouse

    open_warehouse(tmp_path / "empty.duckdb").close()
    assert "holds no day yet" in visit(tmp_path / "empty.duckdb", name)


@pytest.mark.parametrize("name", VIEWS)
def test_missing_copy_says_what_to_do(name: str, tmp_path: Path) -> None:
    shown = visit(tmp_path / "nothing.duckdb", name)
    assert "Nothing has been published yet." in shown and "parallax demo" in shown


def test_damaged_copy_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "damaged.duckdb"
    path.write_bytes(b"no database at all" * 400)
    assert "cannot be read" in visit(path, "today")


def test_copy_of_another_schema_says_what_to_do(copy_for_pages: Path, tmp_path: Path) -> None:
    older, newer = tmp_path / "older.duckdb", tmp_path / "newer.duckdb"
    for path, change in (
        (older, "drop table daily.stories"),
        (newer, "update meta.schema_version set version = 9999"),
    ):
        path.write_bytes(copy_for_pages.read_bytes())
        path.chmod(0o644)
        with duckdb.connect(str(path)) as engine:
            engine.execute(change)
    assert "an older Parallax made it" in visit(older, "today")
    assert "made by a newer Parallax" in visit(newer, "today")


def test_locked_copy_says_what_to_do(copy_for_pages: Path, tmp_path: Path) -> None:
    path = tmp_path / "held.duckdb"
    path.write_bytes(copy_for_pages.read_bytes())
    path.chmod(0o644)
    with duckdb.connect(str(path)):
        shown = visit(path, "today")
    assert "held by another process" in shown


def test_old_copy_is_called_old(copy_for_pages: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    path.write_bytes(copy_for_pages.read_bytes())
    stamp = path.stat().st_mtime - timedelta(days=3).total_seconds()
    os.utime(path, (stamp, stamp))
    assert "No run has been published since" in visit(path, "today")


def test_newer_copy_is_read_without_a_restart(copy_for_pages: Path, tmp_path: Path) -> None:
    path = tmp_path / "parallax.duckdb"
    path.write_bytes(copy_for_pages.read_bytes())
    path.chmod(0o644)
    assert "Storm 0" in visit(path, "today", day=f"{DAY}")
    newer = tmp_path / "newer.duckdb"
    newer.write_bytes(path.read_bytes())
    with duckdb.connect(str(newer)) as engine:
        engine.execute("update daily.stories set label = 'Calm 0' where label = 'Storm 0'")
    newer.replace(path)
    assert "Calm 0" in visit(path, "today", day=f"{DAY}")


def test_sql_page_answers_and_refuses(copy_for_pages: Path) -> None:
    shown = visit(
        copy_for_pages,
        "sql",
        sql="select outlet_id, row_number() over (order by outlet_id) as place from daily.coverage",
    )
    assert "night_mail" in shown and "Quick plot" in shown
    shown = visit(copy_for_pages, "sql", sql="drop table daily.stories")
    assert "The query was not answered." in shown
    rows = table(copy_for_pages, "sql", "result", sql="select range as n from range(500)")
    assert len(rows) == 500, "the CSV has all rows, the page the first"


def test_named_questions_are_asked(copy_for_pages: Path) -> None:
    shown = visit(copy_for_pages, "sql", question="biggest_stories")
    assert "Storm" in shown and "The query" in shown


def test_browser_is_told_to_ask_nobody_else(copy_for_pages: Path) -> None:
    client = Client(copy_for_pages)
    policy = client.get("/today").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "connect-src" not in policy and "http" not in policy
    assert client.get("/today", headers={"host": "elsewhere.invalid"}).status_code == 400, (
        "no detour by another name"
    )


def test_drift_report_has_no_origin_and_no_network(copy_for_pages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "published"
    (folder / "drift").mkdir(parents=True)
    path = folder / "parallax.duckdb"
    path.write_bytes(copy_for_pages.read_bytes())
    (folder / "drift" / f"drift-{DAY}.html").write_text("<script>fetch('http://elsewhere.invalid')</script>")
    shown = visit(path, "health", day=f"{DAY}", **{"all-report": "yes"})
    assert 'sandbox="allow-scripts"' in shown and "allow-same-origin" not in shown
    client = Client(path)
    policy = client.get("/drift-report", params={"day": f"{DAY}"}).headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts;") and "connect-src 'none'" in policy
    for wrong in ("../../etc/passwd", "2031-03-99", ""):
        assert client.get("/drift-report", params={"day": wrong}).status_code == 404


@pytest.mark.parametrize("address", ["/nothing", "/nothing/at/all", "/nothing.csv", "/today.csv?part=none"])
def test_an_address_that_leads_nowhere_shows_the_way(copy_for_pages: Path, address: str) -> None:
    answer = Client(copy_for_pages).get(address)
    assert answer.status_code == 404
    assert "There is no such" in answer.text and 'href="/today"' in answer.text


def test_a_table_of_a_copy_that_is_not_there_is_not_called_a_wrong_address(tmp_path: Path) -> None:
    answer = Client(tmp_path / "published" / "parallax.duckdb").get("/today.csv?part=rows")
    assert answer.status_code == 503
    assert "nothing is published" in answer.text and "leads nowhere" not in answer.text
