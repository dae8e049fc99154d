"""What the watch stage asks: past health, verdicts and clearances, alarms told, and what editorial alarms look at."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from warehouse.connection import Warehouse
from warehouse.load import load_rows

Row = dict[str, Any]
#: A run of another pipeline that began longer ago than this has ended, whatever it says.
LONGEST_RUN = timedelta(hours=24)


def health_history(warehouse: Warehouse, before: date, days: int) -> list[Row]:
    """Health rows of the `days` days before a day, by outlet and day: the fields of tasks.watch's WatchedDay."""
    return warehouse.rows(
        """
        select
            health.outlet_id, health.day, coalesce(outlet.country, '') as country, polls_ok, articles, kept,
            refused, failed, title_share, time_share, author_share, full_text_share, words,
            claims_per_1000_words, unresolved_voice_share, other_language_share, suspect, flags
        from raw.health as health
        left join raw.outlet as outlet using (outlet_id)
        where health.day < $day and health.day >= $first
        order by health.outlet_id, health.day
        """,
        {"day": before, "first": before - timedelta(days=days)},
    )


def outlet_countries(warehouse: Warehouse) -> dict[str, str]:
    """Countries by outlet_id."""
    return {row["outlet_id"]: row["country"] for row in warehouse.rows("from raw.outlet order by outlet_id")}


def drift_verdicts(warehouse: Warehouse, through: date) -> list[tuple[str, date, str]]:
    """(outlet, day, reason) of every verdict `drift` of an outlet up to a day, in order of days."""
    rows = warehouse.rows(
        """
        select outlet_id, day, string_agg(coalesce(reason, measure), '; ' order by measure) as reason
        from raw.drift
        where verdict = 'drift' and outlet_id is not null and day <= ?
        group by outlet_id, day
        order by day, outlet_id
        """,
        [through],
    )
    return [(row["outlet_id"], row["day"], row["reason"]) for row in rows]


def clearances(warehouse: Warehouse) -> list[Row]:
    """Every clearance, oldest first: the fields of tasks.watch's Clearance."""
    return warehouse.rows("from raw.clearance order by cleared_at, outlet_id")


def days_held(warehouse: Warehouse, outlet_id: str, first: date) -> list[date]:
    """Days from `first` on whose rows of an outlet are marked suspect."""
    rows = warehouse.rows(
        "select day from raw.health where outlet_id = ? and day >= ? and suspect order by day",
        [outlet_id, first],
    )
    return [row["day"] for row in rows]


def mark_for_comparison(warehouse: Warehouse, days: list[date]) -> None:
    """The next run compares these days again."""
    with warehouse.transaction() as cursor:
        for day in days:
            cursor.execute(
                """insert into meta.dirty_day select ?, 'cleared'
                where ? not in (select day from meta.dirty_day where reason = 'cleared')""",
                [day, day],
            )


def known_alarms(warehouse: Warehouse, since: date) -> list[Row]:
    """Alarms that held on `since` or later, or were never delivered: the columns of raw.alarm."""
    return warehouse.rows(
        "from raw.alarm where last_day >= ? or delivered_at is null order by first_day, alarm_id", [since]
    )


def day_health(warehouse: Warehouse, day: date) -> list[Row]:
    """The health rows of a day with the names of outlets: the columns of raw.health, and `name`."""
    return warehouse.rows(
        """select health.*, coalesce(outlet.name, health.outlet_id) as name
        from raw.health as health left join raw.outlet as outlet using (outlet_id)
        where health.day = ? order by health.outlet_id""",
        [day],
    )


def day_drift(warehouse: Warehouse, day: date) -> list[Row]:
    """The drift rows of a day: the columns of raw.drift."""
    return warehouse.rows("from raw.drift where day = ? order by outlet_id nulls first, measure", [day])


def story_cells(warehouse: Warehouse, day: date) -> list[Row]:
    """Stories of a day with label, outlets in them, and outlets that were observed but have no article of it."""
    return warehouse.rows(
        """
        with present as (
            select story_id, list(distinct outlet_id order by outlet_id) as outlets
            from raw.story_member where day = $day group by story_id
        )
        select
            story.story_id,
            story.label,
            present.outlets,
            (
                select coalesce(list(health.outlet_id order by health.outlet_id), [])
                from raw.health as health
                where health.day = $day and health.healthy and not health.suspect
                    and not list_contains(present.outlets, health.outlet_id)
            ) as omitted_by
        from raw.story as story
        inner join present using (story_id)
        where story.day = $day
        order by story.story_id
        """,
        {"day": day},
    )


