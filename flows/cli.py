"""The `parallax` command: each sub-command a few lines; what it does lives in the module it names.

Heavy modules are imported inside the sub-commands, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.errors import DONE, STOPPED, STOPPED_SAYS, CommandError, wrong_usage
from tasks.without_pandas import do_without_pandas

app = typer.Typer(
    name="parallax",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Shows where news outlets part: which claims each one asserts, attributes, distances itself from,"
    " denies or leaves out, with the sentence behind every cell.\n\n"
    "Start with [bold]parallax demo[/bold] (offline), or [bold]parallax compare A.txt B.html[/bold] on"
    " texts you hold. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but a part failed, 130 stopped.",
)
outlets_app = typer.Typer(
    no_args_is_help=True, help="Check the outlets of outlets.toml, or find the feeds of a new one."
)
app.add_typer(outlets_app, name="outlets")

DataDir = Annotated[
    Path | None, typer.Option("--data", help="Data folder (default: data, or PARALLAX_DATA_DIR).")
]
OutletsFile = Annotated[
    Path | None,
    typer.Option("--outlets", help="Outlets file (default: outlets.toml, or PARALLAX_OUTLETS_FILE)."),
]


@app.command()
def demo(
    data: Annotated[Path, typer.Option("--data", help="Folder for the demo's data; made anew.")] = Path(
        "demo-data"
    ),
    lines: Annotated[int, typer.Option(help="Lines printed of each table.")] = 8,
) -> None:
    """Run the whole daily flow, offline, on the bundled newsroom, and print the daily tables."""
    from flows.demo.run import run_demo

    raise typer.Exit(run_demo(data, lines))


@app.command()
def run(
    day: Annotated[
        str | None, typer.Option(help="UTC day to compare, YYYY-MM-DD (default: all days with news).")
    ] = None,
    data: DataDir = None,
    outlets: OutletsFile = None,
) -> None:
    """Run the daily flow once on outlets.toml: collect, read, compare, publish."""
    from flows.commands.run import run_daily

    raise typer.Exit(run_daily(day, data, outlets))


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", help="First UTC day, YYYY-MM-DD.")],
    last: Annotated[str | None, typer.Option("--to", help="Last UTC day (default: today).")] = None,
    data: DataDir = None,
    outlets: OutletsFile = None,
) -> None:
    """Catch up missed days: collect what feeds and sitemaps still list, make every day's tables anew."""
    from flows.commands.run import run_backfill

    raise typer.Exit(run_backfill(first, last, data, outlets))


@app.command()
def compare(
    documents: Annotated[
        list[str] | None, typer.Argument(help="Files (txt, html) or addresses, two or more.")
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(help="CSV with columns path, outlet; title, published_at, language may follow."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything with offsets, as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write one self-contained page to this file.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Print every line of every part.")] = False,
) -> None:
    """Set a few articles on one event side by side; needs no warehouse."""
    gc.disable()  # what is loaded here stays: looking for garbage among it takes a twentieth of the command
    import tasks.compare.day  # noqa: F401
    from flows.commands.compare import compare_documents

    gc.enable()
    raise typer.Exit(compare_documents(documents or [], manifest, as_json, html, full))


@app.command("import")
def import_(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="txt, html, mhtml, json, jsonl, warc, wacz; .gz and .zst too; folders are walked."
        ),
    ] = None,
    manifest: Annotated[
        Path | None, typer.Option(help="CSV with columns path, outlet for txt and html files.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Outlet of files that do not name theirs.")] = None,
    data: DataDir = None,
) -> None:
    """Bring articles you hold into the warehouse, and build the daily tables of their days."""
    from flows.commands.importing import import_paths

    raise typer.Exit(import_paths(paths or [], manifest, outlet, data))


@app.command()
def report(
    day: Annotated[str | None, typer.Option(help="Day, YYYY-MM-DD (default: the newest).")] = None,
    story: Annotated[str | None, typer.Option(help="Only this story (its story_id).")] = None,
    table: Annotated[list[str] | None, typer.Option(help="Only these tables.")] = None,
    form: Annotated[
        str,
        typer.Option("--format", help="text, md, html, csv, json, parquet or jsonld (schema.org claims)."),
    ] = "text",
    out: Annotated[
        Path | None, typer.Option(help="File, or folder for csv and parquet (default: standard output).")
    ] = None,
    data: DataDir = None,
) -> None:
    """Write the daily tables of one day, complete, from the published copy."""
    from flows.commands.report import write_report

    raise typer.Exit(write_report(day, story, table or [], form, out, data))


