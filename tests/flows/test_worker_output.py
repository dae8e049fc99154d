"""Tracebacks in the log of the service are one line each; nothing else is changed."""

from __future__ import annotations

from flows.worker_output import folded

CHAINED = """20:37:58.279 | ERROR   | prefect - Consumer task exited with exception
Traceback (most recent call last):
  File "a.py", line 3, in f
    x()
httpcore.ConnectError: All connection attempts failed

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "b.py", line 4, in g
    raise ConnectError(message) from exc
httpx.ConnectError: All connection attempts failed
20:38:00.279 | WARNING | prefect - Switching to polling mode.
schedule: Prefect's server has ended (code -9); it is started again
""".splitlines(keepends=True)


def test_a_chain_of_tracebacks_is_one_line() -> None:
    assert list(folded(CHAINED, "data/state/worker.log")) == [
        "20:37:58.279 | ERROR   | prefect - Consumer task exited with exception",
        "  httpx.ConnectError: All connection attempts failed (whole in data/state/worker.log)",
        "20:38:00.279 | WARNING | prefect - Switching to polling mode.",
        "schedule: Prefect's server has ended (code -9); it is started again",
    ]


def test_a_group_and_one_that_is_broken_off() -> None:
    group = """  + Exception Group Traceback (most recent call last):
  |   File "a.py", line 3, in f
  | ExceptionGroup: two (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "b.py", line 1, in g
    | ValueError: one
    +------------------------------------
20:38:00.279 | INFO    | after
Traceback (most recent call last):
  File "c.py", line 1, in <module>
""".splitlines(keepends=True)
    found = list(folded(group, "w.log"))
    assert len(found) == 3 and found[1] == "20:38:00.279 | INFO    | after"
    assert all("Traceback" not in line for line in found)


def test_ordinary_lines_pass_as_they_are() -> None:
    lines = ["northwire: fetched 3/3", "", "outlet x: kept 3", "  indented"]
    assert list(folded((line + "\n" for line in lines), "w.log")) == lines
