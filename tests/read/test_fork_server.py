"""What readers are forked from: gone when nobody needs it, back when somebody does."""

import multiprocessing
import os
from pathlib import Path

import pytest

from tasks.read.pool import PageJob, ReadPool, end_fork_server
from tests.read import pages


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def test_it_stays_for_living_readers_ends_behind_them_and_comes_back_for_the_next():
    job = PageJob("a", pages.modern(), pages.URL, "text/html", None)
    with ReadPool(workers=1) as pool:
        first = next(iter(pool.read_many([job])))
        server = parent_of(multiprocessing.active_children()[0].pid)
        end_fork_server()
        assert next(iter(pool.read_many([job]))).page == first.page
        assert parent_of(multiprocessing.active_children()[0].pid) == server
        pool.rest()
        end_fork_server()
        with pytest.raises(ProcessLookupError):
            os.kill(server, 0)
        end_fork_server()
        again = next(iter(pool.read_many([job])))
    assert again.page == first.page and again.claims == first.claims
