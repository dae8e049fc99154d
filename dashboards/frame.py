"""What every page shares: the look, the day, the note on how a thing is computed, the CSV of what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import streamlit as st

from dashboards.published import Edition, days, edition
from dashboards.static import fragment
from warehouse.errors import WarehouseError
from warehouse.export import as_csv

Row = dict[str, Any]


def open_page() -> None:
    """The look of the self-contained pages, for the fragments drawn inside these."""
    st.html(fragment("style.html.j2"))


def newest() -> Edition:
    """The published copy, with its age said; a plain message and the end of the page when there is none."""
    try:
        found = edition()
        known = days(found)
    except WarehouseError as problem:
        st.warning("Nothing to show yet.")
        st.text(str(problem))
        st.stop()
    if not known:
        st.info("The published copy holds no day yet. Run `parallax run` or `parallax import`.")
        st.stop()
    return found


def pick_day(of: Edition) -> date:
    """The day from the address or the picker; it goes back into the address."""
    known = days(of)
    asked = st.query_params.get("day", "")
    chosen = next((d for d in known if f"{d}" == asked), known[-1])
    day = st.sidebar.selectbox("Day", list(reversed(known)), index=list(reversed(known)).index(chosen))
    st.query_params["day"] = f"{day}"
    st.sidebar.caption(f"as of {of.as_of:%Y-%m-%d %H:%M} UTC")
    return day or known[-1]


def pick(label: str, key: str, options: Sequence[str], default: str | None = None) -> str | None:
    """A choice that lives in the address under `key`; None when there is nothing to choose from."""
    if not options:
        return None
    asked = st.query_params.get(key, default or "")
    index = list(options).index(asked) if asked in options else 0
    chosen = st.sidebar.selectbox(label, options, index=index)
    st.query_params[key] = chosen
    return chosen


def how(text: str) -> None:
    """The note on how something is computed."""
    with st.expander("How is this computed?"):
        st.text(text)


def csv_button(rows: Sequence[Row], name: str) -> None:
    """The rows drawn, as CSV that no spreadsheet executes."""
    if rows:
        table = pa.Table.from_pylist([{k: _flat(v) for k, v in row.items()} for row in rows])
        st.download_button("CSV", as_csv(table), f"{name}.csv", "text/csv", key=f"csv-{name}")


def _flat(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