def denied_claims(warehouse: Warehouse, day: date) -> list[Row]:
    """Claims that are denied or contradicted on a day by an outlet, and were not before, with their label."""
    return warehouse.rows(
        """
        select story_id, claim_id, cells.label, list(distinct outlet_id order by outlet_id) as outlets
        from daily.claims as cells
        where day = $day and status in ('denied', 'contradicted')
            and not exists (
                from daily.claims as before
                where before.day < $day and before.day >= $day - 7
                    and before.story_id = cells.story_id and before.claim_id = cells.claim_id
                    and before.status in ('denied', 'contradicted')
            )
            and exists (
                from daily.claims as said
                where said.day <= $day and said.day >= $day - 7
                    and said.story_id = cells.story_id and said.claim_id = cells.claim_id
                    and said.status in ('asserted', 'endorsed', 'attributed', 'distanced')
            )
        group by all
        order by story_id, claim_id
        """,
        {"day": day},
    )


def conflicting_numbers(warehouse: Warehouse, day: date) -> list[Row]:
    """What outlets measure differently in a story of a day, with the numbers as they stand."""
    return warehouse.rows(
        """
        select
            story_id, referent, list(distinct outlet_id order by outlet_id) as outlets,
            list(distinct text order by text) as texts
        from daily.numbers
        where day = $day and len(conflicts_with) > 0
        group by all
        order by story_id, referent
        """,
        {"day": day},
    )


def removing_edits(warehouse: Warehouse, day: date) -> list[Row]:
    """Edits of a day that take claims out of an article."""
    return warehouse.rows(
        """
        select article_id, to_version, outlet_id, coalesce(title, url) as title, url, claims_removed, before_text
        from daily.edits where day = $day and claims_removed > 0
        order by outlet_id, article_id, to_version
        """,
        {"day": day},
    )


def articles_saying(warehouse: Warehouse, day: date, words: list[str]) -> list[Row]:
    """Articles of a day in whose title or text one of the words stands, as a whole word and whatever its case."""
    return warehouse.rows(
        r"""
        with asked as (
            select
                word,
                '(^|[^\pL\pN])' || regexp_escape(lower(word)) || '($|[^\pL\pN])' as pattern
            from (select unnest($words::varchar[]) as word)
        )
        select word, outlet_id, article_id, coalesce(title, url) as title, url
        from model.current_version
        cross join asked
        where day = $day
            and regexp_matches(lower(coalesce(title, '') || chr(10) || coalesce(text, '')), pattern)
        order by word, outlet_id, article_id
        """,
        {"day": day, "words": words},
    )


def sweep_runs(warehouse: Warehouse, now: datetime) -> list[str]:
    """Marks runs as crashed that still say they run: this process holds the warehouse, so they cannot.

    Where several pipelines write, only those that began longer ago than any run lasts. Returns their ids. Call
    it before a run of one's own begins.
    """
    left = warehouse.rows("from raw.run where status = 'running' order by run_id")
    if warehouse.shared:
        left = [row for row in left if row["started_at"] < now - LONGEST_RUN]
    crashed = [
        {
            **row,
            "status": "crashed",
            "ended_at": None,
            "reason": f"ended without a word; noticed {now:%Y-%m-%d %H:%M} UTC",
        }
        for row in left
    ]
    if crashed:
        load_rows(warehouse, {"run": crashed})
    return [row["run_id"] for row in crashed]


def articles_for_report(warehouse: Warehouse, first: date, last: date, most: int) -> pa.Table:
    """Plain columns of the articles from `first` to `last`, at most `most` (a fixed choice): for Evidently."""
    return warehouse.arrow(
        """
        select
            current.day, current.outlet_id, current.words::double as words,
            coalesce(head.attributions, 0)::double as attributions,
            (current.title is not null)::integer as has_title,
            (current.published_at is not null)::integer as has_time,
            (len(current.authors) > 0)::integer as has_author,
            current.full_text::integer as full_text, coalesce(current.language, '') as language
        from model.current_version as current
        left join raw.text_claims as head on head.version_id = current.version_id
        where current.day between $first and $last
        order by hash(current.version_id)
        limit $most
        """,
        {"first": first, "last": last, "most": most},
    )
