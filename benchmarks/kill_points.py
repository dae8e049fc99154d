"""Named points at which a run can be killed, put into the process from outside; the product knows none of them.

Each point stands around a function of the product, wrapped in the process that is to die: where the archive
becomes durable, where a transaction begins, fills and commits, where a day's tables are made, where the
published copy and a rebuilt warehouse are swapped in.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: Every name that `at` can be called with.
POINTS = (
    "page written to the archive",
    "before archive close",
    "archive renamed, folder not flushed",
    "after archive close",
    "page read",
    "before load",
    "in load, between two tables",
    "before commit",
    "after commit",
    "after load",
    "before replace_day",
    "after replace_day",
    "before build_day",
    "in build_day, between two tables",
    "after build_day",
    "before publish",
    "publish: copy made",
    "publish: before rename",
    "publish: after rename",
    "publish: before a Parquet rename",
    "after publish",
    "reread: before the old log is removed",
    "reread: before swap",
    "reread: after swap",
)


class KillPoints:
    """Counts how often each point is passed, and ends the process by SIGKILL at the chosen one."""

    def __init__(self, name: str | None = None, passing: int = 1, first_commit: Path | None = None) -> None:
        self.passed: Counter[str] = Counter()
        self._name, self._passing = name, passing
        self._first_commit = first_commit

    def at(self, name: str) -> None:
        """The process is at this point; it may be its last."""
        self.passed[name] += 1
        if name == "after commit" and self._first_commit:
            self._first_commit.write_text(f"{time.monotonic()}")
            self._first_commit = None
        if name == self._name and self.passed[name] == self._passing:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, where: Any, function: str, before: str | None, after: str | None) -> None:
        """Wraps `where.function` with points before and after it."""
        real = getattr(where, function)

        def wrapped(*given: Any, **named: Any) -> Any:
            if before:
                self.at(before)
            done = real(*given, **named)
            if after:
                self.at(after)
            return done

        setattr(where, function, wrapped)

    def install(self) -> None:
        """Puts every point into this process. For good: the process is made to be thrown away."""
        import flows.daily
        import flows.reread
        import flows.summary
        import flows.workshop
        import tasks.collect.archive as archive
        import tasks.compare.steps
        import tasks.read.steps
        import tasks.watch.steps
        import warehouse.build
        import warehouse.load
        import warehouse.publish
        from warehouse.connection import Warehouse

        self.around(archive.Batch, "add", None, "page written to the archive")
        self.around(archive.Batch, "close", "before archive close", "after archive close")
        self.around(archive, "_flush_folder", "archive renamed, folder not flushed", None)
        for module in (flows.workshop, flows.summary, tasks.read.steps):
            self.around(module, "load_rows", "before load", "after load")
        self.around(warehouse.load, "insert", None, "in load, between two tables")
        for module in (tasks.watch.steps, tasks.compare.steps):
            self.around(module, "replace_day", "before replace_day", "after replace_day")
        self.around(tasks.compare.steps, "build_day", "before build_day", "after build_day")
        self.around(warehouse.build, "_hold_to", None, "in build_day, between two tables")
        for module in (flows.daily, flows.reread):
            self.around(module, "publish", "before publish", "after publish")
        self.around(warehouse.publish, "copy_file", None, "publish: copy made")
        _put(Warehouse, "transaction", self._transaction(Warehouse.transaction))
        _put(Path, "replace", self._replace(Path.replace))
        _put(Path, "unlink", self._unlink(Path.unlink))

    def _transaction(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def transaction(warehouse: Any) -> Iterator[Any]:
            with real(warehouse) as cursor:
                yield cursor
                self.at("before commit")
            self.at("after commit")

        return transaction

    def _replace(self, real: Callable[..., Path]) -> Callable[..., Path]:
        def replace(path: Path, target: Any) -> Path:
            rereading, copy = path.name.endswith(".rereading"), path.name.startswith("parallax.duckdb.")
            if rereading:
                self.at("reread: before swap")
            elif copy:
                self.at("publish: before rename")
            else:
                self.at("publish: before a Parquet rename")
            done = real(path, target)
            if rereading:
                self.at("reread: after swap")
            elif copy:
                self.at("publish: after rename")
            return done

        return replace

    def _unlink(self, real: Callable[..., None]) -> Callable[..., None]:
        def unlink(path: Path, missing_ok: bool = False) -> None:
            if path.name == "parallax.duckdb.wal":
                self.at("reread: before the old log is removed")
            real(path, missing_ok=missing_ok)

        return unlink


def _put(where: type, name: str, function: Callable[..., Any]) -> None:
    setattr(where, name, function)
