"""`parallax backup`, `restore`, `forget`, `drop-texts`: what becomes of the data over the years."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from flows.errors import DEGRADED, DONE, CommandError, wrong_usage
from flows.settings import Settings, load_settings
from tasks.collect.archive import Archive, Place
from tasks.collect.archive_erase import erase_page
from warehouse.backup import backup, compact, restore
from warehouse.connection import open_warehouse
from warehouse.publish import forget_history, publish
from warehouse.read import days_with_articles
from warehouse.retention import ArchivedPage, delete_url, drop_texts

#: A run that is at work is waited for this long.
WAIT_SECONDS = 30.0


def make_backup(file: Path, data: Path | None) -> int:
    """Writes a compacted copy of the warehouse with its digests beside it; returns 0."""
    settings = _there(data)
    _no_lake(settings, "backup")
    if file.exists():
        raise wrong_usage(f"{file} exists; name a new file, so that no backup is overwritten")
    with open_warehouse(settings.warehouse_file, wait_seconds=WAIT_SECONDS) as warehouse:
        made = backup(warehouse, file)
    print(f"wrote {made.path}; the archive folder {settings.archive_dir} is to be copied beside it")
    return DONE


def restore_backup(file: Path, data: Path | None) -> int:
    """Puts a backup in the place of the warehouse after checking its digests; returns 0."""
    settings = load_settings(data_dir=data)
    _no_lake(settings, "restore")
    if not file.is_file():
        raise wrong_usage(f"{file}: no such backup")
    if settings.warehouse_file.exists():
        raise CommandError(
            f"{settings.warehouse_file} exists; move it aside first, or name another folder with --data"
        )
    digests = restore(file, settings.warehouse_file)
    print(f"restored {settings.warehouse_file}: {len(digests)} tables, every digest as written")
    with open_warehouse(settings.warehouse_file) as warehouse:
        publish(warehouse, settings.published_dir)
    return DONE


def forget_url(url: str, data: Path | None) -> int:
    """Deletes everything that came from one address, in tables and archive; returns 0.

    A page that cannot be reached (its archive is elsewhere, or read-only) is named, for its place is told only now;
    the tables and their published copy forget all the same, and 3 is returned.
    """
    settings = _there(data)
    archive = Archive(settings.archive_dir)
    with open_warehouse(settings.warehouse, wait_seconds=WAIT_SECONDS) as warehouse:
        deleted = delete_url(warehouse, url)
        if not deleted.articles and not deleted.pages:
            raise CommandError(f"{url}: nothing in the warehouse came from this address")
    left = [said for page in deleted.pages if (said := _not_erased(archive, page))]
    _compact_and_publish(settings)
    print(
        f"forgot {len(deleted.articles)} articles in {deleted.versions} versions"
        f" and {len(deleted.pages) - len(left)} archived pages"
    )
    for said in left:
        print(f"error: {said}", file=sys.stderr)
    if deleted.days:
        days = ", ".join(f"{day}" for day in deleted.days)
        print(f"the next run makes the tables of {days} anew", file=sys.stderr)
    return DEGRADED if left else DONE


def _not_erased(archive: Archive, page: ArchivedPage) -> str | None:
    """Erases an archived page, or says where it is still to be erased."""
    try:
        erase_page(archive, Place(page.warc_file, page.warc_offset, page.warc_length))
    except OSError as problem:
        return (
            f"{archive.folder / page.warc_file}: not erased ({problem.strerror}); wherever this file is kept, erase the"
            f" {page.warc_length} bytes from byte {page.warc_offset} on"
        )
    return None


def drop_old_texts(before: str, data: Path | None) -> int:
    """Drops full texts of days before a day; excerpts, hashes and daily tables stay; returns 0."""
    settings = _there(data)
    try:
        day = date.fromisoformat(before)
    except ValueError:
        raise wrong_usage(f"{before!r} is not a day; write it as YYYY-MM-DD") from None
    with open_warehouse(settings.warehouse, wait_seconds=WAIT_SECONDS) as warehouse:
        newest = max([datetime.now(UTC).date(), *days_with_articles(warehouse)])
        if day > newest:
            raise wrong_usage(
                f"{day} lies behind every day there is, so all texts would go; name one up to {newest}"
            )
        dropped = drop_texts(warehouse, day)
    _compact_and_publish(settings)
    print(f"dropped {dropped} texts of days before {day}; the archived pages stay in {settings.archive_dir}")
    return DONE


def _compact_and_publish(settings: Settings) -> None:
    """Compacts before the copy is taken, so that no free block of the copy holds what was deleted."""
    if settings.lake is None:
        compact(settings.warehouse_file)
    with open_warehouse(settings.warehouse, wait_seconds=WAIT_SECONDS) as warehouse:
        publish(warehouse, settings.published_dir)
        forget_history(warehouse)


def _there(data: Path | None) -> Settings:
    settings = load_settings(data_dir=data)
    if settings.lake is None and not settings.warehouse_file.is_file():
        raise wrong_usage(f"there is no warehouse at {settings.warehouse_file}; name its folder with --data")
    return settings


def _no_lake(settings: Settings, what: str) -> None:
    if settings.lake is not None:
        raise wrong_usage(
            f"{what} is for a warehouse file; {settings.lake} is kept by pg_dump of its catalog and a copy of its"
            " files, the catalog first"
        )
