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
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
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
        whole = Path(home) / "whole.db"
        try:
            with closing(sqlite3.connect(Path(home) / "prefect.db")) as database:
                database.execute("vacuum into ?", (str(whole),))
        except sqlite3.Error as problem:
            raise OSError(f"{problem}") from problem
        place.parent.mkdir(parents=True, exist_ok=True)
        with copied_beside(whole, place) as new:
            new.chmod(0o644)  # for whoever else uses this environment
            new.replace(place)


def lay(empty: Path, path: Path) -> bool:
    """Puts a copy at `path` when no database is there; returns whether what is there now needs no migrations."""
    kept_one = revision(empty, "pragma quick_check")
    if kept_one is None:  # none, damaged, or not for us to read
        return False
    # Not beside an old log, which would be played into a new file.
    if not any(path.parent.glob(f"{path.name}*")):
        # Where there is no room, or another start was first, or the disk has no links, Prefect sees to it.
        with suppress(OSError), copied_beside(empty, path) as new:
            path.hardlink_to(new)
    return revision(path) == kept_one


@contextmanager
def copied_beside(source: Path, path: Path) -> Iterator[Path]:
    """A whole copy on the disk of `path`, under a name of its own; gone after the block if it still has that name."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix="new-", suffix=".db")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy, source.open("rb") as original:
            shutil.copyfileobj(original, copy)
            copy.flush()
            os.fsync(copy.fileno())
        yield new
    finally:
        new.unlink(missing_ok=True)


def revision(path: Path, check: str = "select 'ok'") -> str | None:
    """The last migration that a database has gone through; None where none can be read or `check` finds damage."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("select version_num from alembic_version").fetchall()
            if database.execute(check).fetchone() != ("ok",):
                return None
    except sqlite3.Error:
        return None
    return str(found[0][0]) if len(found) == 1 else None


if __name__ == "__main__":
    try:
        keep(kept(), os.environ)
    except OSError as problem:
        sys.stdout.write(f"note: the first start of Prefect's server takes some seconds longer: {problem}\n")
