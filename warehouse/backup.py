"""Backups that prove themselves, restoring them, and making a file small and clean again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.connection import Warehouse, open_warehouse
from warehouse.digest import stored_digests
from warehouse.engine import GROUP_ROWS, SETTINGS, STORAGE_VERSION
from warehouse.engine_errors import engine_errors
from warehouse.errors import WarehouseDamaged, WarehouseError, WarehouseMissing
from warehouse.publish import copy_file

_BLOCK = 1 << 20
#: A file is rewritten when more than this share of it is free, and so much that it is worth minutes: 3.5 of processor
#: at a million articles. A day's own work leaves less: the engine takes free blocks first.
LOOSE_SHARE, LOOSE_BYTES = 0.04, 100_000_000
#: So it is when this share of its versions stands in small groups of rows, as a day's load leaves them, and they are
#: many: a fifth more bytes than in full groups of rows.
SCATTERED_SHARE, SMALL_GROUPS = 0.1, 30
#: What the engine may take of memory for rewriting, and what where that does not suffice. By default it takes four fifths
#: of the machine, and gives little back. 30,000 versions of long articles took 390 and 680 MB in all, and the same time.
COMPACT_MEMORY = ("250MB", "1GB")
_FREE = """
select free_blocks * block_size as free, free_blocks / greatest(total_blocks, 1) as share
from pragma_database_size() where database_name = current_database()
"""
_SCATTERED = f"""
select
    count(*) filter (rows < {GROUP_ROWS // 2}) as groups,
    coalesce(sum(rows) filter (rows < {GROUP_ROWS // 2}), 0) / greatest(sum(rows), 1) as share
from (
    select sum("count") as rows from pragma_storage_info('raw.version')
    where column_name = 'day' and segment_type <> 'VALIDITY' group by row_group_id
)
"""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: the copy, the page with its digests beside it, and its bytes."""

    path: Path
    digests: Path
    file_bytes: int


def backup(warehouse: Warehouse, path: Path | str) -> Backup:
    """Copies the warehouse to `path`, with a page of digests beside it. Raises WarehouseError if there."""
    path = Path(path)
    if path.exists():
        raise WarehouseError(f"{path} is there already: name a new file for the backup")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    with warehouse.standing_still() as original:
        digests = stored_digests(warehouse)
        copy_file(original, unfinished)
    page = _page(path)
    page.write_text(
        json.dumps({"sha256": _sha256(unfinished), "stored": digests}, indent=1) + "\n", encoding="utf-8"
    )
    unfinished.replace(path)
    return Backup(path, page, path.stat().st_size)


def check_backup(path: Path | str) -> dict[str, str]:
    """The table digests of a backup whose bytes and rows are those that were written.

    Raises WarehouseMissing or WarehouseDamaged.
    """
    path = Path(path)
    if not path.is_file() or not _page(path).is_file():
        raise WarehouseMissing(f"{path} is no backup: the file and {_page(path).name} must be there together")
    tables, sha256 = _told(path)
    if _sha256(path) != sha256:
        raise WarehouseDamaged(f"{path} is not what was backed up (its sha256 differs): take another backup")
    return tables


def _told(path: Path) -> tuple[dict[str, str], str]:
    """What the page beside a backup says: digests of its stored tables, and of its bytes.

    Pages of earlier versions have digests of what views show, under partly the same names: none of those count.
    """
    try:
        told = json.loads(_page(path).read_text(encoding="utf-8"))
        return dict(told.get("stored", {})), str(told["sha256"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WarehouseDamaged(f"{_page(path)} cannot be read: take another backup") from error


def restore(backup_path: Path | str, path: Path | str) -> dict[str, str]:
    """Puts a checked backup at `path`, where nothing may be, and checks its tables again there.

    Returns the table digests. Raises WarehouseMissing, WarehouseDamaged or WarehouseError.
    """
    backup_path, path = Path(backup_path), Path(path)
    told = check_backup(backup_path)
    for there in (path, wal_of(path)):
        if there.exists():
            raise WarehouseError(f"{there} is there: move it aside first, nothing was changed")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    copy_file(backup_path, unfinished)
    unfinished.chmod(0o644)
    unfinished.replace(path)
    with open_warehouse(path, read_only=True) as warehouse:
        found = stored_digests(warehouse)
    wrong = sorted(table for table in told if told[table] != found.get(table))
    if wrong or _sha256(path) != _told(backup_path)[1]:
        raise WarehouseDamaged(
            f"{path} was restored, but {', '.join(wrong) or 'its bytes'} differ from the backup: take another one"
        )
    return found


def compact(path: Path | str) -> tuple[int, int]:
    """Rewrites a closed warehouse without free blocks: what was deleted is gone. Bytes before and after."""
    path = Path(path)
    with open_warehouse(path) as warehouse:
        before = stored_digests(warehouse)
    size = path.stat().st_size
    unfinished = path.with_name(path.name + ".unfinished")
    little, more = COMPACT_MEMORY
    try:
        _rewrite(path, unfinished, before, little)
    except WarehouseError as problem:
        if not isinstance(problem.__cause__, duckdb.OutOfMemoryException):
            raise
        _rewrite(path, unfinished, before, more)
    return size, path.stat().st_size


def _rewrite(path: Path, unfinished: Path, before: Mapping[str, str], memory: str) -> None:
    """Puts a rewritten copy in the place of a warehouse that has these digests. Raises WarehouseError, and changes nothing,
    where it would differ."""
    unfinished.unlink(missing_ok=True)
    with engine_errors(path), duckdb.connect(config=dict(SETTINGS)) as engine:
        engine.execute(f"set memory_limit = '{memory}'")
        engine.execute(f"set temp_directory = '{_quoted(unfinished)}.tmp'")
        engine.execute(f"attach '{_quoted(path)}' as old (read_only)")
        engine.execute(
            f"attach '{_quoted(unfinished)}' as fresh (storage_version '{STORAGE_VERSION}', row_group_size {GROUP_ROWS})"
        )
        engine.execute("copy from database old to fresh")
        engine.execute("detach fresh")
        # The old file stays open until the new one is in its place: nobody can write into it meanwhile.
        with open_warehouse(unfinished) as warehouse:
            after = stored_digests(warehouse)
        if after != before:
            unfinished.unlink()
            raise WarehouseError(f"{path} could not be rewritten exactly and was left as it is")
        unfinished.replace(path)


def compact_when_loose(path: Path | str, least_bytes: int = LOOSE_BYTES) -> tuple[int, int] | None:
    """Compacts a closed warehouse of which a part is free (`least_bytes` or more) or, where it is larger than that,
    a part lies scattered over many small groups of rows; else does nothing and returns None.

    What it costs grows with the file, but it comes once for each such part that was let go or added, not with each day.
    """
    with open_warehouse(path) as warehouse:
        free, share = warehouse.rows(_FREE)[0].values()
        groups, scattered = warehouse.rows(_SCATTERED)[0].values()
    loose = free >= least_bytes and share > LOOSE_SHARE
    small = (
        groups >= SMALL_GROUPS and scattered > SCATTERED_SHARE and Path(path).stat().st_size >= least_bytes
    )
    return compact(path) if loose or small else None


def wal_of(path: Path) -> Path:
    """The engine's log beside a file, there only after a run that did not end by itself."""
    return path.with_name(path.name + ".wal")


def _page(path: Path) -> Path:
    return path.with_name(path.name + ".digests.json")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
