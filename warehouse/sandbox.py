"""Running an analyst's query on the published copy, where it can harm nothing and outlast nothing."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from warehouse.contract import NAME, ROOM
from warehouse.errors import MAKE_ONE, QueryRefused, WarehouseDamaged, WarehouseMissing, WronglyAsked
from warehouse.place import Lake, Place

QUERIES = ROOM / "queries"
_PARAMETER = re.compile(r"-- parameter: (\w+) (\w+) = (.+)")
#: What the engine says of the file itself, not of a query.
_BROKEN = re.compile(
    r"\A(?:IO|Serialization|FATAL|INTERNAL) Error: .*(?:corrupt|valid DuckDB|could not read|deserial|checksum)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use. Wall time is held by killing the process, the rest by the system."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 60
    memory_bytes: int = 1 << 30
    threads: int = 2
    max_rows: int = 1_000_000
    max_bytes: int = 512 << 20


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of a query. `truncated` when there were more than the limit allows."""

    table: pa.Table
    truncated: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Question:
    """A named query of warehouse/queries: its text, what it asks, and its parameters with defaults."""

    name: str
    asks: str
    sql: str
    parameters: tuple[tuple[str, str, str], ...]  # name, type, default as an SQL expression


def run_query(
    place: Place | str,
    sql: str,
    limits: Limits | None = None,
    *,
    parameters: Mapping[str, str] | None = None,
) -> Result:
    """Runs one query on the file or lake at `place`, read-only, in a process of its own.

    `sql` is a query, or `@name` for one of warehouse/queries, whose `parameters` may be given.
    Raises QueryRefused with what is wrong and where; WarehouseMissing when nothing was published.
    """
    limits = limits or Limits()
    where = _where(place)
    text, given = _resolve(sql, dict(parameters or {}))
    request = {
        **where,
        "sql": text,
        "parameters": given,
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
        "threads": limits.threads,
        "max_rows": limits.max_rows,
    }
    started = time.monotonic()
    answer = _run(json.dumps(request).encode(), limits)
    return _result(answer, limits, time.monotonic() - started, Path(where["path"]))


def _where(place: Place | str) -> dict[str, Any]:
    """What a request says of the place. Raises WarehouseMissing when nothing was published."""
    if isinstance(place, Lake):
        return {
            "path": place.files,
            "lake": {"catalog": place.catalog, "files": place.files, "s3": [list(pair) for pair in place.s3]},
        }
    path = Path(place).absolute()
    if not path.is_file():
        raise WarehouseMissing(f"nothing is published at {path}: {MAKE_ONE}")
    return {"path": str(path), "lake": None}


def questions() -> dict[str, Question]:
    """The named queries, by name."""
    return {path.stem: _question(path) for path in sorted(QUERIES.glob("*.sql"))}


def question(name: str) -> Question:
    """One named query. Raises WronglyAsked with the names there are."""
    name = name.replace("-", "_")
    path = QUERIES / f"{name}.sql"
    if not NAME.match(name) or not path.is_file():
        known = ", ".join(sorted(found.stem for found in QUERIES.glob("*.sql")))
        raise WronglyAsked(f"there is no question @{name}; there are {known}")
    return _question(path)


def _question(path: Path) -> Question:
    sql = path.read_text(encoding="utf-8")
    header = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        header.append(line)
    asks = " ".join(line[3:].strip() for line in header if not _PARAMETER.match(line))
    parameters = tuple(found.groups() for line in header if (found := _PARAMETER.match(line)))
    return Question(path.stem, asks, sql, parameters)  # type: ignore[arg-type]


def _resolve(sql: str, given: dict[str, str]) -> tuple[str, list[list[Any]]]:
    """The text to run, and parameters as name, type, value, whether it is a value or an expression."""
    sql = sql.strip()
    if not sql.startswith("@"):
        if given:
            raise WronglyAsked(f"parameters ({', '.join(given)}) belong to named queries: use @name")
        return sql, []
    asked = question(sql[1:].strip())
    unknown = set(given) - {name for name, _, _ in asked.parameters}
    if unknown:
        takes = ", ".join(name for name, _, _ in asked.parameters) or "no parameters"
        raise WronglyAsked(f"@{asked.name} has no parameter {sorted(unknown)[0]!r}; it takes {takes}")
    return asked.sql, [
        [name, kind, given.get(name, default), name in given] for name, kind, default in asked.parameters
    ]


def _run(request: bytes, limits: Limits) -> bytes:
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "warehouse.sandbox_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOM.parent,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOM.parent)},
    )
    try:
        answer, _ = child.communicate(request, timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise QueryRefused(
            f"the query was stopped after {limits.wall_seconds:g} s: narrow it by day or story"
        ) from None
    finally:
        child.kill()
    if not answer:
        raise QueryRefused(
            "the query was stopped: it went over its memory or processor limit; narrow it by day or story"
        )
    return answer


def _result(answer: bytes, limits: Limits, seconds: float, path: Path) -> Result:
    stream: IO[bytes] = io.BytesIO(answer)
    head = json.loads(stream.readline())
    if not head["ok"] and _BROKEN.search(head["error"]):
        first = head["error"].splitlines()[0].replace(str(path.parent), "")
        raise WarehouseDamaged(
            f"the published copy {path} cannot be read ({first}): the next run, or `parallax doctor --repair`, publishes "
            "it anew; nothing else is touched"
        )
    if not head["ok"]:
        raise (WronglyAsked if head["wrongly_asked"] else QueryRefused)(_in_words(head["error"], path))
    if len(answer) > limits.max_bytes:
        raise QueryRefused(
            f"the result has more than {limits.max_bytes >> 20} MB: ask for fewer rows or columns"
        )
    try:
        table = pa.ipc.open_stream(stream).read_all()
        tail = json.loads(stream.readline())
    except (pa.ArrowInvalid, ValueError, OSError):
        raise QueryRefused("the query was stopped while its rows were coming: it went over a limit") from None
    return Result(table, tail["truncated"], seconds)


def _in_words(error: str, path: Path) -> str:
    """The engine's error without paths and advice that does not apply here, with the place it points at."""
    lines = [line for line in error.replace(str(path.parent), "").splitlines() if line.strip()]
    kept = [line for line in lines if not line.lstrip().startswith(("Possible solutions", "* ", "Hint:"))]
    said = "\n".join(kept[:12])
    if "Permission Error" in said or "disabled" in said:
        return f"not allowed here: {said}"
    return said


__all__ = ["Limits", "Question", "Result", "question", "questions", "run_query"]
