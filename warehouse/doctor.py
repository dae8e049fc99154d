"""Is the warehouse sound, and if not, what is the way back? Looks; changes only what `set_aside` says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from warehouse.backup import wal_of
from warehouse.checks import check_tables
from warehouse.connection import open_warehouse
from warehouse.digest import stored_digests
from warehouse.errors import (
    WarehouseDamaged,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseMissing,
    WarehouseNewer,
)
from warehouse.sparing import within

_WAYS = {
    WarehouseMissing: "nothing to mend: the next run makes it",
    WarehouseLocked: "wait until the run that holds it has ended",
    WarehouseNewer: "update Parallax",
    WarehouseFull: "make room on the disk, then run again",
    WarehouseDamaged: "move it aside and rebuild it from the archive, or restore a backup",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: whether it is sound, what it is, and what to do. `damaged` calls for a rebuild."""

    sound: bool
    what: str
    what_to_do: str
    damaged: bool = False


def examine(path: Path | str) -> list[Finding]:
    """Reads every row and checks every promise of the warehouse at `path`; never raises for what it finds.

    Opening it replays the log of a run that was killed, as the next run would.
    """
    path = Path(path)
    if not path.exists() and not wal_of(path).exists():
        return [Finding(True, f"no warehouse at {path} yet", _WAYS[WarehouseMissing])]
    if not path.exists():
        return [
            Finding(
                False, f"{wal_of(path)} is there without its warehouse", _WAYS[WarehouseDamaged], damaged=True
            )
        ]
    try:
        with open_warehouse(path) as warehouse:
            rows = sum(int(digest.split(":")[0]) for digest in stored_digests(warehouse).values())
            problems = within(warehouse, partial(check_tables, warehouse))
    except WarehouseError as error:
        way = _WAYS.get(type(error), _WAYS[WarehouseDamaged])
        unread = not isinstance(error, WarehouseLocked | WarehouseNewer | WarehouseFull)
        return [Finding(False, str(error), way, damaged=unread)]
    if not problems:
        return [Finding(True, f"{path}: all {rows:,} rows can be read and keep their promises", "nothing")]
    way = "compare and build the days again; if it stays, rebuild the warehouse from the archive"
    return [Finding(False, str(problem), way) for problem in problems]


def set_aside(path: Path | str, now: datetime) -> list[Path]:
    """Renames a damaged warehouse and its log, so that a new one can take their place; the new names."""
    moved = []
    for old in (Path(path), wal_of(Path(path))):
        if old.exists():
            new = old.with_name(f"{old.name}.damaged-{now:%Y%m%dT%H%M%SZ}")
            moved.append(old.rename(new))
    return moved
