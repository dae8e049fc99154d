"""What every page shares: the look, choices that live in the address, notes, CSV, and plain words when
there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
import streamlit as st

from dashboards.published import Edition, ask, days, edition
from dashboards.static import fragment
from warehouse.errors import (
    WarehouseDamaged,
    WarehouseError,
    WarehouseLocked,
    WarehouseMissing,
    WarehouseNewer,
)
from warehouse.export import as_csv

Row = Mapping[str, Any]
#: A daily copy that is older than this missed a run.
STALE = timedelta(hours=36)
#: The first line for each thing that can be wrong with the published copy.
TROUBLE: tuple[tuple[type[WarehouseError], str], ...] = (
    (WarehouseMissing, "Nothing has been published yet."),
    (WarehouseLocked, "The published copy is held by another process."),
    (WarehouseNewer, "The published copy was made by a newer Parallax."),
    (WarehouseDamaged, "The published copy cannot be read."),
)


def open_page(title: str, lead: str = "") -> None:
    """The look of the self-contained pages, the page's heading and its first sentence."""
    st.html(fragment("style.html.j2") + fragment("head.html.j2", title=title, lead=lead))


def trouble(problem: WarehouseError) -> None:
    """What is wrong with the published copy and what to do, in place of a page."""
    what = next((words for kind, words in TROUBLE if isinstance(problem, kind)), "")
    remedy = f"{problem}"
    if not what:
        what = "The published copy is not complete, or an older Parallax made it."
        remedy = f"Publish it again: `parallax run`, `parallax import` or `parallax reread`. ({problem})"
    st.html(fragment("style.html.j2") + fragment("notice.html.j2", what=what, remedy=remedy))


def notice(what: str, remedy: str = "") -> None:
    """A plain message where a part of the page would be."""
    st.html(fragment("notice.html.j2", what=what, remedy=remedy))


def section(title: str, note: str = "") -> None:
    """A heading inside a page."""
    st.html(fragment("section.html.j2", title=title, note=note))


def say(words: str) -> None:
    """One quiet line of text."""
    st.html(fragment("line.html.j2", words=words))


def draw(template: str, **values: Any) -> None:
    """A part of the page from a template; everything scraped is escaped there."""
    st.html(fragment(template, **values))


def newest() -> tuple[Edition, list[date]]:
    """The published copy and its days; a plain message and the end of the page when it holds none."""
    found = edition()
    known = days(found)
    if not known:
        notice(
            "The published copy holds no day yet.",
            "Run `parallax run`, `parallax import` or `parallax demo`.",
        )
        st.stop()
    return found, known


def age(of: Edition) -> None:
    """When the copy was published; said loudly when that is long ago."""
    old = datetime.now(UTC) - of.as_of
    said = f"as of {of.as_of:%Y-%m-%d %H:%M} UTC"
    if old > STALE:
        notice(f"These pages are {said}.", "No run has been published since; `parallax doctor` says why.")
    else:
        say(said)


def pick_day(known: Sequence[date], label: str = "Day") -> date:
    """The day of the address, or the newest."""
    texts = [f"{day}" for day in reversed(known)]
    return date.fromisoformat(choose(label, "day", texts) or texts[0])


def choose(
    label: str,
    key: str,
    options: Sequence[str],
    default: str | None = None,
    show: Callable[[str], str] = str,
) -> str | None:
    """A choice that lives in the address under `key`; None when there is nothing to choose from.

    What the address asks for and is not there becomes the default, or the first option. The choice is kept
    when another page is opened from this one.
    """
    if not options:
        return None
    asked = _asked(key)
    fallback = default if default is not None and default in options else options[0]
    start = asked if asked is not None and asked in options else fallback
    st.session_state[f"pick-{key}"] = start
    _keep(key, start)
    return st.selectbox(label, options, key=f"pick-{key}", format_func=show, on_change=_changed, args=(key,))


def type_in(label: str, key: str, hint: str) -> str:
    """Typed text that lives in the address under `key`."""
    start = _asked(key) or ""
    st.session_state[f"pick-{key}"] = start
    _keep(key, start)
    return st.text_input(
        label, key=f"pick-{key}", placeholder=hint, on_change=_changed, args=(key,), max_chars=200
    )


def _asked(key: str) -> str | None:
    return st.query_params.get(key, st.session_state.get(f"kept-{key}"))


def _changed(key: str) -> None:
    _keep(key, st.session_state[f"pick-{key}"])


def _keep(key: str, value: str) -> None:
    st.session_state[f"kept-{key}"] = value
    if value:
        if st.query_params.get(key) != value:
            st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]


def address(page: str, **parameters: str) -> str:
    """The address of a page of ours with its choices."""
    return f"{page}?{urlencode(parameters)}"


def outlet_names(of: Edition) -> dict[str, str]:
    """Names for people by outlet id; ids of outlets that have no name stand for themselves."""
    return {row["outlet_id"]: row["name"] or row["outlet_id"] for row in ask(of, "outlet_list")}


def how(text: str) -> None:
    """The note on how something is computed."""
    with st.expander("How is this computed?"):
        st.text(" ".join(text.split()))


def csv_button(rows: Sequence[Row], name: str, label: str = "CSV of what is drawn") -> None:
    """The rows drawn, as CSV that no spreadsheet executes."""
    if rows:
        table = pa.Table.from_pylist([{k: _flat(v) for k, v in row.items()} for row in rows])
        st.download_button(
            label, as_csv(table), f"{name}.csv", "text/csv", key=f"csv-{name}", on_click="ignore"
        )


def _flat(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
