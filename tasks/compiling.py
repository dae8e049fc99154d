"""Compile the rules of rooms where a C compiler is at hand: the same sources, the same results, faster.

    python -m tasks.compiling                 `make` does so when it sets up
    python -m tasks.compiling claims          one room alone

mypyc turns the typed modules of a room into C. Where there is no compiler, or anything goes wrong, all runs as
plain Python. A room becomes one library; the rooms are compiled beside one another.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from tasks.machinecode import PLACE, ROOMS, TASKS, compiled, folder, library

#: How much longer a room takes as plain Python.
TIMES_AS_LONG = {"claims": 1.4, "compare": 1.1, "read": 1.1}


def compile_room(room: str) -> Path:
    """Compile a room's sources into their folder, if they are not yet; the one before is kept.

    Raises OSError when there is no compiler, SystemExit when mypyc refuses the sources and has printed why.
    """
    from mypyc.build import mypycify
    from setuptools import Distribution
    from setuptools.command.build_ext import build_ext

    place = folder(room)
    if place.is_dir():
        return place
    if not compiler_at_hand():
        raise OSError(f"no C compiler {_compiler()}, or no headers of Python")
    with (
        tempfile.TemporaryDirectory(prefix=f"parallax-{room}-") as temporary,
        chdir(TASKS.parent),
        redirect_stdout(StringIO()) as said,
    ):
        options = ["--cache-dir", f"{temporary}/cache", *compiled(room)]
        try:
            extensions = mypycify(
                options,
                opt_level="1",
                debug_level="0",
                multi_file=True,
                target_dir=f"{temporary}/c",
                group_name=library(room).removesuffix("__mypyc"),
            )
        except SystemExit:
            sys.stderr.write(said.getvalue())
            raise
        command = build_ext(Distribution({"ext_modules": extensions}))
        command.build_lib, command.build_temp = f"{temporary}/lib", f"{temporary}/objects"
        command.ensure_finalized()
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            _run(command, threads)
        made = PLACE / f"new-{room}-{os.getpid()}"
        shutil.copytree(f"{temporary}/lib", made)
        try:
            made.rename(place)
        except OSError:
            shutil.rmtree(made, ignore_errors=True)
            if not place.is_dir():  # else somebody else compiled the same sources meanwhile
                raise
    # Running processes may still load modules from the one before.
    for old in sorted(PLACE.glob(f"{room}-*"), key=lambda each: each.stat().st_mtime)[:-2]:
        shutil.rmtree(old, ignore_errors=True)
    return place


def compiler_at_hand() -> bool:
    """Are a C compiler and the headers of Python here?"""
    headers = Path(sysconfig.get_path("include")) / "Python.h"
    return shutil.which(_compiler()) is not None and headers.exists()


def _compiler() -> str:
    return str(sysconfig.get_config_var("CC") or "cc").split()[0]


def _run(command: Any, threads: ThreadPoolExecutor) -> None:
    """Run setuptools' command with one compiler process a core: by itself it takes one file after another."""
    whole = command.build_extension

    def build(extension: Any) -> None:
        one, waiting = command.compiler._compile, list[Future[None]]()
        compile_files = command.compiler.compile

        def compiled(*given: Any, **named: Any) -> list[str]:
            objects: list[str] = compile_files(*given, **named)
            for future in waiting:
                future.result()
            return objects

        command.compiler._compile = lambda *given: waiting.append(threads.submit(one, *given))
        command.compiler.compile = compiled
        try:
            whole(extension)
        finally:
            command.compiler._compile, command.compiler.compile = one, compile_files

    command.build_extension = build
    command.run()


def compile_rooms(rooms: list[str]) -> None:
    """Compile rooms beside one another, or say why one is not; never fails, since all works without."""
    others = [subprocess.Popen([sys.executable, "-m", "tasks.compiling", room]) for room in rooms[1:]]
    for room in rooms[:1]:
        try:
            compile_room(room)
        except (Exception, SystemExit) as problem:
            first = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
            longer = f"{TIMES_AS_LONG[room]} times as long"
            sys.stdout.write(f"note: {room} runs as plain Python, which takes {longer}: {first}\n")
    for other in others:
        other.wait()


if __name__ == "__main__":
    compile_rooms(sys.argv[1:] or list(ROOMS))
