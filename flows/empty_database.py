"""Prefect's database as it stands before the first run, kept in the environment so that no start has to make it.

    python -m flows.empty_database            `make` does so when it sets up

Making it takes the server some hundred migrations: three seconds of processor, and 30 MB for as long as it lives.
Where none is kept for this version of Prefect, or what is there is not of this version, the server migrates as ever.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path

from flows.prefect_environment import DEFAULTS
from tasks.machinecode import PLACE


def kept() -> Path:
    """Where the one of the installed Prefect lies, or would lie."""
    return PLACE / f"prefect-{version('prefect')}.db"


def keep(place: Path, environment: Mapping[str, str]) -> None:
    """Has Prefect make one with its own command and puts it at `place`. Raises OSError when it cannot."""
    ours = {name: value for name, value in environment.items() if not name.startswith("PREFECT_")}
    with tempfile.TemporaryDirectory(prefix="parallax-prefect-") as home:
        made = subprocess.run(
            [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"],
            capture_output=True,
            text=True,
            cwd=home,  # no settings of the folder we stand in
            env={**ours, **DEFAULTS, "PREFECT_HOME": home},
        )
        if made.returncode:
            raise OSError(" ".join((made.stderr or made.stdout).split())[-300:])
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f"new-{os.getpid()}-{place.name}")
        new.unlink(missing_ok=True)
        with closing(sqlite3.connect(Path(home) / "prefect.db")) as database:
            database.execute("vacuum into ?", (str(new),))
        new.replace(place)


def lay(empty: Path, path: Path) -> bool:
    """Puts a copy at `path` when no database is there; returns whether what is there now needs no migrations."""
    if empty.exists() and not any(
        path.parent.glob(f"{path.name}*")
    ):  # an old log would be played into a new file
        copy_whole(empty, path)
    there = revision(path)
    return there is not None and there == revision(empty)


def copy_whole(source: Path, path: Path) -> None:
    """All of it or nothing, also when the machine stops; leaves alone what somebody else has put there meanwhile."""
    new = path.with_name(f"new-{os.getpid()}.db")
    try:
        shutil.copyfile(source, new)
        with new.open("rb") as copied:
            os.fsync(copied.fileno())
        with suppress(OSError):  # it is there by now, or this disk has no links: Prefect sees to it
            path.hardlink_to(new)
    finally:
        new.unlink(missing_ok=True)


def revision(path: Path) -> str | None:
    """The last migration that a database has gone through; None when there is none to be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("select version_num from alembic_version").fetchall()
    except sqlite3.Error:
        return None
    return str(found[0][0]) if len(found) == 1 else None


if __name__ == "__main__":
    try:
        keep(kept(), os.environ)
    except OSError as problem:
        sys.stdout.write(f"note: the first start of Prefect's server takes some seconds longer: {problem}\n")
