"""SQL: a query or a bundled question on the published copy, in the same sandbox as `parallax sql`."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from warehouse.errors import WarehouseError
from warehouse.export import as_csv
from warehouse.sandbox import Limits, questions, run_query

#: A page must answer soon; longer queries belong into `parallax sql`.
FIRST = "select day, label, outlets from daily.stories order by outlets desc limit 20"
LIMITS = Limits(wall_seconds=15.0, cpu_seconds=20, max_rows=50_000)


def show() -> None:
    """Draws the page."""
    of = frame.newest()
    st.title("Ask the tables")
    known = questions()
    names = ["your own query", *known]
    asked = st.query_params.get("question", "")
    chosen = st.selectbox(
        "Question",
        names,
        index=names.index(asked) if asked in names else 0,
        format_func=lambda n: f"@{n}: {known[n].asks}" if n in known else n,
    )
    st.query_params["question"] = chosen
    default = (
        known[chosen].sql
        if chosen in known
        else "select day, label, outlets from daily.stories order by outlets desc limit 20"
    )
    query = st.text_area("SQL", default, height=220, key=f"sql-{chosen}")
    if not st.button("Run", type="primary"):
        return
    try:
        result = run_query(of.path, f"@{chosen}" if chosen in known and query == default else query, LIMITS)
    except WarehouseError as problem:
        st.error("The query was not answered.")
        st.text(str(problem))
        return
    st.dataframe(result.table, hide_index=True)
    cut = ", cut off" if result.truncated else ""
    st.caption(f"{result.table.num_rows:,} rows{cut}, {result.seconds:.2f} s")
    st.download_button("CSV", as_csv(result.table), "result.csv", "text/csv")
