"""`parallax sql`: one query, a bundled question, or a shell, on the published copy."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.errors import DONE, FAILED, CommandError, wrong_usage
from flows.out_file import check_out
from flows.settings import load_settings
from flows.show_tables import short
from warehouse.errors import QueryRefused, WronglyAsked
from warehouse.export import as_csv, as_json, plain_rows
from warehouse.place import Place
from warehouse.sandbox import Result, questions, run_query
from warehouse.search import SEARCHES

FORMS = ("table", "csv", "json", "parquet")
#: Rows printed of a table; the other formats are complete.
ROWS = 200
#: A column narrower than its name, or than this many characters of a longer value, cannot be read.
_LEAST_WIDTH = 16


def run_sql(query: str | None, form: str, out: Path | None, tables: bool, data: Path | None) -> int:
    """Answers one query, lists the tables, or opens the shell. Returns the exit code."""
    settings = load_settings(data_dir=data)
    if form not in FORMS:
        raise wrong_usage(f"unknown --format {form!r}; give {', '.join(FORMS)}")
    if form == "parquet" and out is None:
        raise wrong_usage("--format parquet needs --out FILE")
    check_out(out)
    if tables:
        show_tables_and_columns(settings.published)
        return DONE
    if query is None:
        from flows.sql_shell import shell

        return shell(settings.published, settings.data_dir)
    try:
        write_result(ask(settings.published, query), form, out)
    except WronglyAsked as problem:
        raise wrong_usage(str(problem)) from None
    except QueryRefused as problem:
        raise CommandError(str(problem), FAILED) from None
    return DONE


def ask(published: Place, query: str) -> Result:
    """Runs a query, or a bundled question with its parameters: `@name day=2031-03-04 words='two words'`."""
    query = query.strip()
    if not query.startswith("@"):
        return run_query(published, query)
    try:
        name, *given = shlex.split(query)
    except ValueError as problem:
        raise WronglyAsked(
            f"{query}: {problem}; write @name parameter=value, quoted where it has blanks"
        ) from None
    parameters = {}
    for part in given:
        key, sign, value = part.partition("=")
        if not sign:
            raise WronglyAsked(
                f"{part!r} is no parameter=value; write {name} parameter=value, quoted where it has blanks"
            )
        parameters[key] = value
    return run_query(published, name, parameters=parameters)


def write_result(result: Result, form: str, out: Path | None) -> None:
    """Prints or writes one result; a cut-off is said on standard error."""
    if form == "table" and out is None:
        print_table(result)
    elif form == "parquet":
        assert out is not None
        import pyarrow.parquet as pq

        pq.write_table(result.table, out)
    else:
        text = as_json(result.table) if form == "json" else as_csv(result.table)
        if out is None:
            sys.stdout.write(text)
        else:
            out.write_text(text, encoding="utf-8", newline="")
    if out is not None:
        print(f"wrote {result.table.num_rows:,} rows to {out}", file=sys.stderr)
    if result.truncated:
        print(f"cut off after {result.table.num_rows:,} rows; add a limit or an aggregate", file=sys.stderr)


def print_table(result: Result) -> None:
    """The first rows of a result as a table, or one under the other where the screen has no room for its columns."""
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    names = result.table.column_names
    found = [[cell(value) for value in row.values()] for row in plain_rows(result.table.slice(0, ROWS))]
    least = [
        max(len(name), min(_LEAST_WIDTH, max(map(len, values), default=0)))
        for name, values in zip(names, zip(*found, strict=True) if found else [()] * len(names), strict=True)
    ]
    if sum(least) + 3 * (len(names) - 1) <= console.width:
        shown = Table(show_edge=False, pad_edge=False)
        for name in names:
            shown.add_column(Text(name), overflow="fold")
        for values in found:
            shown.add_row(*map(Text, values))
        console.print(shown)
    else:
        for number, values in enumerate(found, 1):
            console.print(Text(f"row {number}", style="dim"))
            record = Table.grid(padding=(0, 2))
            record.add_column(no_wrap=True)
            record.add_column(overflow="fold")
            for name, value in zip(names, values, strict=True):
                record.add_row(Text(name, style="bold"), Text(value))
            console.print(record)
    rows = result.table.num_rows
    more = f", {ROWS} printed (--format csv gives all)" if rows > ROWS else ""
    console.print(Text(f"{rows:,} rows{more}, {result.seconds:.2f} s", style="dim"))


def cell(value: object) -> str:
    """A value for people, in one line."""
    if value is None:
        return "NULL"
    if isinstance(value, float):
        return f"{value:.4g}"
    return short(value, 120)


def show_tables_and_columns(published: Place) -> None:
    """Every table and column of the published copy with its meaning, and the named questions."""
    from warehouse.contract import contracts

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    for schema in ("daily", "model"):
        for contract in contracts(schema).values():
            console.print()
            console.print(Text(contract.table, style="bold").append(f"  {contract.row}", style="dim"))
            for column in contract.columns:
                unit = "" if column.unit == "-" else f" [{column.unit}]"
                null = "" if column.null == "never" else f" NULL {column.null}."
                console.print(Text(f"  {column.name:<24}{unit} {column.meaning}{null}"))
    console.print()
    console.print(Text("Searching texts and claims", style="bold"))
    for call, meaning in SEARCHES.items():
        console.print(Text(f"  from {call}").append(f"  {meaning}", style="dim"))
    console.print()
    console.print(Text('Questions, run as: parallax sql "@name parameter=value"', style="bold"))
    for name, asked in questions().items():
        console.print(Text(f"  @{name:<28} {asked.asks}"))
        if asked.parameters:
            takes = ", ".join(f"{key} ({kind})" for key, kind, _ in asked.parameters)
            console.print(Text(f"  {'':<29} takes {takes}", style="dim"))
    if isinstance(published, Path) and not published.exists():
        print(f"(nothing is published at {published} yet)", file=sys.stderr)


__all__ = ["ask", "cell", "print_table", "run_sql", "show_tables_and_columns", "write_result"]
