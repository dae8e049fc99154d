"""What stands behind marks of the pages that count no sentence: statuses, headlines, stories, claims left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from warehouse.connection import Warehouse
from warehouse.pages import version_days

Row = dict[str, Any]


def split_cells(warehouse: Warehouse, day: date, claims: Sequence[Sequence[str]]) -> list[Row]:
    """Which outlet does what with some claims (pairs of story and claim); not those not observed."""
    return warehouse.rows(
        """
        with asked as (
            select unnest($stories::varchar[]) as story_id, unnest($claims::varchar[]) as claim_id
        )

        select cell.story_id, cell.claim_id, cell.outlet_id, cell.status
        from raw.claim_status as cell
        inner join asked using (story_id, claim_id)
        where cell.day = $day and cell.status <> 'not_observed'
        order by cell.story_id, cell.outlet_id
        """,
        {"day": day, "stories": [s for s, _ in claims], "claims": [c for _, c in claims]},
    )


#: Headline, address and time of a version.
_HEADLINE = """version.title, version.url, coalesce(version.published_at, version.first_seen_at) as told_at,
            case when version.published_at is not null then version.published_precision end as precision"""


def carried_headlines(warehouse: Warehouse, day: date, stories: Sequence[str]) -> list[Row]:
    """The headlines of some stories of a day, at most two an outlet, with address and time."""
    return warehouse.rows(
        f"""
        with placed as (
            select member.story_id, member.outlet_id, member.version_id, member.version_day, member.is_reprint
            from raw.story_member as member
            where member.day = $day and member.story_id in (select unnest($stories::varchar[]))
        )

        select
            placed.story_id,
            placed.outlet_id,
            placed.is_reprint,
            {_HEADLINE}
        from placed
        inner join (from raw.version where day between $first and $last) as version
            on version.day = placed.version_day and version.version_id = placed.version_id
        qualify row_number() over (
            partition by placed.story_id, placed.outlet_id order by told_at, placed.version_id
        ) <= 2
        order by placed.story_id, placed.outlet_id, told_at, placed.version_id
        """,
        {"day": day, "stories": list(stories), **version_days(warehouse, day)},
    )


def first_headlines(warehouse: Warehouse, day: date, story_id: str) -> list[Row]:
    """The headline behind each outlet's first report of a story, which may stand in an article of an earlier day."""
    began = warehouse.rows(
        "select first_day from daily.stories where day = $day and story_id = $story",
        {"day": day, "story": story_id},
    )
    return warehouse.rows(
        f"""
        select
            version.version_id,
            version.outlet_id,
            {_HEADLINE}
        from daily.first_reports as report
        inner join (from raw.version where day between $first and $day) as version using (version_id)
        where report.day = $day and report.story_id = $story
        order by version.version_id
        """,
        {"day": day, "story": story_id, "first": min([day, *(row["first_day"] for row in began)])},
    )


def left_out(warehouse: Warehouse, day: date, outlet_id: str, most: int) -> list[Row]:
    """Claims that one outlet leaves out on one day, most surprising first, with its nearest sentence."""
    return warehouse.rows(
        """
        select
            omission.story_id, omission.outlet_id, omission.label, omission.carried_by,
            omission.nearest_sentence, story.label as story
        from daily.omissions as omission
        left join daily.stories as story on story.day = omission.day and story.story_id = omission.story_id
        where omission.day = $day and omission.outlet_id = $outlet
        order by omission.surprise_bits desc nulls last, len(omission.carried_by) desc, omission.claim_id
        limit $most
        """,
        {"day": day, "outlet": outlet_id, "most": most},
    )


def outlet_stories(warehouse: Warehouse, day: date, outlets: Sequence[str], most: int) -> list[Row]:
    """The day's stories of at least two outlets, with the articles and words of one or two outlets in each; last those
    that neither carries."""
    first, second = outlets[0], outlets[-1]
    return warehouse.rows(
        """
        with members as (
            select
                story_id,
                count(*) filter (where outlet_id = $first) as articles_a,
                count(*) filter (where outlet_id = $second) as articles_b,
                coalesce(sum(words) filter (where outlet_id = $first), 0)::bigint as words_a,
                coalesce(sum(words) filter (where outlet_id = $second), 0)::bigint as words_b
            from raw.story_member
            where day = $day
            group by story_id
        )

        select story.story_id, story.label, story.outlets, members.* exclude (story_id)
        from daily.stories as story
        inner join members using (story_id)
        where story.day = $day and story.outlets > 1
        order by articles_a + articles_b = 0, (articles_a > 0) = (articles_b > 0), abs(words_a - words_b) desc,
            story.outlets desc, story.story_id
        limit $most
        """,
        {"day": day, "first": first, "second": second, "most": most},
    )


def parted_claims(warehouse: Warehouse, day: date, first: str, second: str, most: int) -> list[Row]:
    """Claims of the day that two outlets treat differently: both statuses, sharpest first."""
    return warehouse.rows(
        """
        with cells as (
            select story_id, claim_id, any_value(label) as label,
                max(status) filter (where outlet_id = $first) as status_a,
                max(status) filter (where outlet_id = $second) as status_b,
                max(text) filter (where outlet_id = $first) as text_a,
                max(text) filter (where outlet_id = $second) as text_b
            from daily.claims
            where day = $day and outlet_id in ($first, $second)
            group by story_id, claim_id
        )

        select cells.*, story.label as story
        from cells
        left join daily.stories as story on story.day = $day and story.story_id = cells.story_id
        where status_a <> status_b and 'not_observed' not in (status_a, status_b)
        order by
            'contradicted' in (status_a, status_b) desc,
            (status_a in ('distanced', 'denied')) <> (status_b in ('distanced', 'denied'))
                and 'omitted' not in (status_a, status_b) desc,
            'omitted' not in (status_a, status_b) desc,
            cells.story_id,
            cells.claim_id
        limit $most
        """,
        {"day": day, "first": first, "second": second, "most": most},
    )
