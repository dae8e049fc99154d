"""Voices, names and numbers over weeks: small multiples, with intervals."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboards import charts, frame
from dashboards.published import rows_between
from dashboards.static import visible

Row = dict[str, Any]
HOW = """Name shares are uses of a variant among all uses of its concept by one outlet on one day, quotations left out,
with 95 % Wilson intervals. Voices are the attributions an outlet gives to a voice in all stories of the day. Numbers
are listed when two outlets give values that cannot both be true for the same thing."""


def show() -> None:
    """Draws the page."""
    of = frame.newest()
    day = frame.pick_day(of)
    weeks = st.sidebar.slider("Weeks", 1, 12, 4)
    first = day - timedelta(weeks=weeks)
    st.title("Voices, names, numbers over weeks")
    names, voices, numbers = st.tabs(["Names", "Voices", "Numbers"])
    with names:
        show_names(rows_between(of, "names", first, day))
    with voices:
        show_voices(rows_between(of, "voices", first, day))
    with numbers:
        show_numbers(rows_between(of, "numbers", first, day))
    frame.how(HOW)


def show_names(found: list[Row]) -> None:
    """One concept: the share of each variant by outlet over days."""
    variants: dict[str, set[str]] = defaultdict(set)
    for r in found:
        variants[r["concept"]].add(r["variant"])
    several = sorted((c for c, v in variants.items() if len(v) > 1), key=lambda c: (-len(variants[c]), c))
    concept = frame.pick("Concept", "concept", several)
    if concept is None:
        st.info("No concept was named in two ways in these weeks.")
        return
    for outlet in sorted({r["outlet_id"] for r in found if r["concept"] == concept}):
        drawn = [
            {**r, "day": f"{r['day']}"} for r in found if r["concept"] == concept and r["outlet_id"] == outlet
        ]
        st.caption(outlet)
        st.altair_chart(charts.over_days(drawn, "share", "variant", f"names for {concept}"))
    frame.csv_button([r for r in found if r["concept"] == concept], f"names-{concept}")


def show_voices(found: list[Row]) -> None:
    """The most quoted voices: attributions by outlet over the weeks."""
    total: Counter[tuple[str, str]] = Counter()
    outlets: Counter[str] = Counter()
    for r in found:
        if r["voice_group"] != "unresolved":
            total[r["name"], r["outlet_id"]] += r["quotes"]
            outlets[r["outlet_id"]] += r["quotes"]
    by_voice: Counter[str] = Counter()
    for (name, _), n in total.items():
        by_voice[name] += n
    top = [name for name, _ in by_voice.most_common(12)]
    drawn = []
    for (name, outlet), n in sorted(total.items()):
        if name in top:
            share, whole = n / outlets[outlet], outlets[outlet]
            low, high = wilson(n, whole)
            drawn.append(
                {"voice": visible(name, 60), "outlet": outlet, "share": share, "low": low, "high": high}
            )
    if drawn:
        st.altair_chart(
            charts.shares(drawn, "voice", "share", "share of the outlet's attributions", facet="outlet")
        )
        frame.csv_button(drawn, "voices")


def show_numbers(found: list[Row]) -> None:
    """Conflicting numbers, newest first."""
    keep = ("day", "referent", "outlet_id", "text", "low", "high", "bound", "attributed_to", "conflicts_with")
    conflicts = [{k: r[k] for k in keep} for r in reversed(found) if r["conflicts_with"]]
    if conflicts:
        st.dataframe(conflicts, hide_index=True)
        frame.csv_button(conflicts, "numbers")
    else:
        st.info("No two outlets gave numbers that cannot both be true.")


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % Wilson score interval of k of n (Wilson 1927)."""
    middle = (k + z * z / 2) / (n + z * z)
    half = z * ((k * (n - k) / n + z * z / 4) ** 0.5) / (n + z * z)
    return max(0.0, middle - half), min(1.0, middle + half)
