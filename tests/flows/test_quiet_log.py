"""What a scheduled run that fails writes into the log of the service."""

from __future__ import annotations

import errno
import io
import logging

import pytest

from flows.errors import CommandError
from flows.quiet_log import OneLine
from warehouse.errors import WarehouseLocked


def logged(problem: Exception) -> str:
    out = io.StringIO()
    handler, logger = logging.StreamHandler(out), logging.getLogger("test.quiet")
    handler.addFilter(OneLine())
    logger.addHandler(handler)
    try:
        raise problem
    except Exception:
        logger.exception("Encountered exception during execution: %r", problem)
    finally:
        logger.removeHandler(handler)
    return out.getvalue()


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (CommandError("port 80 is taken"), "port 80 is taken\n"),
        (WarehouseLocked("w.duckdb is open in another process"), "w.duckdb is open in another process\n"),
        (OSError(errno.ENOSPC, "no space"), "the disk is full"),
    ],
)
def test_known_trouble_is_one_line(problem: Exception, says: str) -> None:
    found = logged(problem)
    assert found.startswith(says) and found.count("\n") == 1


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    assert "Traceback" in logged(KeyError("x"))
