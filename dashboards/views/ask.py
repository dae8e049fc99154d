"""SQL: a query or a bundled question on the published copy, in the same sandbox as `parallax sql`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import frame, plots
from dashboards.published import edition
from warehouse.errors import QueryRefused
from warehouse.export import as_csv
from warehouse.sandbox import Limits, Result, questions, run_query

OWN = "your own query"
FIRST = "select day, label, outlets\nfrom daily.stories\norder by outlets desc\nlimit 20"
#: A page must answer soon; longer queries belong into `parallax sql`.
LIMITS = Limits(wall_seconds=15.0, cpu_seconds=20, max_rows=20_000)
#: Rows drawn as a quick plot.
PLOTTED = 15
#: Longer queries are run but not kept in the address.
ADDRESS_CHARS = 1500

HOW = """The query runs in a process of its own on the published copy: read-only, without network, files or extensions, for
at most 15 seconds and 20,000 rows. The tables and their columns are described in the file itself (`describe
daily.claims`, or `select * from duckdb_columns()`). The quick plot draws the first 15 rows: the first number as length,
the text or date column with most different values as label."""


def show() -> None:
    """Draws the page."""
    frame.open_page(
        "Ask the tables",
        "Named questions and your own SQL, on the published copy, where nothing can be harmed.",
    )
    of = edition()
    frame.age(of)
    known = questions()
    chosen = frame.choose(
        "Question", "question", [OWN, *known], show=lambda n: f"{known[n].asks} (@{n})" if n in known else n
    )
    of_question = known.get(chosen or "")
    given: dict[str, str] = {}
    if of_question is not None:
        for name, kind, default in of_question.parameters:
            typed = frame.type_in(f"{name} ({kind}), empty for {default}", f"p-{name}", "")
            if typed:
                given[name] = typed
        query = f"@{of_question.name}"
        with st.expander("The query"):
            st.code(of_question.sql, language="sql")
    else:
        query = own_query()
    if st.button("Run") or of_question is not None or st.query_params.get("sql"):
        answer(Path(of.path), query, given)
    frame.how(HOW)


def own_query() -> str:
    """The typed query; short ones live in the address."""
    if "typed-sql" not in st.session_state:
        st.session_state["typed-sql"] = st.query_params.get("sql", FIRST)
    query: str = st.text_area("SQL", key="typed-sql", height=200)
    if query != FIRST and len(query) <= ADDRESS_CHARS:
        st.query_params["sql"] = query
    elif "sql" in st.query_params:
        del st.query_params["sql"]
    return query


def answer(path: Path, query: str, given: dict[str, str]) -> None:
    """Runs the query and draws its rows, or says in words what is wrong with it."""
    try:
        with st.spinner("Running …"):
            result = run_query(path, query, LIMITS, parameters=given)
    except QueryRefused as problem:
        frame.notice("The query was not answered.", f"{problem}")
        return
    cut = f", cut off at {LIMITS.max_rows:,}" if result.truncated else ""
    frame.say(f"{result.table.num_rows:,} rows{cut}, {result.seconds:.2f} s")
    if result.table.num_rows == 0:
        frame.notice("The query has no rows.")
        return
    st.dataframe(result.table, hide_index=True)
    st.download_button("CSV of all rows", as_csv(result.table), "result.csv", "text/csv", on_click="ignore")
    plot = quick_plot(result)
    if plot is not None:
        frame.draw("panels.html.j2", found=[plot], wide=True)


def quick_plot(result: Result) -> plots.Panel | None:
    """Bars of the first number by the first label, of the first rows; None when the rows have no such pair."""
    first = result.table.slice(0, PLOTTED).to_pylist()
    columns = result.table.column_names
    numbers = [
        c
        for c in columns
        if all(isinstance(r[c], int | float) and not isinstance(r[c], bool) and r[c] >= 0 for r in first)
    ]
    labels = [c for c in columns if c not in numbers and any(r[c] is not None for r in first)]
    if not numbers or not labels or len(set(columns)) < len(columns):
        return None
    named = [c for c in labels if not c.endswith("_id")] or labels
    value = numbers[0]
    label = max(named, key=lambda c: len({f"{r[c]}" for r in first}))
    most: Any = max(r[value] for r in first) or 1
    tracks = tuple(
        plots.Track(f"{r[label]}", f"{r[value]:,.6g}", 0.0, 100 * r[value] / most, 100 * r[value] / most)
        for r in first
    )
    return plots.Panel(f"{label} by {value}", tracks, ((0.0, "0"), (100.0, f"{most:,.6g}")))
