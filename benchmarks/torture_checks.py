"""What a killed run left behind: rows, archive and published copy, held against an unkilled run.

Every look is taken in a process of its own, since the one that forks the runs must never open the engine.
"""

from __future__ import annotations

import json
import os
import pickle
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from flows.demo.server import POLLS

T = TypeVar("T")
#: What a rebuild makes anew, under another run: its earlier rows need not stand.
_MADE_ANEW = frozenset({"outcome"})


@dataclass
class Findings:
    """What one look found, in counts and words."""

    lost: int = 0
    doubled: int = 0
    half_written: int = 0
    archive_faults: int = 0
    published_faults: int = 0
    tables_unlike: int = 0
    acknowledged: int = 0
    details: list[str] = field(default_factory=list)


@dataclass
class Reference:
    """The unkilled sequence: by poll its seconds, how often each point was passed, digests after it."""

    seconds: dict[int, float] = field(default_factory=dict)
    passed: dict[int, Counter[str]] = field(default_factory=dict)
    tables: dict[int, dict[str, str]] = field(default_factory=dict)
    published: dict[int, dict[str, str] | None] = field(default_factory=dict)
    #: Copies that were looked at: inode, time and size by folder.
    seen: dict[Path, tuple[int, int, int] | None] = field(default_factory=dict)


def look(folder: Path, reference: Reference, poll: int) -> None:
    """Notes the digests of an unkilled run's tables and of its published copy."""
    reference.tables[poll] = apart(lambda: _digests(folder / "data" / "parallax.duckdb") or {})
    reference.published[poll] = apart(lambda: _digests(_copy(folder)))


def check_published(folder: Path, reference: Reference, poll: int) -> Findings:
    """After a kill in run `poll`, readers find the copy of before the run or the one of after it, nothing else."""
    mark = _mark(_copy(folder))
    if mark is not None and reference.seen.get(folder) == mark:
        return Findings()
    reference.seen[folder] = mark
    before = max((earlier for earlier in reference.published if earlier < poll), default=-1)
    allowed = [reference.published.get(before), reference.published[poll]]
    found: Any = apart(lambda: _digests(_copy(folder)))
    if found in allowed:
        return Findings()
    return Findings(published_faults=1, details=[f"published copy after a kill in run {poll}: {found}"[:400]])


def check_everything(folder: Path, reference: Reference, poll: int) -> Findings:
    """After a sequence came through: acknowledged rows, promises, accounts, archive, digests."""
    return apart(lambda: _everything(folder, reference, poll))


def apart(body: Callable[[], T]) -> T:
    """What `body` returns when it is called in a forked process. Raises RuntimeError when that fails."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            said = pickle.dumps((True, body()))
        except BaseException as error:
            said = pickle.dumps((False, f"{type(error).__name__}: {error}"))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(said)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    if not said:
        raise RuntimeError("a look at the warehouse ended without a word")
    well, value = pickle.loads(said)
    if not well:
        raise RuntimeError(value)
    answer: T = value
    return answer


def _mark(path: Path) -> tuple[int, int, int] | None:
    if not path.exists():
        return None
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _copy(folder: Path) -> Path:
    return folder / "data" / "published" / "parallax.duckdb"


def _digests(path: Path) -> dict[str, str] | None:
    """Digests of every table but those of the run's own ledger; None when there is no file."""
    from warehouse.connection import open_warehouse
    from warehouse.digest import table_digests

    if not path.exists():
        return None
    with open_warehouse(path, read_only=True) as warehouse:
        return {**table_digests(warehouse), **_reasons_apart(warehouse)}


