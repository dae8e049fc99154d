"""An outlet that hangs, lies or sends bombs leaves the rows of all others as they are without it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from flows.demo.run import VirtualClock
from flows.demo.server import POLLS, Newsroom
from flows.outlets import read_outlets
from flows.settings import load_settings
from flows.workshop import Surroundings, open_run, open_tools
from tasks.collect.pace import Clock
from tasks.collect.records import FeedSpec, OutletSpec
from tests.hostile.cases import GZIP_BOMB
from tests.hostile.server import HostileServer, Route, drips, reply, reset, silence
from warehouse.connection import open_warehouse

AT = 1
HOST = "saboteur.example"
OUTLETS = Path(__file__).parents[2] / "flows" / "demo" / "outlets.toml"
RSS = (
    '<rss version="2.0"><channel>{}<item><title>Stolen</title>'
    "<link>http://northwire.example/stolen</link></item></channel></rss>"
)
ITEM = (
    f"<item><title>Page {{0}}</title><link>http://{HOST}/{{0}}</link>"
    "<pubDate>Mon, 03 Mar 2031 10:00:00 GMT</pubDate></item>"
)
#: Tables whose rows name their outlet, and the columns that may differ between two runs: numbers follow the order of
#: loads, and outlets that are ready together share one.
TABLES = {
    "raw.entry": "run_id, entry_number",
    "raw.article": "run_id",
    "raw.version": "run_id, fetch_id, version_number",
    "raw.outcome": "run_id",
    "raw.poll": "run_id, poll_id",
    "raw.fetch": "run_id, fetch_id, elapsed_ms, warc_file, warc_offset, warc_length, wire_bytes",
}


def feed(names: str) -> bytes:
    return reply(RSS.format("".join(ITEM.format(name) for name in names)).encode(), "Content-Type: text/xml")


def page(words: str) -> bytes:
    body = f"<html><head><title>{words}</title></head><body>{f'<p>{words} on Monday.</p>' * 40}</body></html>"
    return reply(body.encode(), "Content-Type: text/html")


HANGS: dict[str, Route | bytes] = {
    "/feed": feed("abc"),
    "/a": silence,
    "/b": drips(page("Slow"), 0.3),
    "/c": reset,
}
LIES: dict[str, Route | bytes] = {
    "/feed": feed("abcd"),
    "/a": reply(b"<html><p>short", length=50_000),
    "/b": reply(b"", "Location: http://northwire.example/", status="302 Found"),
    "/c": page('<link rel="canonical" href="http://northwire.example/stolen">The wire said').replace(
        b"Content-Type", b"X-Was: 1\r\nContent-Type"
    ),
    "/d": reply(b"", "Location: http://169.254.169.254/latest", status="302 Found"),
}
BOMBS: dict[str, Route | bytes] = {
    "/feed": feed("abc"),
    "/a": reply(GZIP_BOMB, "Content-Encoding: gzip"),
    "/b": reply(b"<div>" * 200_000 + b"deep", "Content-Type: text/html"),
    "/c": reply(b"<p>x</p>" * 100_000, "Content-Type: text/html"),
}


@pytest.fixture
def plain_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow's own steps without Prefect around them."""
    import flows.collect as collect

    for name in ("collect_step", "read_step", "store_step"):
        monkeypatch.setattr(collect, name, getattr(collect, name).fn)
    monkeypatch.setattr(collect, "untouched", lambda value: value)


async def run(folder: Path, hostile: dict[str, Route | bytes] | None) -> dict[str, list[tuple[object, ...]]]:
    """One poll of the newsroom, with or without the saboteur; the rows of the newsroom's outlets by table."""
    from flows.collect import collect_outlets

    settings = load_settings({}, data_dir=folder, outlets_file=OUTLETS, workers=1)
    clock = VirtualClock(POLLS[AT])
    outlets = list(read_outlets(OUTLETS))
    bad = OutletSpec("saboteur", "Saboteur", "XZ", "en", (HOST,), (FeedSpec(f"http://{HOST}/feed"),), ("x",))
    with Newsroom(clock.at) as newsroom:
        async with HostileServer(hostile or {}) as server:
            surroundings = Surroundings(
                now=clock.now,
                host_clock=lambda: Clock("newsroom", clock.at.timestamp(), clock.at.timestamp()),
                routes={**newsroom.routes(), **server.at(HOST)},
                spacing_seconds=0.0,
                quiet=True,
            )
            specs = [*outlets, bad] if hostile is not None else outlets
            async with open_tools(settings, outlets=specs, surroundings=surroundings) as tools:
                with open_run(settings, tools, "collect", clock.at.date()) as shop:
                    await asyncio.wait_for(collect_outlets(shop), 240)
            asked = len(server.hits)
    assert hostile is None or asked > 2
    return rows_of_others(folder / "parallax.duckdb")


def rows_of_others(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_warehouse(path, read_only=True) as warehouse:
        found = {
            table: sorted(
                tuple(map(str, row.values()))
                for row in warehouse.rows(
                    f"select * exclude ({but}) from {table} where outlet_id <> 'saboteur'"
                )
            )
            for table, but in TABLES.items()
        }
        for table in ("sentence", "attribution", "name_use", "number_use"):
            found[table] = sorted(
                tuple(map(str, row.values()))
                for row in warehouse.rows(
                    f"select c.* from raw.{table} as c join raw.version as v using (version_id)"
                    " where v.outlet_id <> 'saboteur'"
                )
            )
    return found


@pytest.mark.usefixtures("plain_steps")
def test_the_rows_of_all_others_are_the_same_with_and_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.workshop as workshop

    house = workshop.CollectSettings
    monkeypatch.setattr(workshop, "CollectSettings", lambda: house(deadline_seconds=4.0, dns_seconds=0.5))
    without = asyncio.run(run(tmp_path / "without", None))
    assert len(without["raw.version"]) > 3
    for name, hostile in {"hangs": HANGS, "lies": LIES, "bombs": BOMBS}.items():
        beside = asyncio.run(run(tmp_path / name, hostile))
        for table, rows in without.items():
            assert beside[table] == rows, (name, table)
