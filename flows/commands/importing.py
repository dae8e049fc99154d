"""`parallax import`: articles a person holds, into the warehouse."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from flows.documents import is_address, read_manifest
from flows.errors import DEGRADED, DONE, wrong_usage
from flows.local_server import prefect_server
from flows.settings import load_settings
from tasks.collect.importing import NotImportable, find_files, needs_outlet, shown


def import_paths(paths: Sequence[Path], manifest: Path | None, outlet: str | None, data: Path | None) -> int:
    """Imports and compares; returns 0, or 3 when some documents could not be read."""
    settings = load_settings(data_dir=data)
    lines = _manifest_lines(manifest)
    given = [*paths, *(Path(place) for place in lines)]
    if not given:
        raise wrong_usage("import needs files or folders, or --manifest CSV")
    try:
        found = find_files(given)  # a wrong path is said before anything starts
    except NotImportable as problem:
        raise wrong_usage(str(problem)) from None
    nameless = [
        f for f in found.files if not (outlet or lines.get(str(f), {}).get("outlet")) and needs_outlet(f)
    ]
    if nameless:
        raise wrong_usage(
            f"{shown(nameless[0])}: says nothing of its outlet; name it with --outlet or in a --manifest"
            + (f" ({len(nameless) - 1} more files like it)" if nameless[1:] else "")
        )
    try:
        with prefect_server(settings.state_dir):
            from flows.importing import Import, import_files

            summary = asyncio.run(import_files(settings, Import(tuple(given), outlet, lines)))
    except NotImportable as problem:
        raise wrong_usage(str(problem)) from None
    print(f"run {summary.run_id}: {summary.line}")
    if summary.passed_over:
        print(f"passed over, no documents: {'; '.join(summary.passed_over)}", file=sys.stderr)
    bad = summary.outcomes.get("failed", 0) + summary.outcomes.get("refused", 0)
    if bad:
        for said in summary.unread:
            print(f"not read: {said}", file=sys.stderr)
        where = f"run_id = '{summary.run_id}' and outcome in ('failed', 'refused')"
        more = (
            f'; all of them: parallax sql "from raw.outcome where {where}"'
            if bad > len(summary.unread)
            else ""
        )
        print(f"{bad} documents could not be read{more}", file=sys.stderr)
    return DEGRADED if bad else DONE


def _manifest_lines(manifest: Path | None) -> dict[str, dict[str, object]]:
    if manifest is None:
        return {}
    rows = read_manifest(manifest)
    if address := next((row.place for row in rows if is_address(row.place)), None):
        raise wrong_usage(
            f"manifest {manifest}: {address} is an address; import reads files, compare also addresses"
        )
    return {
        item.place: {
            "outlet": item.outlet,
            "title": item.title,
            "published_at": item.published_at.isoformat() if item.published_at else None,
            "language": item.language,
        }
        for item in rows
    }
