"""`parallax doctor`: what works here, what is missing, what to do."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flows.errors import DEGRADED, DONE, FAILED, CommandError
from flows.outlets import OutletsError, read_outlets
from flows.settings import Settings, load_settings
from tasks import machinecode
from tasks.compiling import TIMES_AS_LONG
from warehouse.place import Lake

#: Less than this and a month of a few dozen outlets will not fit (about 1.5 GB of pages and tables).
ROOM_BYTES = 2_000_000_000


#: A resolver that takes longer than this is as good as none.
DNS_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: state is ok, missing (something optional or not yet there) or broken."""

    state: str
    what: str
    remedy: str = ""


def examine(data: Path | None, outlets: Path | None, repair: bool = False) -> int:
    """Prints one line for each thing. Returns 0, 3 when something optional is missing, 1 when broken.

    With `repair` a damaged warehouse is moved aside and rebuilt from the archive first.
    """
    settings = load_settings(data_dir=data, outlets_file=outlets)
    if repair:
        mend(settings)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    worst = DONE
    for finding in findings(settings):
        mark = {"ok": "✓", "missing": "–", "broken": "✗"}[finding.state]
        line = Text(f"{mark} {finding.what}")
        console.print(line.append(f"  {finding.remedy}", style="dim") if finding.remedy else line)
        if finding.state == "broken":
            worst = FAILED
        elif finding.state == "missing" and worst == DONE:
            worst = DEGRADED
    return worst


def findings(settings: Settings) -> Iterator[Finding]:
    """Everything looked at, in the order in which a new user meets it."""
    checks: tuple[Callable[[Settings], Finding], ...] = (
        _python,
        _packages,
        _machine_code,
        _runner,
        _outlets,
        _contact,
        _folder,
        _room,
        _warehouse,
        _published,
        _names,
    )
    for check in checks:
        yield check(settings)


