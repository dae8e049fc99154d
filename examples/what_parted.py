"""What parted the outlets: a notebook on the published copy, with plots.

    .venv/bin/marimo edit examples/what_parted.py               in the browser, on this machine only
    .venv/bin/marimo edit examples/what_parted.py -- --copy data/published/parallax.duckdb

It reads the copy that `parallax demo` publishes unless another is named, and needs no network.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="What parted the outlets")


@app.cell
def _():
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo

    return Path, alt, duckdb, mo


@app.cell
def _(Path, mo):
    copy = Path(mo.cli_args().get("copy") or "demo-data/published/parallax.duckdb")
    return (copy,)


@app.cell
def _(copy, duckdb, mo):
    mo.stop(not copy.is_file(), mo.md(f"There is nothing at `{copy}`: run `parallax demo` first."))

    def ask(query, **given):
        """The rows of a query as a Polars frame; the copy is opened for this look only."""
        with duckdb.connect(str(copy), read_only=True) as opened:
            opened.execute("set TimeZone = 'UTC'")
            return opened.execute(query, given or None).pl()

    return (ask,)


@app.cell
def _(ask, mo):
    days = ask("select distinct day from daily.coverage order by day")["day"].to_list()
    day = mo.ui.dropdown({str(each): each for each in days}, value=str(days[-1]), label="Day")
    mo.vstack(
        [
            mo.md(
                """
                # What parted the outlets

                Each plot is one question to a table of `daily`; every column is explained by
                `parallax sql --tables`. Nothing here is a score of bias: a gap is shown with its interval,
                and where too little was observed the copy holds NULL and a reason.
                """
            ),
            day,
        ]
    )
    return (day,)


@app.cell
def _(ask, day, mo):
    coverage = ask(
        """select outlet_id, articles, shared_stories, observed_stories, coverage_rate, low, high, healthy, reason
        from daily.coverage where day = $day order by outlet_id""",
        day=day.value,
    )
    mo.md("## Selection: how much of the shared stories did each outlet carry?")
    return (coverage,)


@app.cell
def _(alt, coverage):
    _outlet = alt.Y("outlet_id:N", title=None)
    _bars = alt.Chart(coverage).mark_rule().encode(y=_outlet, x="low:Q", x2="high:Q")
    _points = (
        alt.Chart(coverage)
        .mark_point(filled=True, size=70)
        .encode(
            y=_outlet,
            x=alt.X("coverage_rate:Q", title="stories carried of those observed, 95 % interval").scale(
                domain=[0, 1]
            ),
            tooltip=["outlet_id", "articles", "shared_stories", "observed_stories", "reason"],
        )
    )
    coverage_chart = (_bars + _points).properties(width=520)
    coverage_chart
    return (coverage_chart,)


@app.cell
def _(ask, day, mo):
    _stories = ask(
        """select story_id, label || ' (' || outlets || ' outlets)' as label
        from daily.stories where day = $day and outlets > 1 order by outlets desc, articles desc, story_id""",
        day=day.value,
    ).rows()
    mo.stop(not _stories, mo.md("No story of this day is shared by two outlets."))
    story = mo.ui.dropdown({label: key for key, label in _stories}, value=_stories[0][1], label="Story")
    mo.vstack([mo.md("## Statement: who says what in one story?"), story])
    return (story,)


@app.cell
def _(ask, day, story):
    cells = ask(
        """with most as (
            select claim_id from daily.claims
            where day = $day and story_id = $story
            group by claim_id
            order by count(distinct status) filter (where status <> 'not_observed') desc,
                max(carried_by_origins) desc, claim_id
            limit 12
        )
        select left(label, 70) as claim, outlet_id, status, text, reason
        from daily.claims
        where day = $day and story_id = $story and claim_id in (from most)
        order by claim, outlet_id""",
        day=day.value,
        story=story.value,
    )
    return (cells,)


@app.cell
def _(alt, cells):
    _statuses = [
        "asserted",
        "endorsed",
        "attributed",
        "distanced",
        "denied",
        "contradicted",
        "omitted",
        "not_observed",
    ]
    _colours = ["#1b4f72", "#2e86c1", "#85c1e9", "#f5b041", "#cb4335", "#7b241c", "#d5d8dc", "#ffffff"]
    claims_chart = (
        alt.Chart(cells)
        .mark_rect(stroke="#888")
        .encode(
            x=alt.X("outlet_id:N", title=None),
            y=alt.Y("claim:N", title=None, axis=alt.Axis(labelLimit=420)),
            color=alt.Color("status:N", scale=alt.Scale(domain=_statuses, range=_colours)),
            tooltip=["outlet_id", "status", "text", "reason"],
        )
        .properties(width=300)
    )
    claims_chart
    return (claims_chart,)


@app.cell
def _(ask, day, mo):
    voices = ask(
        """with top as (
            select voice from daily.voices
            where day = $day and voice_group not in ('unresolved', 'anonymous')
            group by voice order by sum(quotes) desc, voice limit 12
        )
        select any_value(name) as name, outlet_id, sum(quotes)::integer as quotes, sum(distanced)::integer as distanced
        from daily.voices where day = $day and voice in (from top)
        group by voice, outlet_id order by name, outlet_id""",
        day=day.value,
    )
    mo.md("## Whose voices does each outlet carry?")
    return (voices,)


@app.cell
def _(alt, voices):
    voices_chart = (
        alt.Chart(voices)
        .mark_circle()
        .encode(
            x=alt.X("outlet_id:N", title=None),
            y=alt.Y("name:N", title=None, axis=alt.Axis(labelLimit=260)),
            size=alt.Size("quotes:Q", title="quotes"),
            color=alt.Color("distanced:Q", title="of them distanced", scale=alt.Scale(scheme="oranges")),
            tooltip=["name", "outlet_id", "quotes", "distanced"],
        )
        .properties(width=300)
    )
    voices_chart
    return (voices_chart,)


@app.cell
def _(ask, mo):
    names = ask(
        """select concept, variant, outlet_id, sum(uses)::integer as uses
        from daily.names
        where concept in (
            select concept from daily.names group by concept
            having count(distinct variant) > 1 order by sum(uses) desc, concept limit 4
        )
        group by all order by all"""
    )
    mo.md("## Which name does each choose for the same thing? (all days)")
    return (names,)


@app.cell
def _(alt, names):
    names_chart = (
        alt.Chart(names)
        .mark_bar()
        .encode(
            x=alt.X("sum(uses):Q", stack="normalize", title="share of uses in its own voice"),
            y=alt.Y("outlet_id:N", title=None),
            color=alt.Color("variant:N", title="name"),
            row=alt.Row("concept:N", title=None),
            tooltip=["concept", "variant", "outlet_id", "uses"],
        )
        .properties(width=420, height=90)
        .resolve_scale(color="independent")
    )
    names_chart
    return (names_chart,)


@app.cell
def _(ask, day, mo):
    gaps = ask(
        """select level || ': ' || aspect as what, outlet_a || ' and ' || outlet_b as pair, excess, low, high, q_value
        from daily.divergence
        where day = $day and story_id is null and value is not null
        order by level, aspect, pair""",
        day=day.value,
    )
    mo.md("## How far do two outlets part, beyond what chance would do?")
    return (gaps,)


@app.cell
def _(alt, gaps):
    _pair = alt.Y("pair:N", title=None)
    _bars = alt.Chart().mark_rule().encode(y=_pair, x=alt.X("low:Q", title="excess over chance"), x2="high:Q")
    _points = (
        alt.Chart()
        .mark_point(filled=True)
        .encode(
            y=_pair,
            x="excess:Q",
            color=alt.condition("datum.q_value < 0.05", alt.value("#cb4335"), alt.value("#888888")),
            tooltip=["pair", "excess", "low", "high", "q_value"],
        )
    )
    gaps_chart = alt.layer(_bars, _points, data=gaps).properties(width=240).facet("what:N", columns=2)
    gaps_chart
    return (gaps_chart,)


@app.cell
def _(ask, mo, story):
    evidence = ask(
        """select outlet_id, status, label as claim, text, title, url, start_char, end_char
        from model.evidence where story_id = $story order by claim, outlet_id, start_char""",
        story=story.value,
    )
    mo.vstack([mo.md("## The sentences behind the story's cells"), mo.ui.table(evidence, page_size=10)])
    return (evidence,)


if __name__ == "__main__":
    app.run()
