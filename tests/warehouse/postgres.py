"""A Postgres server of the tests' own, on a socket in a folder, as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

START_SECONDS = 60


def programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps them out of the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists()), None)


@dataclass
class Postgres:
    """One server. `catalog` gives the connection string of a database that is made if it is not there."""

    folder: Path
    binaries: Path
    process: subprocess.Popen[bytes] | None = None
    databases: set[str] = field(default_factory=set)

    def catalog(self, database: str) -> str:
        if database not in self.databases:
            self._run("createdb", "-h", f"{self.folder}", "-U", "parallax", database)
            self.databases.add(database)
        return f"host={self.folder} user=parallax dbname={database}"

    def initialise(self) -> None:
        self._run("initdb", "-D", f"{self.folder}/data", "-A", "trust", "-U", "parallax", "-E", "UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip

    def start(self) -> None:
        """Starts it and waits until it answers; after a kill its orphans must have gone first."""
        deadline = time.monotonic() + START_SECONDS
        with (self.folder / "server.log").open("ab") as log:
            while True:
                if self.process is None or self.process.poll() is not None:
                    self.process = subprocess.Popen(
                        [self.binaries / "postgres", "-D", f"{self.folder}/data", "-k", f"{self.folder}",
                         "-c", "listen_addresses="], stdout=log, stderr=log, **self._user(),
                    )  # fmt: skip
                ready = [self.binaries / "pg_isready", "-q", "-h", f"{self.folder}"]
                if subprocess.run(ready, check=False).returncode == 0:
                    return
                assert time.monotonic() < deadline, (self.folder / "server.log").read_text()[-2000:]
                time.sleep(0.2)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self.binaries / program, *words], capture_output=True, text=True, check=False, **self._user()
        )
        assert done.returncode == 0, done.stderr

    def _user(self) -> dict[str, Any]:
        """Postgres refuses to run as root; a user that owns nothing else then runs it."""
        if os.getuid() != 0:
            return {}
        known = {entry.pw_name for entry in pwd.getpwall()}
        name = "postgres" if "postgres" in known else "nobody"
        entry = pwd.getpwnam(name)
        os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def postgres_server(binaries: Path) -> Iterator[Postgres]:
    # A socket's path may have 107 characters; pytest's own folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = Postgres(folder, binaries)
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
