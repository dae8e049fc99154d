"""The process in which an analyst's query runs: one read-only file, no way to anything else.

Reads one request (JSON) from standard input and answers with a head (JSON, one line) followed by the
rows as an Arrow stream. It drops what it does not need before it looks at the query.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import sys
from pathlib import Path
from typing import Any

#: Ways past the lake's tables to its catalog, and to SQL put together from strings, which cannot be told apart.
#: The engine has no switch for them; the rights of the catalog's user are the other bar.
_BEYOND = re.compile(r"postgres_\w*|\w*ducklake_\w*|\bquery(_table)?\b", re.I)
_KINDS = ("SELECT", "EXPLAIN")
_CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
}
#: Address space beyond the engine's own limit: interpreter, libraries, thread stacks, result batches.
_ROOM_BYTES = 3 << 30


def main() -> int:
    """Runs the request on standard input."""
    request = json.load(sys.stdin)
    _drop_rights(request)
    import duckdb  # after the limits, so that they hold for it too

    try:
        connection = _open(duckdb, request)
        if wrong := _set_parameters(duckdb, connection, request["parameters"]):
            return _refuse(wrong, wrongly_asked=True)
        connection.execute("set lock_configuration = true")
        if request["lake"] and (beyond := _BEYOND.search(request["sql"])):
            return _refuse(f"{beyond.group()} is not allowed here: ask the warehouse's tables only")
        statements = connection.extract_statements(request["sql"])
        if len(statements) != 1:
            return _refuse("one query at a time: found " + (str(len(statements)) if statements else "none"))
        kind = str(statements[0].type).rsplit(".", 1)[-1].removesuffix("_STATEMENT")
        if kind not in _KINDS:
            return _refuse(
                f"only queries run here (select, with, from, describe, explain), not {kind.lower()}"
            )
        _answer(connection, statements[0], request["max_rows"], str(Path(request["path"]).parent))
    except (MemoryError, duckdb.OutOfMemoryException):
        return _refuse(
            "the query needs more memory than it may have: narrow it by story or day, or ask for fewer columns"
        )
    except duckdb.Error as error:
        return _refuse(str(error))
    return 0


def _drop_rights(request: dict[str, Any]) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    space = int(request["memory_bytes"]) + _ROOM_BYTES
    for which, limit in (
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_CPU, int(request["cpu_seconds"]) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(which, (limit, limit))
    os.environ.clear()


def _open(duckdb: Any, request: dict[str, Any]) -> Any:
    if request["lake"]:
        return _open_lake(duckdb, request)
    path = Path(request["path"])
    os.chdir(path.parent)  # so that the engine knows, and can tell, no more than the file's name
    connection = duckdb.connect(
        path.name,
        read_only=True,
        config={
            **_CLOSED,
            "memory_limit": f"{int(request['memory_bytes'])}B",
            "threads": int(request["threads"]),
        },
    )
    told = connection.execute("select block_size * used_blocks from pragma_database_size()").fetchone()
    if told and path.stat().st_size < int(told[0]):
        raise duckdb.IOException("IO Error: Corrupt database file: it is shorter than it says itself")
    _close_doors(connection)
    return connection


def _open_lake(duckdb: Any, request: dict[str, Any]) -> Any:
    """Nothing but the lake: its files alone may be read, and its catalog through the engine's own tables."""
    from warehouse.lake import prepare
    from warehouse.place import Lake

    given = request["lake"]
    lake = Lake(given["catalog"], given["files"], tuple(tuple(pair) for pair in given["s3"]))
    connection = duckdb.connect(
        ":memory:",
        config={
            **_CLOSED,
            "memory_limit": f"{int(request['memory_bytes'])}B",
            "threads": int(request["threads"]),
        },
    )
    connection.execute("set secret_directory = ''")
    prepare(connection, lake, read_only=True)
    folder = lake.files.rstrip("/") + "/"
    connection.execute("set allowed_directories = ['" + folder.replace("'", "''") + "']")
    _close_doors(connection, secrets=False)
    return connection


def _close_doors(connection: Any, *, secrets: bool = True) -> None:
    for statement in (
        "set TimeZone = 'UTC'",
        *(("set secret_directory = ''",) if secrets else ()),
        "set home_directory = ''",
        "set extension_directory = ''",
        "set enable_external_access = false",
    ):
        connection.execute(statement)


def _set_parameters(duckdb: Any, connection: Any, parameters: list[list[str]]) -> str | None:
    """Each is name, type, and either a value or an expression of our own query files. Returns what is wrong with a value."""
    for name, kind, value, is_value in parameters:
        given = "'" + value.replace("'", "''") + "'" if is_value else f"({value})"
        try:
            connection.execute(f"set variable {name} = cast({given} as {kind})")
        except duckdb.Error as error:
            if not is_value:
                raise
            return f"{name}={value}: {str(error).splitlines()[0]}"
    return None


def _answer(connection: Any, statement: Any, max_rows: int, folder: str) -> None:
    import pyarrow as pa

    reader = connection.execute(statement).to_arrow_reader(10_000)
    out = sys.stdout.buffer
    out.write(json.dumps({"ok": True}).encode() + b"\n")
    left = max_rows
    truncated = False
    with pa.ipc.new_stream(out, reader.schema) as stream:
        for batch in reader:
            truncated = batch.num_rows > left
            stream.write_batch(_without_folder(batch.slice(0, left), folder))
            left -= min(left, batch.num_rows)
            if truncated:
                break
    out.write(json.dumps({"truncated": truncated}).encode() + b"\n")
    out.flush()


def _without_folder(batch: Any, folder: str) -> Any:
    """Rows that do not tell where on this machine the file lies; the engine's own tables would."""
    import pyarrow.compute as pc
    from pyarrow import RecordBatch, types

    columns = [
        pc.replace_substring(column, folder + "/", "") if types.is_string(column.type) else column
        for column in batch.columns
    ]
    return RecordBatch.from_arrays(columns, schema=batch.schema)


def _refuse(message: str, wrongly_asked: bool = False) -> int:
    told = {"ok": False, "error": message, "wrongly_asked": wrongly_asked}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # nothing of the query may run on at exit
