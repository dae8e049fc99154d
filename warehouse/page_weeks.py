"""What the pages over weeks, of outlets and of health ask the published copy for: counted, in a fixed order."""

from __future__ import annotations

from datetime import date
from typing import Any

from warehouse.connection import Warehouse

Row = dict[str, Any]


def voices_over_days(warehouse: Warehouse, first: date, last: date, most: int) -> list[Row]:
    """The `most` most quoted voices: their part of each outlet's attributions on each day, with intervals."""
    return warehouse.rows(
        """
        with counted as (
            select day, outlet_id, voice, min(name) as name, sum(quotes)::bigint as quotes,
                sum(distanced)::bigint as distanced, min(voice_group) as voice_group
            from daily.voices
            where day between $first and $last
            group by day, outlet_id, voice
        ),

        totals as (
            select day, outlet_id, sum(quotes)::bigint as attributions
            from counted
            group by day, outlet_id
        ),

        top as (
            select voice, min(name) as name, sum(quotes) as quotes
            from counted
            where voice_group not in ('unresolved', 'anonymous')
            group by voice
            order by count(distinct outlet_id) > 1 desc, quotes desc, voice
            limit $most
        ),

        quoting as (
            select distinct voice, outlet_id
            from counted
            where voice in (select voice from top)
        )

        select
            totals.day,
            top.voice,
            top.name,
            quoting.outlet_id,
            coalesce(counted.quotes, 0)::bigint as quotes,
            coalesce(counted.distanced, 0)::bigint as distanced,
            totals.attributions,
            coalesce(counted.quotes, 0) / totals.attributions as share,
            model.wilson_low(coalesce(counted.quotes, 0), totals.attributions) as low,
            model.wilson_high(coalesce(counted.quotes, 0), totals.attributions) as high
        from quoting
        inner join top on top.voice = quoting.voice
        inner join totals on totals.outlet_id = quoting.outlet_id
        left join counted
            on counted.voice = quoting.voice
            and counted.outlet_id = quoting.outlet_id
            and counted.day = totals.day
        order by top.quotes desc, top.voice, quoting.outlet_id, totals.day
        """,
        {"first": first, "last": last, "most": most},
    )


def concepts_named_differently(warehouse: Warehouse, first: date, last: date) -> list[str]:
    """Concepts that were named in more than one way, those parting most outlets first."""
    found = warehouse.rows(
        """
        select concept
        from daily.names
        where day between ? and ?
        group by concept
        having count(distinct variant) > 1
        order by count(distinct outlet_id) desc, sum(uses) desc, concept
        """,
        [first, last],
    )
    return [row["concept"] for row in found]


def names_over_days(warehouse: Warehouse, first: date, last: date, concept: str) -> list[Row]:
    """Each outlet's share of each variant of one concept on each day it named it, zeros among them."""
    return warehouse.rows(
        """
        with used as (
            select day, concept, outlet_id, variant, uses, concept_uses
            from daily.names
            where day between ? and ? and concept = ?
        ),

        variants as (select distinct variant from used),

        named as (select distinct day, concept, outlet_id, concept_uses from used)

        select
            named.day,
            named.concept,
            named.outlet_id,
            variants.variant,
            coalesce(used.uses, 0)::bigint as uses,
            named.concept_uses,
            coalesce(used.uses, 0) / named.concept_uses as share,
            model.wilson_low(coalesce(used.uses, 0), named.concept_uses) as low,
            model.wilson_high(coalesce(used.uses, 0), named.concept_uses) as high
        from named
        cross join variants
        left join used
            on used.day = named.day and used.outlet_id = named.outlet_id and used.variant = variants.variant
        order by named.outlet_id, variants.variant, named.day
        """,
        [first, last, concept],
    )


#: Things for which outlets give different numbers, each on the newest of the days on which they do.
_APART = """
    select day, story_id, referent, bool_or(len(conflicts_with) > 0) as conflict, count(distinct outlet_id) as outlets
    from daily.numbers
    where day between $first and $last
    group by day, story_id, referent
    having count(distinct outlet_id) > 1 and count(distinct (low, high)) > 1
    qualify row_number() over (partition by story_id, referent order by day desc) = 1
"""


def things_apart(warehouse: Warehouse, first: date, last: date) -> list[int]:
    """For how many things outlets give different numbers, and for how many of them two cannot both be true."""
    (found,) = warehouse.rows(
        f"select count(*) as things, count(*) filter (where conflict) as conflicting from ({_APART})",
        {"first": first, "last": last},
    )
    return [found["things"], found["conflicting"]]


def numbers_apart(warehouse: Warehouse, first: date, last: date, most: int) -> list[Row]:
    """All values of `most` of the things for which outlets give different numbers; those that cannot both be true
    first, then the newest."""
    return warehouse.rows(
        f"""
        with apart as (
            from ({_APART})
            order by conflict desc, day desc, outlets desc, story_id, referent
            limit $most
        )

        select number.*, apart.conflict, story.label as story
        from daily.numbers as number
        inner join apart
            on apart.day = number.day and apart.story_id = number.story_id and apart.referent = number.referent
        left join daily.stories as story on story.day = number.day and story.story_id = number.story_id
        order by apart.conflict desc, number.day desc, number.story_id, number.referent,
            number.low nulls first, number.outlet_id
        """,
        {"first": first, "last": last, "most": most},
    )


