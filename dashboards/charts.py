"""Charts as data: rows in, an Altair chart out. Uncertainty is always drawn; shape repeats what colour says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

Row = dict[str, Any]
#: Okabe and Ito's colours, told apart by the colour-blind.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#F0E442"]


def shares(rows: Sequence[Row], category: str, value: str, title: str, facet: str | None = None) -> alt.Chart:
    """Dots with 95 % intervals: `value` with `low` and `high` (0-1), one line for each `category`."""
    base = alt.Chart(alt.Data(values=list(rows)))
    axis = alt.X(f"{value}:Q", title=title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    lines = alt.Y(f"{category}:N", title=None, sort="-x", axis=alt.Axis(labelLimit=260))
    interval = base.mark_rule(strokeWidth=2, opacity=0.6).encode(x="low:Q", x2="high:Q", y=lines)
    dot = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=axis,
        y=lines,
        tooltip=[alt.Tooltip(f"{category}:N"), alt.Tooltip(f"{value}:Q", format=".0%"), "low:Q", "high:Q"],
    )
    chart = (interval + dot).properties(width="container")
    if facet is None:
        return chart
    return chart.properties(width=260).facet(facet=alt.Facet(f"{facet}:N", title=None), columns=2)


def heatmap(rows: Sequence[Row], title: str) -> alt.Chart:
    """Pairs of outlets by excess divergence; cells whose interval holds 0 are hollow, untested ones empty."""
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        x=alt.X("outlet_a:N", title=None, axis=alt.Axis(labelAngle=-40, labelLimit=160)),
        y=alt.Y("outlet_b:N", title=None, axis=alt.Axis(labelLimit=160)),
        tooltip=[
            "outlet_a:N",
            "outlet_b:N",
            "aspect:N",
            "value:Q",
            "excess:Q",
            "low:Q",
            "high:Q",
            "q_value:Q",
            "reason:N",
        ],
    )
    colour = alt.Color("excess:Q", title="excess", scale=alt.Scale(scheme="blueorange", domainMid=0))
    tested = base.transform_filter("datum.excess !== null").mark_rect().encode(color=colour)
    figures = (
        base.transform_filter("datum.excess !== null")
        .mark_text()
        .encode(
            text=alt.Text("excess:Q", format="+.2f"),
            opacity=alt.condition("datum.clear", alt.value(1), alt.value(0.45)),
        )
    )
    untested = base.transform_filter("datum.excess === null").mark_text(text="·", opacity=0.6)
    return (tested + figures + untested).properties(title=title, width="container", height=alt.Step(34))


def over_days(rows: Sequence[Row], value: str, colour: str, title: str, percent: bool = True) -> alt.Chart:
    """Lines over days with their interval as a band where `low` and `high` are given."""
    base = alt.Chart(alt.Data(values=list(rows)))
    x = alt.X("day:T", title=None)
    axis = alt.Axis(format="%") if percent else alt.Axis()
    tint = alt.Color(f"{colour}:N", title=None, scale=alt.Scale(range=COLOURS))
    band = base.mark_area(opacity=0.15).encode(x=x, y="low:Q", y2="high:Q", color=tint)
    line = base.mark_line(point=True).encode(
        x=x,
        y=alt.Y(f"{value}:Q", title=title, axis=axis),
        color=tint,
        shape=alt.Shape(f"{colour}:N", title=None),
        tooltip=["day:T", f"{colour}:N", alt.Tooltip(f"{value}:Q", format=".2f")],
    )
    return (band + line).properties(width="container", height=260)


def intervals(rows: Sequence[Row], title: str) -> alt.Chart:
    """Numbers as closed intervals on one axis; open ends are drawn as arrows to the edge."""
    base = alt.Chart(alt.Data(values=list(rows)))
    y = alt.Y("line:N", title=None, sort=None, axis=alt.Axis(labelLimit=320))
    rule = base.mark_rule(strokeWidth=3).encode(x=alt.X("from:Q", title=title), x2="to:Q", y=y)
    ends = base.mark_point(filled=True, size=80, opacity=1).encode(
        x="from:Q",
        y=y,
        shape=alt.Shape("bound:N", title="bound"),
        tooltip=["line:N", "text:N", "low:Q", "high:Q"],
    )
    return (rule + ends).properties(width="container", height=alt.Step(26))


def timeline(rows: Sequence[Row]) -> alt.Chart:
    """When each outlet can first have had the story: interval from `earliest` to `latest`."""
    base = alt.Chart(alt.Data(values=list(rows)))
    y = alt.Y("outlet_id:N", title=None, sort=alt.EncodingSortField("latest"), axis=alt.Axis(labelLimit=160))
    rule = base.mark_rule(strokeWidth=6, opacity=0.5).encode(
        x=alt.X("earliest:T", title="UTC"), x2="latest:T", y=y
    )
    dot = base.mark_point(filled=True, size=80, opacity=1).encode(
        x="latest:T",
        y=y,
        shape=alt.Shape("verdict:N", title=None),
        tooltip=["outlet_id:N", "earliest:T", "latest:T", "verdict:N"],
    )
    return (rule + dot).properties(width="container", height=alt.Step(30))
