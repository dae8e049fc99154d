"""SIGTERM and Ctrl-C: a run ends within seconds with a code of its own, also in the middle of a long step."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
import weakref
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.compare_speed import newsroom, timed
from flows.errors import STOPPED
from flows.lifeline import end_with_parent
from flows.stopping import MOST_SECONDS
from tasks.compare.workers import LocalWorkers
from tasks.stopping import StepStopped, in_thread

ROOT = Path(__file__).parents[2]
#: `parallax run` with one long step: Python, or one call of a library that nothing can interrupt.
RUN = """
import asyncio, sys, time
import flows.commands.run
from flows.cli import main
from flows.errors import Stopped
from flows.stopping import stopping
from tasks.stopping import StepStopped, in_thread

def python():
    while True:
        sum(range(1000))

def library():
    time.sleep(60)

async def run():
    stop = asyncio.Event()
    with stopping(stop):
        print("at work", flush=True)
        try:
            await in_thread(stop, STEP)
        except StepStopped:
            raise Stopped from None

flows.commands.run.run_daily = lambda *_: asyncio.run(run())
sys.argv = ["parallax", "run"]
main()
"""


def started(step: str) -> subprocess.Popen[str]:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN.replace("STEP", step)],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=end_with_parent,
    )
    assert run.stdout is not None and run.stdout.readline() == "at work\n"
    return run


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("step", ["python", "library"])
def test_a_run_ends_when_asked_with_one_line_and_its_own_code(step: str, asked: signal.Signals) -> None:
    with started(step) as run:
        began = time.monotonic()
        run.send_signal(asked)
        _, said = run.communicate(timeout=30)
        took = time.monotonic() - began
    assert run.returncode == STOPPED == 130
    assert said == "error: stopped; finished work is kept, run the same command again to go on\n"
    assert took < MOST_SECONDS + 5  # the machine may be busy; see benchmarks/stop_signals.py for figures


def test_a_second_signal_ends_a_run_at_once() -> None:
    with started("library") as run:
        run.send_signal(signal.SIGINT)
        time.sleep(0.3)
        began = time.monotonic()
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=30)
    assert run.returncode == STOPPED
    assert time.monotonic() - began < MOST_SECONDS


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_asking_is_not_lost_where_the_interpreter_drops_exceptions() -> None:
    def work() -> None:
        thing = type("Thing", (), {})()
        weakref.finalize(thing, time.sleep, 0.5)
        del thing  # the asking comes while the finalizer runs
        while True:
            time.sleep(0.01)

    async def ask() -> None:
        stop = asyncio.Event()
        step = asyncio.ensure_future(in_thread(stop, work))
        await asyncio.sleep(0.1)
        stop.set()
        with pytest.raises(StepStopped):
            await asyncio.wait_for(step, MOST_SECONDS)

    asyncio.run(ask())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_comparison_is_left_wherever_it_is() -> None:
    documents = newsroom(500, outlets=20)

    async def ask_after(seconds: float) -> float:
        stop = asyncio.Event()
        step = asyncio.ensure_future(in_thread(stop, timed, documents))
        await asyncio.sleep(seconds)
        began = time.monotonic()
        stop.set()
        with pytest.raises(StepStopped):
            await step
        return time.monotonic() - began

    waits = [asyncio.run(ask_after(seconds)) for seconds in (0.05, 0.4, 0.9)]
    assert max(waits) < MOST_SECONDS


@dataclass(frozen=True)
class WhoWorks:
    """A piece that tells its process."""

    def worked(self) -> int:
        return os.getpid()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_processes_that_compare_end_with_the_comparison() -> None:
    documents = newsroom(500, outlets=20)
    at_work: list[int] = []

    def spread() -> None:
        with LocalWorkers(2) as workers:
            at_work.extend(workers.each([WhoWorks()] * 2))
            timed(documents, workers)

    async def ask_when_at_work() -> float:
        stop = asyncio.Event()
        step = asyncio.ensure_future(in_thread(stop, spread))
        while not at_work:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.4)
        began = time.monotonic()
        stop.set()
        with pytest.raises(StepStopped):
            await step
        return time.monotonic() - began

    assert asyncio.run(ask_when_at_work()) < MOST_SECONDS
    others = [number for number in at_work if number != os.getpid()]
    assert others and not [number for number in others if Path(f"/proc/{number}").exists()]


def test_a_step_that_is_not_stopped_returns_what_it_returns_and_raises_what_it_raises() -> None:
    async def both() -> int:
        stop = asyncio.Event()
        with pytest.raises(ZeroDivisionError):
            await in_thread(stop, lambda: 1 // 0)
        return await in_thread(stop, max, 3, 4)

    assert asyncio.run(both()) == 4