def outlet_profile(warehouse: Warehouse, outlet_id: str, first: date, last: date) -> list[Row]:
    """One outlet day by day: coverage, distancing, omissions, each with its interval, and its health."""
    return warehouse.rows(
        """
        with said as (
            select day, sum(quotes)::bigint as attributions, sum(distanced)::bigint as distanced,
                count(distinct voice) as voices
            from daily.voices
            where outlet_id = $outlet and day between $first and $last
            group by day
        ),

        cells as (
            select day, count(*) as observed, count(*) filter (where status = 'omitted') as omitted
            from daily.claims
            where outlet_id = $outlet and day between $first and $last and status <> 'not_observed'
            group by day
        )

        select
            coverage.day,
            coverage.articles,
            coverage.shared_stories,
            coverage.observed_stories,
            coverage.coverage_rate,
            coverage.low as coverage_low,
            coverage.high as coverage_high,
            coalesce(said.attributions, 0)::bigint as attributions,
            coalesce(said.voices, 0)::bigint as voices,
            coalesce(said.distanced, 0)::bigint as distanced,
            said.distanced / said.attributions as distanced_share,
            model.wilson_low(said.distanced, said.attributions) as distanced_low,
            model.wilson_high(said.distanced, said.attributions) as distanced_high,
            said.voices / said.attributions as voices_share,
            model.wilson_low(said.voices, said.attributions) as voices_low,
            model.wilson_high(said.voices, said.attributions) as voices_high,
            coalesce(cells.observed, 0)::bigint as observed_cells,
            coalesce(cells.omitted, 0)::bigint as omitted_cells,
            cells.omitted / cells.observed as omitted_share,
            model.wilson_low(cells.omitted, cells.observed) as omitted_low,
            model.wilson_high(cells.omitted, cells.observed) as omitted_high,
            coalesce(health.healthy, false) as healthy,
            coalesce(health.suspect, false) as suspect,
            coalesce(health.reason, coverage.reason) as reason
        from daily.coverage as coverage
        left join said on said.day = coverage.day
        left join cells on cells.day = coverage.day
        left join daily.health as health
            on health.day = coverage.day and health.outlet_id = coverage.outlet_id
        where coverage.outlet_id = $outlet and coverage.day between $first and $last
        order by coverage.day
        """,
        {"outlet": outlet_id, "first": first, "last": last},
    )


def distancing(warehouse: Warehouse, outlet_id: str, first: date, last: date, most: int) -> list[Row]:
    """Whose words one outlet steps back from: the part of their attributions it distances, with intervals.

    `grouped_by` is `state` (all voices that speak for one) or `voice`; at least three attributions each, the `most`
    quoted of either. `key` tells apart two voices that texts call alike.
    """
    return warehouse.rows(
        """
        with said as (
            select voice, min(name) as name, min(state) as state, sum(quotes)::bigint as attributions,
                sum(distanced)::bigint as distanced
            from daily.voices
            where outlet_id = $outlet and day between $first and $last
                and voice_group not in ('unresolved', 'anonymous')
            group by voice
        ),

        counted as (
            select 'voice' as grouped_by, name, attributions, distanced, voice as key
            from said
            union all
            select 'state', state, sum(attributions)::bigint, sum(distanced)::bigint, state
            from said
            where state is not null
            group by state
        )

        select
            grouped_by,
            key,
            name,
            attributions,
            distanced,
            distanced / attributions as share,
            model.wilson_low(distanced, attributions) as low,
            model.wilson_high(distanced, attributions) as high
        from counted
        where attributions >= 3
        qualify row_number() over (partition by grouped_by order by attributions desc, key) <= $most
        order by grouped_by, share desc, attributions desc, name, key
        """,
        {"outlet": outlet_id, "first": first, "last": last, "most": most},
    )


def health_days(warehouse: Warehouse, first: date, last: date) -> list[Row]:
    """How each outlet was observed on each day: healthy, suspect, articles, reason."""
    return warehouse.rows(
        """
        select day, outlet_id, healthy, suspect, articles, reason
        from daily.health
        where day between ? and ?
        order by outlet_id, day
        """,
        [first, last],
    )


def drift_rows(warehouse: Warehouse, first: date, last: date) -> list[Row]:
    """Measures that left their usual bounds, newest first."""
    return warehouse.rows(
        """
        select day, outlet_id, measure, value, low, high, q_value, verdict, reason
        from raw.drift
        where day between ? and ? and verdict = 'drift'
        order by day desc, outlet_id nulls first, measure
        """,
        [first, last],
    )


def outcome_reasons(warehouse: Warehouse, first: date, last: date) -> list[Row]:
    """How the entries of these days' runs ended, by outlet, outcome and reason, most frequent first."""
    return warehouse.rows(
        """
        select outlet_id, outcome, reason, sum(entries)::bigint as entries
        from model.accounting
        where started_at >= $first::timestamp at time zone 'UTC'
            and started_at < ($last + 1)::timestamp at time zone 'UTC'
        group by outlet_id, outcome, reason
        order by entries desc, outlet_id, outcome, reason
        """,
        {"first": first, "last": last},
    )
