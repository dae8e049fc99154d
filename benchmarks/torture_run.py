"""One poll of the newsroom, or one rebuild, as a process that is made to be killed.

It goes through the flows' own functions in the flows' own order; only Prefect's wrapping of the steps is taken
off, and pages are read in the process itself, from a memory of what the same page gave before, so that a
thousand runs take minutes. Runs under the real Prefect flow, with real reading processes, are in the same plan.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.kill_points import KillPoints
from flows.demo.run import VirtualClock
from flows.demo.server import POLLS, Newsroom
from flows.outlets import read_outlets
from flows.settings import Settings, load_settings
from tasks.collect.pace import Clock

OUTLETS = Path(__file__).parent.parent / "flows" / "demo" / "outlets.toml"
#: In place of a poll: versions and tables are made again from the archive.
REREAD = len(POLLS)
#: Columns that the loader fills in: rows do not bring them.
_FILLED_IN = ("day", "version_day")


@dataclass(frozen=True)
class Lab:
    """The folder of one sequence of runs, and what reading a page gave before."""

    folder: Path
    memory: dict[tuple[str, str, str], Any]

    @property
    def settings(self) -> Settings:
        """The settings of every run in the folder."""
        return load_settings({}, data_dir=self.folder / "data", outlets_file=OUTLETS)

    @property
    def acknowledged(self) -> Path:
        """One JSON line for every call of load_rows that returned: keys by table."""
        return self.folder / "acknowledged.jsonl"


def last_of_day(poll: int) -> bool:
    """Whether the day's tables are made after this poll."""
    return poll + 1 >= len(POLLS) or POLLS[poll + 1].date() != POLLS[poll].date()


def run_plain(lab: Lab, poll: int, points: KillPoints) -> None:
    """One run without Prefect, with every kill point in place."""
    import flows.collect as collect
    import flows.compare as compare
    import flows.reread as reread
    import flows.runners as runners

    for module, step in (
        (collect, "collect_step"),
        (collect, "read_step"),
        (collect, "store_step"),
        (compare, "health_step"),
        (compare, "compare_step"),
    ):
        setattr(module, step, getattr(module, step).fn)
    for module in (collect, compare):
        setattr(module, "untouched", lambda value: value)  # noqa: B010
    runners.ReadPool = lambda **_: Reader(lab, points)  # type: ignore[assignment,misc]
    points.install()
    note_loads(lab.acknowledged)
    if poll == REREAD:
        asyncio.run(reread.reread.fn(str(lab.settings.data_dir), str(OUTLETS)))
    else:
        asyncio.run(one_poll(lab.settings, poll))


async def one_poll(settings: Settings, poll: int) -> None:
    """What the demo's flow does at one instant, the newsroom standing at it."""
    from flows.collect import collect_outlets
    from flows.daily import finish_day
    from flows.summary import close_accounts
    from flows.workshop import Surroundings, open_run, open_tools

    clock = VirtualClock(POLLS[poll])
    last = last_of_day(poll)
    with Newsroom(clock.at) as newsroom:
        surroundings = Surroundings(
            now=clock.now,
            host_clock=lambda: Clock("newsroom", clock.at.timestamp(), clock.at.timestamp()),
            routes=newsroom.routes(),
            spacing_seconds=0.0,
            quiet=True,
        )
        outlets = read_outlets(settings.outlets_file)
        async with open_tools(settings, outlets=outlets, surroundings=surroundings) as tools:
            with open_run(settings, tools, "daily" if last else "collect", clock.at.date()) as shop:
                await collect_outlets(shop)
                if last:
                    await finish_day(shop, None)
                else:
                    close_accounts(shop, [])


def run_under_prefect(folder: Path, poll: int) -> None:
    """One run as a real flow, with its tasks, reading processes and Prefect's server; none of it patched."""
    from prefect import flow

    lab = Lab(folder, {})

    @flow(name="torture", validate_parameters=False)
    async def torture(poll: int) -> None:
        await one_poll(lab.settings, poll)

    asyncio.run(torture(poll))


class Reader:
    """Stands in for the pool of reading processes: reads in this process, each page once for all runs."""

    def __init__(self, lab: Lab, points: KillPoints) -> None:
        self.tries: dict[str, int] = {}
        self._lab, self._points = lab, points

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def rest(self) -> None:
        """Nothing: it has no processes."""

    def wake(self) -> None:
        """Nothing: it has no processes."""

    def begin(self, job: Any) -> None:
        """Nothing: pages are read when they are asked for."""

    def hungry(self) -> bool:
        """Always: it never has work of its own."""
        return True

    def read_many(self, jobs: Iterable[Any]) -> Iterator[Any]:
        """One result per job, in order."""
        from dataclasses import replace

        from tasks.read.worker import body_of, read_job

        for job in jobs:
            key = (job.page_hash, job.url, f"{job.fetched_at}")
            if key not in self._lab.memory:
                self._lab.memory[key] = read_job(job, time.monotonic())
            else:
                body_of(job)  # the page must lie where the row says it does
            self._points.at("page read")
            yield replace(self._lab.memory[key], key=job.key)


def keep_memory(lab: Lab, path: Path) -> None:
    """Writes what reading gave, for the runs to come."""
    path.write_bytes(pickle.dumps(lab.memory))


def note_loads(file: Path) -> None:
    """From now on each load that returned is noted outside the warehouse, row by row, by key."""
    import tasks.read.steps as steps
    from warehouse.contract import contracts

    real = steps.load_rows
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def load_rows(warehouse: Any, rows: Any) -> dict[str, int]:
        done: dict[str, int] = real(warehouse, rows)
        keys = {}
        for table, given in rows.items():
            columns = key_columns(contracts("raw")[table].key)
            keys[table] = [[_text(row, name) for name in columns] for row in _rows(given)]
        os.write(handle, (json.dumps(keys) + "\n").encode())
        return done

    steps.load_rows = load_rows


def _rows(given: Any) -> Iterable[Any]:
    """The rows of one table, which may come as columns."""
    if not isinstance(given, dict):
        return list(given)
    return [dict(zip(given, row, strict=True)) for row in zip(*given.values(), strict=True)]


def key_columns(key: Iterable[str]) -> list[str]:
    """The columns of a key that a row brings itself."""
    return [name for name in key if name not in _FILLED_IN]


def _text(row: Any, name: str) -> str:
    value = row[name] if isinstance(row, dict) else getattr(row, name)
    return str(value)