def _python(_: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    return Finding("ok" if good else "broken", f"Python {version}", "" if good else "install 3.11 or newer")


def _packages(_: Settings) -> Finding:
    wanted = {"evidently": "drift", "apprise": "alarms"}
    missing = [
        f"{name} (for {part})" for name, part in wanted.items() if importlib.util.find_spec(name) is None
    ]
    versions = ", ".join(
        f"{n} {importlib.metadata.version(n)}" for n in ("prefect", "duckdb", "trafilatura", "httpx")
    )
    if missing:
        return Finding(
            "missing", f"{versions}; not installed: {', '.join(missing)}", "make test installs all"
        )
    return Finding("ok", versions)


def _machine_code(_: Settings) -> Finding:
    for room in machinecode.ROOMS:
        importlib.import_module(f"tasks.{room}")
    plain = [room for room in machinecode.ROOMS if not machinecode.in_use(room)]
    if not plain:
        return Finding("ok", f"{', '.join(machinecode.ROOMS)}: run as machine code made from their sources")
    longer = ", ".join(f"{room} in {TIMES_AS_LONG[room]} times as long" for room in plain)
    return Finding(
        "ok",
        f"plain Python, with the same results: {longer}",
        "faster with a C compiler: python -m tasks.compiling",
    )


def _runner(settings: Settings) -> Finding:
    if settings.runner == "local":
        return Finding("ok", "pages are read on this machine")
    what = f"pages are read by {settings.runner} at {settings.runner_address or '(no address)'}"
    if importlib.util.find_spec(f"prefect_{settings.runner}") is None:
        return Finding("broken", what, f"pip install 'parallax-news[{settings.runner}]'")
    if not settings.runner_address:
        return Finding("broken", what, "set PARALLAX_RUNNER_ADDRESS")
    return Finding("ok", what)


def _outlets(settings: Settings) -> Finding:
    try:
        outlets = read_outlets(settings.outlets_file)
    except OutletsError as problem:
        return Finding("broken", f"outlets: {problem}")
    countries = len({o.country for o in outlets})
    return Finding("ok", f"{settings.outlets_file}: {len(outlets)} outlets of {countries} countries")


def _contact(settings: Settings) -> Finding:
    if settings.contact:
        return Finding("ok", f"contact in the user agent: {settings.contact}")
    return Finding(
        "missing", "no contact in the user agent", "set PARALLAX_CONTACT to a mail address or page"
    )


def _folder(settings: Settings) -> Finding:
    folder = settings.data_dir
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not there.is_dir():
        return Finding("broken", f"{there} is a file, not a folder", "choose another with --data")
    if os.access(there, os.W_OK):
        return Finding(
            "ok", f"data folder {folder}" + ("" if folder.exists() else " (made at the first run)")
        )
    return Finding("broken", f"data folder {folder} cannot be written", "choose another with --data")


def _room(settings: Settings) -> Finding:
    there = next(p for p in (settings.data_dir, *settings.data_dir.absolute().parents) if p.exists())
    free = shutil.disk_usage(there).free
    state = "ok" if free >= ROOM_BYTES else "missing"
    return Finding(state, f"{free / 1e9:.1f} GB free", "" if state == "ok" else "a month needs about 2 GB")


def mend(settings: Settings) -> None:
    """Rebuilds the warehouse from the archive when it is damaged or lost; says what it did."""
    from warehouse.doctor import examine as look
    from warehouse.doctor import set_aside

    if settings.lake is not None:
        raise CommandError(f"{settings.lake} is repaired by its Postgres server and file store, not by us")
    archived = any(settings.archive_dir.glob("*/*.warc.gz"))
    lost = not settings.warehouse_file.exists() and archived
    if not lost and not any(finding.damaged for finding in look(settings.warehouse_file)):
        _mend_copy(settings)
        return
    if not archived:
        raise CommandError(
            f"{settings.archive_dir} holds no archived pages to rebuild from; restore a backup (parallax restore)"
        )
    for moved in set_aside(settings.warehouse_file, datetime.now(UTC)):
        print(f"moved aside: {moved}", file=sys.stderr)
    from flows.commands.reread import reread_archive

    reread_archive(settings.data_dir)


def _mend_copy(settings: Settings) -> None:
    """Publishes anew when the warehouse is sound and its copy cannot be read."""
    from warehouse.connection import open_warehouse
    from warehouse.digest import stored_digests
    from warehouse.errors import WarehouseDamaged, WarehouseError, WarehouseMissing
    from warehouse.publish import publish

    try:
        if settings.warehouse_file.exists():
            with open_warehouse(settings.published_file, read_only=True) as copy:
                stored_digests(copy)
        print("nothing to repair: the warehouse can be read", file=sys.stderr)
    except (WarehouseDamaged, WarehouseMissing) as problem:
        print(f"publishing anew: {problem}", file=sys.stderr)
        try:
            with open_warehouse(settings.warehouse_file) as warehouse:
                publish(warehouse, settings.published_dir)
        except WarehouseError as refused:
            raise CommandError(str(refused)) from None


def _warehouse(settings: Settings) -> Finding:
    from warehouse.doctor import examine as look

    if settings.lake is not None:
        return _lake(settings.lake)
    if not settings.warehouse_file.exists():
        return Finding(
            "missing", "no warehouse yet", "parallax run, parallax import or parallax demo makes it"
        )
    found = look(settings.warehouse_file)
    if all(finding.sound for finding in found):
        return Finding("ok", found[0].what)
    first = next(finding for finding in found if not finding.sound)
    if not first.damaged and first.what_to_do.startswith("wait"):
        return Finding("ok", f"warehouse {settings.warehouse_file} (a run is writing)")
    remedy = "parallax doctor --repair" if first.damaged else first.what_to_do
    return Finding("broken", first.what, remedy)


def _lake(lake: Lake) -> Finding:
    from warehouse.connection import open_warehouse
    from warehouse.errors import WarehouseError

    try:
        open_warehouse(lake, read_only=True).close()
    except WarehouseError as problem:
        return Finding("broken", f"{problem}", "the first run makes its tables, if the database is there")
    return Finding("ok", f"{lake}")


def _published(settings: Settings) -> Finding:
    from warehouse.connection import open_warehouse
    from warehouse.errors import WarehouseError
    from warehouse.read import built_days

    if settings.lake is None and not settings.published_file.exists():
        return Finding("missing", "nothing published yet", "parallax run publishes at its end")
    try:
        with open_warehouse(settings.published, read_only=True) as published:
            days = built_days(published)
    except WarehouseError as problem:
        return Finding("broken", f"published copy: {problem}", "parallax doctor --repair publishes it anew")
    span = f"{days[0]} to {days[-1]}" if days else "no day"
    return Finding("ok", f"published copy with {span}")


def _names(settings: Settings) -> Finding:
    try:
        host = read_outlets(settings.outlets_file)[0].domains[0]
    except OutletsError:
        return Finding("missing", "no outlet to look up", "mend the outlets file first")
    found: list[object] = []
    asked = threading.Thread(target=lambda: found.extend(_resolve(host)), daemon=True)
    asked.start()
    asked.join(DNS_SECONDS)
    if found:
        return Finding("ok", "names of the web are resolved")
    return Finding("missing", "names of the web are not resolved", "offline: demo, compare, import, sql work")


def _resolve(host: str) -> list[object]:
    try:
        return list(socket.getaddrinfo(host, 443))
    except OSError:
        return []
