"""`parallax reread`: versions, claims and tables made again from the archive."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from flows.errors import DEGRADED, DONE, CommandError
from flows.local_server import prefect_server
from flows.settings import load_settings


def reread_archive(data: Path | None) -> int:
    """Rebuilds; returns 0, or 3 when facts that only the old warehouse held are lost."""
    settings = load_settings(data_dir=data)
    if not settings.archive_dir.is_dir() or not any(settings.archive_dir.glob("*/*.warc.gz")):
        raise CommandError(f"{settings.archive_dir}: no archived pages; name the data folder with --data")
    with prefect_server(settings.state_dir):
        from flows.reread import reread

        summary = asyncio.run(reread(str(settings.data_dir), str(settings.outlets_file)))
    print(f"run {summary.run_id}: {summary.line}")
    if summary.degraded:
        print(summary.degraded, file=sys.stderr)
    return DEGRADED if summary.degraded else DONE
