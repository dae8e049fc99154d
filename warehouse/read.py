"""What the other rooms ask the warehouse for. Plain dictionaries, sets and Arrow tables; no SQL outside.

A dictionary's keys are the field names of the record it is meant for, so that the caller builds
records with `Record(**row)`. Lists come in a fixed order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from warehouse.connection import Warehouse
from warehouse.contract import contracts
from warehouse.errors import RowsRefused
from warehouse.window import (
    StoredClaims,
    background_words,
    earlier_members,
    previous_versions,
    versions_between,
    window_documents,
)

Row = dict[str, Any]


def poison_tries(warehouse: Warehouse) -> dict[str, int]:
    """How often each page that killed or outlasted its worker was tried, by hash of its bytes."""
    return {row["page_hash"]: row["tries"] for row in warehouse.rows("from raw.poison")}


def known_outlets(warehouse: Warehouse) -> set[str]:
    """Ids of the outlets that the warehouse knows."""
    return {row["outlet_id"] for row in warehouse.rows("select outlet_id from raw.outlet")}


def known_versions(warehouse: Warehouse, version_ids: Iterable[str]) -> set[str]:
    """Those of the given versions that are stored."""
    wanted = sorted(set(version_ids))
    if not wanted:
        return set()
    return {
        row["version_id"]
        for row in warehouse.rows(
            "select version_id from raw.version where version_id in (select unnest(?::varchar[]))", [wanted]
        )
    }


def outlet_days(warehouse: Warehouse, day: date) -> list[Row]:
    """Whether each outlet could be observed on a day: the fields of tasks.compare's OutletDay.

    The verdict is that of raw.health. Without one, an outlet counts as polled when a poll was answered
    or articles of the day are there, and as healthy when it has articles.
    """
    return warehouse.rows(
        """
        with polls as (
            select outlet_id, count(*) filter (where outcome in ('ok', 'not_modified', 'partial')) as polls_ok
            from raw.poll
            where polled_at >= $day::timestamp at time zone 'UTC'
                and polled_at < ($day + 1)::timestamp at time zone 'UTC'
            group by outlet_id
        ),
        articles as (
            select outlet_id, count(*) as articles, mode(language) as language
            from model.current_version
            where day = $day
            group by outlet_id
        ),
        named as (
            select outlet_id from raw.outlet
            union
            select outlet_id from articles
        )
        select
            named.outlet_id,
            coalesce(outlet.language, articles.language, '') as language,
            coalesce(outlet.country, '') as country,
            coalesce(health.polls_ok > 0, polls.polls_ok > 0, false) or coalesce(articles.articles, 0) > 0
                as polled,
            coalesce(health.healthy, articles.articles > 0, false) as healthy,
            coalesce(health.suspect, false) as suspect,
            case
                when health.outlet_id is not null then health.reason
                when coalesce(articles.articles, 0) = 0 then 'not observed on this day'
            end as reason
        from named
        left join raw.outlet as outlet using (outlet_id)
        left join polls using (outlet_id)
        left join articles using (outlet_id)
        left join raw.health as health on health.outlet_id = named.outlet_id and health.day = $day
        order by named.outlet_id
        """,
        {"day": day},
    )


def suspect_days(warehouse: Warehouse, first: date, last: date) -> set[tuple[str, date]]:
    """(outlet_id, day) of the days from `first` to `last` whose rows are held back from comparison."""
    rows = warehouse.rows(
        "select outlet_id, day from raw.health where suspect and day between ? and ?", [first, last]
    )
    return {(row["outlet_id"], row["day"]) for row in rows}


def outlet_facts(warehouse: Warehouse, day: date) -> list[Row]:
    """Counts of each outlet's day: the fields of tasks.watch's OutletFacts."""
    return warehouse.rows(
        """
        with bounds as (
            select
                $day::timestamp at time zone 'UTC' as low,
                ($day + 1)::timestamp at time zone 'UTC' as high
        ),
        polls as (
            select
                outlet_id,
                count(*) filter (where outcome <> 'skipped') as polls,
                count(*) filter (where outcome in ('ok', 'not_modified', 'partial')) as polls_ok
            from raw.poll, bounds
            where polled_at >= low and polled_at < high
            group by outlet_id
        ),
        outcomes as (
            select
                outlet_id,
                count(*) as entries,
                count(*) filter (where outcome = 'kept') as kept,
                count(*) filter (where outcome = 'refused') as refused,
                count(*) filter (where outcome = 'failed') as failed,
                count(*) filter (where outcome = 'deferred') as deferred
            from raw.outcome, bounds
            where ended_at >= low and ended_at < high
            group by outlet_id
        ),
        versions as (
            select current.*, version.fetch_id is null or run.flow = 'import' as imported
            from model.current_version as current
            inner join raw.version as version
                on version.version_id = current.version_id and version.day = current.day
            left join raw.run as run on run.run_id = version.run_id
            where current.day = $day
        ),
        articles as (
            select
                version.outlet_id,
                count(*) as articles,
                count(version.title) as with_title,
                count(version.published_at) as with_time,
                count(*) filter (where len(version.authors) > 0) as with_author,
                count(*) filter (where version.full_text) as full_text,
                sum(version.words)::bigint as words,
                count(*) filter (where version.language <> outlet.language) as other_language,
                count(*) filter (where version.imported) as imported
            from versions as version
            left join raw.outlet as outlet using (outlet_id)
            group by version.outlet_id
        ),
        heads as (
            select version.outlet_id, sum(head.attributions)::bigint as attributions
            from raw.text_claims as head
            inner join versions as version using (version_id)
            where head.day = $day
            group by version.outlet_id
        ),
        voices as (
            select
                version.outlet_id,
                count(*) as voices,
                count(*) filter (where voice.voice_group = 'unresolved') as unresolved_voices
            from raw.voice as voice
            inner join versions as version using (version_id)
            where voice.day = $day
            group by version.outlet_id
        ),
        named as (
            select outlet_id from raw.outlet
            union select outlet_id from articles
            union select outlet_id from polls
        )
        select
            named.outlet_id,
            $day as day,
            coalesce(polls, 0)::integer as polls,
            coalesce(polls_ok, 0)::integer as polls_ok,
            coalesce(entries, 0)::integer as entries,
            coalesce(kept, 0)::integer as kept,
            coalesce(refused, 0)::integer as refused,
            coalesce(failed, 0)::integer as failed,
            coalesce(deferred, 0)::integer as deferred,
            coalesce(articles, 0)::integer as articles,
            coalesce(with_title, 0)::integer as with_title,
            coalesce(with_time, 0)::integer as with_time,
            coalesce(with_author, 0)::integer as with_author,
            coalesce(full_text, 0)::integer as full_text,
            coalesce(words, 0)::integer as words,
            coalesce(attributions, 0)::integer as attributions,
            coalesce(voices, 0)::integer as voices,
            coalesce(unresolved_voices, 0)::integer as unresolved_voices,
            coalesce(other_language, 0)::integer as other_language,
            coalesce(imported, 0)::integer as imported
        from named
        left join polls using (outlet_id)
        left join outcomes using (outlet_id)
        left join articles using (outlet_id)
        left join heads using (outlet_id)
        left join voices using (outlet_id)
        order by named.outlet_id
        """,
        {"day": day},
    )


def days_with_articles(warehouse: Warehouse) -> list[date]:
    """The days that versions belong to, in order."""
    return [row["day"] for row in warehouse.rows("select distinct day from raw.version order by day")]


def built_days(warehouse: Warehouse) -> list[date]:
    """The days that have daily tables, in order."""
    return [row["day"] for row in warehouse.rows("select distinct day from daily.coverage order by day")]


def dirty_days(warehouse: Warehouse) -> list[date]:
    """Days that have got versions or claims since they were last compared, in order."""
    return [row["day"] for row in warehouse.rows("select distinct day from meta.dirty_day order by day")]


def version_texts(warehouse: Warehouse, version_ids: Iterable[str]) -> dict[str, str]:
    """The texts of the given versions; dropped texts are not there."""
    return {
        row["version_id"]: row["text"]
        for row in warehouse.rows(
            "select version_id, text from raw.version "
            "where text is not null and version_id in (select unnest(?::varchar[]))",
            [sorted(set(version_ids))],
        )
    }


#: The order of daily tables that are views, where it is not that of their key.
_ORDER = {
    "omissions": "surprise_bits desc nulls last, story_id, claim_id, outlet_id",
    "first_reports": "story_id, latest, outlet_id",
    "words": "story_id, outlet_id, abs(z) desc nulls last, term",
}


def daily_tables() -> list[str]:
    """Names of the daily tables."""
    return list(contracts("daily"))


def daily_table(warehouse: Warehouse, name: str, day: date, *, story_id: str | None = None) -> pa.Table:
    """One daily table of one day, or of one story of it, in its own order.

    Raises RowsRefused for a name that is no daily table.
    """
    contract = contracts("daily").get(name)
    if contract is None:
        raise RowsRefused(f"there is no daily table {name!r}; there are {', '.join(contracts('daily'))}")
    story = story_id is not None and any(column.name == "story_id" for column in contract.columns)
    filters = "day = $day and story_id = $story" if story else "day = $day"
    given: dict[str, Any] = {"day": day, "story": story_id} if story else {"day": day}
    order = _ORDER.get(name, ", ".join(contract.key)) if contract.is_view else "rowid"
    return warehouse.arrow(f"select * from {contract.table} where {filters} order by {order}", given)


def runs(warehouse: Warehouse, limit: int = 20) -> list[Row]:
    """The last runs, newest first: the columns of raw.run."""
    return warehouse.rows("from raw.run order by started_at desc, run_id limit ?", [limit])


def run_outcomes(warehouse: Warehouse, run_id: str) -> list[Row]:
    """How the entries of one run ended, by outlet, stage, outcome and reason."""
    return warehouse.rows(
        "from model.accounting where run_id = ? order by outlet_id, stage, outcome, reason", [run_id]
    )


def run_polls(warehouse: Warehouse, run_id: str) -> list[Row]:
    """How the looks at feeds of one run ended: outlet_id, outcome, reason, and polls, how many."""
    return warehouse.rows(
        "select outlet_id, outcome, reason, count(*)::int as polls from raw.poll where run_id = ? "
        "group by all order by all",
        [run_id],
    )


def trouble_of_collecting(warehouse: Warehouse) -> str | None:
    """Why the newest ended run that collected was not simply done, in one line; None when it was."""
    found = warehouse.rows(
        "select flow, started_at, status, reason from raw.run "
        "where flow in ('collect', 'daily', 'backfill') and status <> 'running' "
        "order by started_at desc, run_id limit 1"
    )
    if not found or found[0]["status"] == "done":
        return None
    run = found[0]
    return f"{run['flow']} of {run['started_at']:%Y-%m-%d %H:%M} UTC {run['status']}: {run['reason'] or 'no word'}"


__all__: Sequence[str] = (
    "StoredClaims",
    "background_words",
    "built_days",
    "daily_table",
    "daily_tables",
    "days_with_articles",
    "dirty_days",
    "earlier_members",
    "known_outlets",
    "known_versions",
    "outlet_days",
    "outlet_facts",
    "poison_tries",
    "previous_versions",
    "run_outcomes",
    "run_polls",
    "runs",
    "suspect_days",
    "trouble_of_collecting",
    "version_texts",
    "versions_between",
    "window_documents",
)
