"""What comparing processes load, and what they do without."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec

import pyarrow as pa
import pytest

from tasks.compare.preload import compare_two_texts
from tasks.compare.workers import LocalWorkers
from tasks.read.pool import end_fork_server, start_fork_server

pytestmark = pytest.mark.skipif(find_spec("pandas") is None, reason="pandas is not installed")


@dataclass(frozen=True)
class Loaded:
    """As a piece: who works it, and which of some modules that process has."""

    def worked(self) -> tuple[int, set[str]]:
        pa.array(["makes pyarrow ask for pandas"])
        time.sleep(0.3)
        return os.getpid(), {"pandas", "tasks.compare.one_story"} & sys.modules.keys()


def test_the_two_texts_that_warm_a_process_can_be_compared():
    compare_two_texts()


def test_comparing_processes_have_what_they_need_and_never_pandas():
    with LocalWorkers(2) as workers:
        others = [found for by, found in workers.each([Loaded()] * 4) if by != os.getpid()]
    assert others
    assert all(found == {"tasks.compare.one_story"} for found in others)


def test_whoever_asks_for_pandas_gets_it_all_the_same():
    script = (
        "import sys, tasks.compare.columns, pyarrow as pa; pa.array(['a']); print('pandas' in sys.modules);"
        "print(pa.table({'a': [1]}).to_pandas()['a'].sum())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["False", "1"], done.stderr


@dataclass(frozen=True)
class Reads:
    """As a piece: who works it, and whether that process could read pages."""

    def worked(self) -> tuple[int, bool]:
        time.sleep(0.3)
        return os.getpid(), "tasks.read.preload" in sys.modules


def test_processes_of_a_large_day_hold_nothing_that_reads():
    end_fork_server()
    start_fork_server()
    for large in (False, True):
        with LocalWorkers(2, large) as workers:
            others = [found for by, found in workers.each([Reads()] * 4) if by != os.getpid()]
            workers.rest()
        assert others
        assert all(found is not large for found in others)