@app.command()
def sql(
    query: Annotated[
        str | None,
        typer.Argument(help='A query, or a bundled one: "@name parameter=value"; none opens a shell.'),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv, json or parquet.")] = "table",
    out: Annotated[Path | None, typer.Option(help="File to write (needed for parquet).")] = None,
    tables: Annotated[
        bool, typer.Option("--tables", help="List tables and columns with their meaning.")
    ] = False,
    data: DataDir = None,
) -> None:
    """Ask the published copy, read-only and inside limits."""
    from flows.commands.sql import run_sql

    raise typer.Exit(run_sql(query, form, out, tables, data))


@app.command()
def dashboard(
    data: DataDir = None,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8501,
    address: Annotated[
        str, typer.Option(help="Address to listen on; others than loopback are open to all who reach them.")
    ] = "127.0.0.1",
) -> None:
    """Open the pages over the published copy, on loopback unless told otherwise."""
    from flows.commands.dashboard import open_dashboard

    raise typer.Exit(open_dashboard(data, port, address))


@outlets_app.command("check")
def outlets_check(
    ids: Annotated[list[str] | None, typer.Argument(help="Only these outlets (default: all).")] = None,
    outlets: OutletsFile = None,
    offline: Annotated[bool, typer.Option("--offline", help="Only read the file, ask no server.")] = False,
) -> None:
    """Read outlets.toml and try every feed: prints what would be collected."""
    from flows.commands.outlets import check_outlets

    raise typer.Exit(check_outlets(ids or [], outlets, offline))


@outlets_app.command("clear")
def outlets_clear(
    outlet: Annotated[str, typer.Argument(help="The outlet that is held back.")],
    accept: Annotated[
        bool,
        typer.Option(
            "--accept", help="The change is real: it is the outlet's new usual from its first day on."
        ),
    ] = False,
    note: Annotated[str | None, typer.Option(help="Why, for those who come later.")] = None,
    data: DataDir = None,
) -> None:
    """Let an outlet that is held back for drift be compared again."""
    from flows.commands.clear import clear_outlet

    raise typer.Exit(clear_outlet(outlet, accept, note, data))


@outlets_app.command("add")
def outlets_add(url: Annotated[str, typer.Argument(help="Homepage of an outlet.")]) -> None:
    """Find the feeds of a new outlet and print its table for outlets.toml."""
    from flows.commands.outlets import add_outlet

    raise typer.Exit(add_outlet(url))


@app.command()
def schedule(
    data: DataDir = None,
    outlets: OutletsFile = None,
    port: Annotated[int, typer.Option(help="Port of Prefect's server on loopback.")] = 4200,
    register_only: Annotated[
        bool, typer.Option("--register-only", help="Register the deployments and leave the server running.")
    ] = False,
) -> None:
    """Register prefect.yaml and work on schedule, on this machine, until stopped."""
    from flows.commands.schedule import run_schedule

    raise typer.Exit(run_schedule(data, outlets, port, register_only))


@app.command()
def reread(data: DataDir = None) -> None:
    """Rebuild versions, claims and daily tables from the archived pages."""
    from flows.commands.reread import reread_archive

    raise typer.Exit(reread_archive(data))


@app.command()
def doctor(
    data: DataDir = None,
    outlets: OutletsFile = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Move a damaged warehouse aside and rebuild it from the archive.")
    ] = False,
) -> None:
    """Say what works here, what is missing, and what to do."""
    from flows.commands.doctor import examine

    raise typer.Exit(examine(data, outlets, repair))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="New file to write.")],
    data: DataDir = None,
) -> None:
    """Write a compact copy of the warehouse with its digests."""
    from flows.commands.keeping import make_backup

    raise typer.Exit(make_backup(file, data))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    data: DataDir = None,
) -> None:
    """Put a backup in the place of a lost warehouse, after checking its digests."""
    from flows.commands.keeping import restore_backup

    raise typer.Exit(restore_backup(file, data))


@app.command()
def forget(
    url: Annotated[str, typer.Argument(help="Address of an article.")],
    data: DataDir = None,
) -> None:
    """Delete everything that came from one address, in tables and archive, for good."""
    from flows.commands.keeping import forget_url

    raise typer.Exit(forget_url(url, data))


@app.command("drop-texts")
def drop_texts(
    before: Annotated[str, typer.Argument(help="Day, YYYY-MM-DD; texts of earlier days are dropped.")],
    data: DataDir = None,
) -> None:
    """Drop old full texts; excerpts, hashes and daily tables stay."""
    from flows.commands.keeping import drop_old_texts

    raise typer.Exit(drop_old_texts(before, data))


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="Text or HTML file.")],
    html: Annotated[Path | None, typer.Option(help="Write a self-contained page to this file.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1 code, when it is not recognised.")] = None,
) -> None:
    """Print a text with its attributions, voices, engagement and the rules that found them."""
    from flows.commands.explain import explain_file

    raise typer.Exit(explain_file(file, html, language))


@app.command()
def pipe(stage: Annotated[str, typer.Argument(help="text, claims or stories.")]) -> None:
    """Run one stage as a filter: JSON lines in, JSON lines out."""
    from flows.pipe import run_pipe

    if stage not in ("text", "claims", "stories"):
        raise wrong_usage(f"unknown stage {stage!r}; give text, claims or stories")
    raise typer.Exit(run_pipe(stage, sys.stdin.buffer, sys.stdout.buffer))


def main() -> None:
    """Run the command line; every error of a user or of the world is one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without UTF-8 shows ? for what it cannot show
            stream.reconfigure(errors="replace")
    do_without_pandas()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: one line, and a code of its own
    try:
        code = app(standalone_mode=False)
        if code == STOPPED:  # so says the library of a Ctrl-C that no command saw to
            _stopped()
        sys.exit(code if isinstance(code, int) else DONE)
    except CommandError as problem:
        _say(str(problem))
        sys.exit(problem.code)
    except typer.Exit as end:
        sys.exit(end.exit_code)
    except typer.Abort:
        _stopped()
    except KeyboardInterrupt:
        _stopped()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # rich has met one, and would call it a failure
            sys.exit(DONE)
        raise
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; nothing more to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except Exception as problem:
        _unexpected(problem)


def _stopped() -> None:
    _say(STOPPED_SAYS)
    sys.exit(STOPPED)


def _unexpected(problem: Exception) -> None:
    """Known kinds of trouble become one line; a fault of ours keeps its traceback."""
    if hasattr(problem, "show") and hasattr(problem, "exit_code"):  # wrong usage, as the command line sees it
        problem.show()
        sys.exit(problem.exit_code)
    from flows.trouble import known_trouble

    known = known_trouble(problem)
    if known is None:
        raise problem
    message, code = known
    _say(message)
    sys.exit(code)


def _say(message: str) -> None:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)


if __name__ == "__main__":
    main()
