"""SQL: a query or a bundled question on the published copy, in the same sandbox as `parallax sql`."""

from __future__ import annotations

from typing import Any

from dashboards import plots, published
from dashboards.page import Page
from dashboards.published import Edition, edition
from dashboards.static import counted, plain
from warehouse.errors import QueryRefused
from warehouse.sandbox import Limits, Question, Result, questions

OWN = "your own query"
FIRST = "select day, label, outlets\nfrom daily.stories\norder by outlets desc\nlimit 20"
#: A page must answer soon; longer queries belong into `parallax sql`.
LIMITS = Limits(wall_seconds=15.0, cpu_seconds=20, max_rows=20_000, max_bytes=64 << 20)
#: Rows drawn as a table; the CSV has all.
MOST_ROWS = 200
#: Rows drawn as a quick plot.
PLOTTED = 15

HOW = """The query runs in a process of its own on the published copy: read-only, without network, files or extensions, for
at most 15 seconds and 20,000 rows. The tables and their columns are described in the file itself (`describe
daily.claims`, or `select * from duckdb_columns()`). The quick plot draws the first 15 rows: one column of numbers as
length, one other column as label."""


def show(page: Page) -> None:
    """Draws the page."""
    of = edition(page.published)
    known = questions()
    chosen = page.choose(
        "Question",
        "question",
        [OWN, *known],
        show=lambda n: f"{first_words(known[n])} (@{n})" if n in known else n,
    )
    of_question = known.get(chosen or "")
    page.head(
        "Ask the tables",
        of_question.asks
        if of_question
        else f"{len(known)} named questions and your own SQL, where nothing can be harmed.",
    )
    page.form("question", button="Ask")
    if of_question is not None:
        given = parameters(page, of_question)
        page.draw("query.html.j2", sql=of_question.sql)
        query = f"@{of_question.name}"
    else:
        given = {}
        query = page.type_in("SQL (Ctrl+Enter runs it)", "sql", start=FIRST, long=True)
        page.form("sql", button="Run")
    page.age(of)
    answer(page, of, query, given)
    page.how(HOW)


def first_words(question: Question) -> str:
    """What a question asks, without what its parameters mean."""
    return question.asks.split("? ")[0].rstrip("?.") + "?"


def parameters(page: Page, question: Question) -> dict[str, str]:
    """The values typed for a question's parameters; empty ones keep their defaults."""
    given = {}
    for name, kind, default in question.parameters:
        usual = default
        if "select" in default.casefold():
            usual = "the newest day" if default.startswith("select max(day)") else "chosen for you"
        typed = page.type_in(f"{name} ({kind}), empty: {usual}", f"p-{name}")
        if typed:
            given[name] = typed
    if question.parameters:
        page.form(*(f"p-{name}" for name, _, _ in question.parameters), button="Run")
    return given


def answer(page: Page, of: Edition, query: str, given: dict[str, str]) -> None:
    """Runs the query and draws its rows, or says in words what is wrong with it."""
    try:
        result = published.query(of, query, LIMITS, given)
    except QueryRefused as problem:
        page.notice("The query was not answered.", f"{problem}")
        return
    total = result.table.num_rows
    cut = f", cut off at {LIMITS.max_rows:,}" if result.truncated else ""
    part = f"; the first {MOST_ROWS} are drawn, the CSV has all" if total > MOST_ROWS else ""
    page.say(f"{counted(total, 'row')}{cut}, {result.seconds:.2f} s{part}")
    if total == 0:
        page.notice("The query has no rows.")
        return
    plot = quick_plot(page, result)
    columns = result.table.column_names
    drawn = [
        [plain(value) for value in row]
        for row in zip(
            *(column.to_pylist() for column in result.table.slice(0, MOST_ROWS).columns), strict=True
        )
    ]
    numeric = [is_number(result, n) for n in range(len(columns))]
    page.draw("rows.html.j2", columns=columns, rows=drawn, numeric=numeric)
    page.table("result", result.table)
    if plot is not None:
        page.section("Quick plot")
        page.form("value", "label", button="Plot")
        page.draw("panels.html.j2", found=[plot], names={}, wide=True)


def is_number(result: Result, column: int) -> bool:
    """Whether a column holds numbers that can be lengths or places on an axis."""
    kind = f"{result.table.schema.field(column).type}"
    return kind.startswith(("int", "uint", "float", "double", "decimal"))


def quick_plot(page: Page, result: Result) -> plots.Panel | None:
    """The first rows as lengths; None when no column of numbers differs from row to row beside a label."""
    columns = result.table.column_names
    if len(set(columns)) < len(columns):
        return None
    first: list[dict[str, Any]] = result.table.slice(0, PLOTTED).to_pylist()
    numbers = [
        c
        for n, c in enumerate(columns)
        if is_number(result, n)
        and all(r[c] is not None and float(r[c]) >= 0 for r in first)
        and len({r[c] for r in first}) > 1
    ]
    labels = [c for c in columns if c not in numbers and any(r[c] is not None for r in first)]
    if not numbers or not labels:
        return None
    value = page.choose("Length", "value", numbers) or numbers[0]
    usual = max(
        (c for c in labels if not c.endswith("_id")),
        key=lambda c: len({f"{r[c]}" for r in first}),
        default=labels[0],
    )
    label = page.choose("Label", "label", labels, usual) or usual
    most: Any = max(float(r[value]) for r in first) or 1
    tracks = tuple(
        plots.Track(
            f"{r[label]}",
            f"{float(r[value]):,.6g}",
            0.0,
            100 * float(r[value]) / most,
            100 * float(r[value]) / most,
        )
        for r in first
    )
    ticks = ((0.0, "0"), (100.0, plots.amount(most)))
    return plots.Panel(f"{label} by {value}", tracks, ticks)
