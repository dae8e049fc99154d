"""A small SQL shell: several lines up to a semicolon, history, completion of table and column names."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from flows.commands.sql import ask, print_table, show_tables_and_columns
from flows.errors import DONE
from warehouse.contract import contracts
from warehouse.errors import WarehouseError
from warehouse.place import Place
from warehouse.sandbox import questions
from warehouse.search import SEARCHES

HELP = "End a query with ;  @name parameter=value asks a bundled question  .tables lists all there is  .quit leaves"


def shell(published: Place, folder: Path) -> int:
    """Reads queries until the end of input; each runs in its own sandbox; the history lies in `folder`.

    Returns 0.
    """
    history = _readline(folder / ".sql_history")
    print(f"{published}, read-only. {HELP}", file=sys.stderr)
    pending: list[str] = []
    try:
        while True:
            try:
                line = input("... " if pending else "sql> ")
            except EOFError:
                return DONE
            except KeyboardInterrupt:
                pending.clear()
                print(file=sys.stderr)
                continue
            word = line.strip()
            if not pending and word in (".quit", ".exit", "quit", "exit"):
                return DONE
            if not pending and word in (".tables", ".help", "?"):
                show_tables_and_columns(published)
                continue
            pending.append(line)
            if word.endswith(";") or (len(pending) == 1 and word.startswith("@")):
                _answer(published, "\n".join(pending).strip().rstrip(";"))
                pending.clear()
    finally:
        history()


def _answer(published: Place, query: str) -> None:
    if not query.strip():
        return
    try:
        print_table(ask(published, query))
    except WarehouseError as problem:
        print(f"error: {problem}", file=sys.stderr)


def _readline(file: Path):  # type: ignore[no-untyped-def]
    """History and completion where the system has readline; returns what saves the history."""
    try:
        import readline
    except ImportError:
        return lambda: None
    words = [f"@{name}" for name in questions()]
    for schema in ("daily", "model"):
        for contract in contracts(schema).values():
            words += [contract.table, *(c.name for c in contract.columns)]
    words = sorted({*words, *(call.split("(")[0] for call in SEARCHES)})

    def complete(text: str, state: int) -> str | None:
        return next(iter([w for w in words if w.startswith(text)][state : state + 1]), None)

    readline.set_completer_delims(" \t\n,()=<>")
    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
    with contextlib.suppress(OSError):
        readline.read_history_file(file)

    def save() -> None:
        with contextlib.suppress(OSError):
            readline.write_history_file(file)

    return save