def _reasons_apart(warehouse: Any) -> dict[str, str]:
    """Digests of the tables with a reason, numbers in its words left out.

    A health row says "all 4 polls failed": how often a restarted run asked is a fact about the run, and the
    columns that count it are left out of every digest for the same reason.
    """
    from warehouse.contract import contracts

    found = {}
    for schema in ("raw", "daily"):
        for contract in contracts(schema).values():
            names = [column.name for column in contract.columns]
            if contract.volatile == ("*",) or "reason" not in names:
                continue
            kept = [name for name in names if name not in {*contract.volatile, *contract.derived, "reason"}]
            columns = ", ".join(f'"{name}"' for name in kept) + ", regexp_replace(reason, '[0-9]+', '#', 'g')"
            row = warehouse.rows(
                f"select count(*) as rows, coalesce(sum(hash({columns})::hugeint), 0)::varchar as total "
                f"from {contract.table}"
            )[0]
            found[contract.table] = f"{row['rows']}:{row['total']}"
    return found


def _everything(folder: Path, reference: Reference, poll: int) -> Findings:
    from warehouse.checks import check_run, check_tables
    from warehouse.connection import open_warehouse
    from warehouse.digest import table_digests

    found = Findings()
    with open_warehouse(folder / "data" / "parallax.duckdb", read_only=True) as warehouse:
        now = {**table_digests(warehouse), **_reasons_apart(warehouse)}
        for table in sorted(now):
            if now[table] != reference.tables[poll].get(table):
                found.tables_unlike += 1
                found.details.append(
                    f"run {poll}: {table} is {now[table]}, unkilled {reference.tables[poll].get(table)}"
                )
        for problem in check_tables(warehouse):
            if "unique" in problem.what:
                found.doubled += problem.rows
            else:
                found.half_written += problem.rows
            found.details.append(str(problem))
        for row in warehouse.rows("select run_id from raw.run"):
            for problem in check_run(warehouse, row["run_id"]):
                found.half_written += problem.rows
                found.details.append(f"{row['run_id']}: {problem}")
        _check_acknowledged(folder, warehouse, poll >= len(POLLS), found)
        _check_archive(folder, warehouse, found)
    return found


def _check_acknowledged(folder: Path, warehouse: Any, rebuilt: bool, found: Findings) -> None:
    """Each row that a finished load noted stands in its table, once."""
    from benchmarks.torture_run import key_columns
    from warehouse.contract import contracts

    path = folder / "acknowledged.jsonl"
    noted: dict[str, set[tuple[str, ...]]] = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        for table, keys in json.loads(line).items():
            noted.setdefault(table, set()).update(tuple(key) for key in keys)
    for table, keys in noted.items():
        if rebuilt and table in _MADE_ANEW:
            continue
        columns = key_columns(contracts("raw")[table].key)
        rows = warehouse.rows(f"select {', '.join(columns)} from raw.{table}")
        there = Counter(tuple(str(row[name]) for name in columns) for row in rows)
        lost = [key for key in keys if key not in there]
        doubled = [key for key in keys if there[key] > 1]
        found.acknowledged += len(keys)
        found.lost += len(lost)
        found.doubled += len(doubled)
        found.details += [f"raw.{table}: acknowledged and lost {key}" for key in lost[:3]]
        found.details += [f"raw.{table}: there {there[key]} times {key}" for key in doubled[:3]]


def _check_archive(folder: Path, warehouse: Any, found: Findings) -> None:
    """Each row that points into the archive points to a whole page of the bytes it was noted with."""
    from hashlib import sha256

    from tasks.collect.archive import DamagedRecord, read_record
    from tasks.collect.warc_pages import read_warc

    archive = folder / "data" / "archive"
    rows = warehouse.rows("select * from raw.fetch where warc_file is not null")
    for row in rows:
        try:
            _, body = read_record(archive, row["warc_file"], row["warc_offset"])
        except DamagedRecord as error:
            found.archive_faults += 1
            found.details.append(str(error))
        else:
            if sha256(body).hexdigest() != row["page_hash"]:
                found.archive_faults += 1
                found.details.append(f"{row['warc_file']}: another page than the row says")
    for path in archive.glob("*/*.warc.gz"):
        faults = [page.fault for page in read_warc(path, 10**8) if page.fault]
        found.archive_faults += len(faults)
        found.details += [f"{path.name}: {fault}" for fault in faults]
    left = [path.name for path in archive.glob("*/*.part")]
    found.archive_faults += len(left)
    found.details += [f"left half-written: {name}" for name in left]
