"""What must outlive the process about hosts: turns, pauses, robots.txt; a small SQLite file.

Several processes may share one ledger. A turn is written before the request goes out, so a killed process
leaves its turn behind; whoever comes next ends it, with the full spacing counted from then. A plain turn
survives a kill of the process; pauses and robots.txt files are flushed to disk and survive a power cut.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.collect.pace import Clock, Pause, longer, remaining

_TABLES = """
create table if not exists host (
  key text primary key, boot text not null, steady real not null, wall real not null, seconds real not null,
  why text not null, holder text, spacing real not null default 0
) without rowid;
create table if not exists robots (
  origin text primary key, fetched_wall real not null, keep_seconds real not null, reach text not null,
  body blob not null, etag text, last_modified text
) without rowid;
"""


@dataclass(frozen=True, slots=True)
class KeptRobots:
    """A remembered answer to /robots.txt; `age_seconds` by the wall clock, negative if that was set back."""

    reach: str
    body: bytes
    etag: str | None
    last_modified: str | None
    age_seconds: float
    keep_seconds: float


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to asking for a turn: `wait_seconds` 0 means it is ours and must be ended with
    `end_turn`."""

    wait_seconds: float
    why: str


def system_clock() -> Clock:
    """Read the machine's clocks; the boot id is empty where the system does not tell it."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        boot = ""
    return Clock(boot, time.monotonic(), time.time())


class Ledger:
    """Turns, pauses and robots.txt files by key; `path` None keeps them in memory only.

    Raises OSError or sqlite3.Error at opening when the file cannot be used.
    """

    def __init__(self, path: Path | None, clock: Callable[[], Clock] = system_clock) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._me = f"{os.getpid()} {_started(os.getpid())}"
        self._base = sqlite3.connect(
            path or ":memory:", isolation_level=None, timeout=5, check_same_thread=False
        )
        self._base.execute("pragma journal_mode = wal")
        self._base.execute("pragma synchronous = normal")
        self._base.executescript(_TABLES)

    def close(self) -> None:
        """Close the file; turns still held are ended by the next process."""
        self._base.close()

    def take_turn(self, key: str, address: str, spacing: float, address_spacing: float) -> Turn:
        """Take the turn of a domain and a place at its address, or say how long both still rest.

        One holder per domain at a time, over all processes; the address only spaces the starts.
        """
        clock = self._clock()
        self._base.execute("begin immediate")
        try:
            pause, holder, held_spacing = self._row(key)
            if holder is not None:
                if holder == self._me or _alive(holder):
                    return Turn(min(0.2, max(spacing, 0.02)), "in flight")
                pause = longer(pause, Pause(clock, max(held_spacing, spacing), "spacing"), clock)
                self._write(key, pause, None, 0.0)
            waits = [
                (remaining(one, clock), one.why) for one in (pause, self._row(address)[0]) if one is not None
            ]
            wait, why = max(waits, default=(0.0, ""))
            if wait > 0:
                return Turn(wait, why)
            self._write(key, Pause(clock, 0.0, "spacing"), self._me, spacing)
            self._write(address, Pause(clock, address_spacing, "spacing"), None, 0.0)
            return Turn(0.0, "")
        finally:
            self._base.execute("commit")

    def end_turn(self, key: str, spacing: float) -> None:
        """Give a domain's turn back; the spacing counts from now."""
        clock = self._clock()
        self._base.execute("begin immediate")
        pause, _, _ = self._row(key)
        self._write(key, longer(pause, Pause(clock, spacing, "spacing"), clock), None, 0.0)
        self._base.execute("commit")

    def pause(self, key: str, seconds: float, why: str) -> None:
        """Keep a key silent for so long, whatever happens to this process; a longer pause stays."""
        clock = self._clock()
        self._base.execute("pragma synchronous = full")
        self._base.execute("begin immediate")
        old, holder, spacing = self._row(key)
        self._write(key, longer(old, Pause(clock, seconds, why), clock), holder, spacing)
        self._base.execute("commit")
        self._base.execute("pragma synchronous = normal")

    def robots(self, origin: str) -> KeptRobots | None:
        """Return what is remembered of an origin's robots.txt, fresh or not."""
        row = self._base.execute(
            "select reach, body, etag, last_modified, fetched_wall, keep_seconds from robots"
            " where origin = ?",
            (origin,),
        ).fetchone()
        if row is None:
            return None
        return KeptRobots(row[0], row[1], row[2], row[3], self._clock().wall - row[4], row[5])

    def keep_robots(
        self,
        origin: str,
        reach: str,
        body: bytes,
        etag: str | None,
        last_modified: str | None,
        keep_seconds: float,
    ) -> None:
        """Remember an origin's robots.txt for so long."""
        self._base.execute(
            "insert or replace into robots values (?, ?, ?, ?, ?, ?, ?)",
            (origin, self._clock().wall, keep_seconds, reach, body, etag, last_modified),
        )

    def _row(self, key: str) -> tuple[Pause | None, str | None, float]:
        row = self._base.execute(
            "select boot, steady, wall, seconds, why, holder, spacing from host where key = ?", (key,)
        ).fetchone()
        if row is None:
            return None, None, 0.0
        return Pause(Clock(row[0], row[1], row[2]), row[3], row[4]), row[5], row[6]

    def _write(self, key: str, pause: Pause, holder: str | None, spacing: float) -> None:
        since = pause.since
        self._base.execute(
            "insert or replace into host values (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, since.boot, since.steady, since.wall, pause.seconds, pause.why, holder, spacing),
        )


def _started(pid: int) -> str:
    """Return a mark of when a process began, so that a reused number is not taken for it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""


def _alive(holder: str) -> bool:
    number, _, mark = holder.partition(" ")
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _started(int(number)) == mark
