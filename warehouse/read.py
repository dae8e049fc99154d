"""What the other rooms ask the warehouse for. Plain dictionaries, sets and Arrow tables; no SQL outside.

A dictionary's keys are the field names of the record it is meant for, so that the caller builds
records with `Record(**row)`. Lists come in a fixed order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from warehouse.connection import Warehouse
from warehouse.contract import contracts
from warehouse.errors import RowsRefused

Row = dict[str, Any]
#: Tables that hold the claims of one version, by version_id.
CLAIM_TABLES = (
    "text_claims",
    "sentence",
    "attribution",
    "voice",
    "marking",
    "name_use",
    "number_use",
    "proposition",
)
#: Versions of one article may be dated differently, but not further apart than this many days.
_VERSION_SPREAD = 60


def outlet_state(warehouse: Warehouse, outlet_id: str) -> dict[str, dict[str, Row]]:
    """What is remembered of an outlet's collecting: `feeds` by feed URL, `known` entries by normal URL.

    Values have the fields of tasks.collect's FeedState and KnownEntry.
    """
    feeds = warehouse.rows("from raw.feed where outlet_id = ? order by feed_url", [outlet_id])
    known = warehouse.rows(
        """
        with tries as (
            select
                entry_id,
                count(*) filter (where outcome in ('ok', 'not_modified')) as looks,
                max(fetched_at) filter (where outcome in ('ok', 'not_modified')) as last_looked_at,
                max(fetched_at) as last_tried_at,
                max_by(reason, fetched_at) as last_reason,
                max_by(page_hash, fetched_at) filter (where page_hash is not null and outcome = 'ok') as page_hash,
                max_by(etag, fetched_at) filter (where outcome = 'ok') as etag,
                max_by(last_modified, fetched_at) filter (where outcome = 'ok') as last_modified,
                list({'tried_at': fetched_at, 'failed': outcome = 'failed'}) as tried
            from raw.fetch
            where outlet_id = $outlet and purpose = 'page' and entry_id is not null
            group by entry_id
        ),
        read as (
            select
                outcome.entry_id,
                max_by(version.published_at, outcome.ended_at) as published_at
            from raw.outcome as outcome
            inner join raw.version as version on version.version_id = outcome.version_id
            where outcome.outlet_id = $outlet
            group by outcome.entry_id
        )
        select
            entry.normal_url,
            entry.url,
            entry.feed_url,
            entry.first_seen_at,
            entry.title,
            entry.stated_at_text,
            entry.stated_at,
            read.published_at,
            tries.last_looked_at,
            coalesce(tries.looks, 0)::integer as looks,
            coalesce(len(list_filter(
                tries.tried,
                lambda t: t.failed and t.tried_at > coalesce(tries.last_looked_at, timestamptz '-infinity')
            )), 0)::integer as failures,
            tries.last_reason,
            tries.last_tried_at,
            tries.page_hash,
            tries.etag,
            tries.last_modified
        from raw.entry as entry
        left join tries using (entry_id)
        left join read using (entry_id)
        where entry.outlet_id = $outlet
        order by entry.normal_url, entry.first_seen_at
        """,
        {"outlet": outlet_id},
    )
    return {
        "feeds": {row["feed_url"]: row for row in feeds},
        "known": {row["normal_url"]: row for row in known},
    }


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


def window_documents(
    warehouse: Warehouse, from_day: date, to_day: date, *, seen_until: datetime | None = None
) -> list[Row]:
    """The latest version of every article that belongs to a day from `from_day` to `to_day`, both in.

    Each row has the fields of tasks.compare's Document but `claims`, and under `claims_rows` what
    tasks.claims.rows.claims_from_rows takes. `seen_after` is the outlet's last good poll before the
    version was first seen. Versions whose text was dropped or whose claims were never taken are left out.
    With `seen_until`, versions first seen after it are not there yet.
    """
    return _documents(
        warehouse,
        """select version_id from raw.version
        where day between $from_day and $to_day and text is not null and first_seen_at <= $seen_until
        qualify row_number() over (
            partition by article_id order by first_seen_at desc, version_id desc
        ) = 1""",
        {"from_day": from_day, "to_day": to_day, "seen_until": seen_until or _ALWAYS},
        from_day,
        to_day,
    )


def previous_versions(
    warehouse: Warehouse, from_day: date, to_day: date, *, seen_until: datetime | None = None
) -> dict[str, list[Row]]:
    """Earlier versions of the articles of `window_documents`, oldest first, by article_id.

    Only articles with more than one version are there. Rows are as in `window_documents`; the latest
    version itself is not repeated.
    """
    rows = _documents(
        warehouse,
        f"""with latest as (
            select version_id, article_id from raw.version
            where day between $from_day and $to_day and text is not null and first_seen_at <= $seen_until
            qualify row_number() over (
                partition by article_id order by first_seen_at desc, version_id desc
            ) = 1
        )
        select version.version_id from raw.version as version
        inner join latest using (article_id)
        where version.version_id <> latest.version_id
            and version.text is not null
            and version.first_seen_at <= $seen_until
            and version.day between $from_day - {_VERSION_SPREAD} and $to_day + {_VERSION_SPREAD}""",
        {"from_day": from_day, "to_day": to_day, "seen_until": seen_until or _ALWAYS},
        from_day - timedelta(days=_VERSION_SPREAD),
        to_day + timedelta(days=_VERSION_SPREAD),
    )
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["article_id"], row["first_seen_at"], row["version_id"])):
        found[row["article_id"]].append(row)
    return dict(found)


def earlier_members(warehouse: Warehouse, before: date, days: int) -> list[Row]:
    """Which article was in which story on the `days` days before `before`, oldest day first.

    Rows have the columns of raw.story_member and the story's language, label, started_at, first_day.
    """
    return warehouse.rows(
        """select member.*, story.language, story.label, story.started_at, story.first_day
        from raw.story_member as member
        inner join raw.story as story on story.day = member.day and story.story_id = member.story_id
        where member.day between ? and ?
        order by member.day, member.story_id, member.version_id""",
        [before - timedelta(days=days), before - timedelta(days=1)],
    )


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


def background_words(warehouse: Warehouse, from_day: date, to_day: date) -> dict[str, int]:
    """How often each lower-case word stands in the texts of a window: the prior of the words table.

    Words are runs of letters, apostrophes and hyphens inside.
    """
    return {
        row["word"]: row["uses"]
        for row in warehouse.rows(
            r"""with words as (
                select unnest(regexp_extract_all(lower(text), '\p{L}+(?:[''’-]\p{L}+)*')) as word
                from model.current_version
                where day between ? and ? and text is not null
            )
            select word, count(*)::integer as uses from words group by word order by word""",
            [from_day, to_day],
        )
    }


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


def daily_tables() -> list[str]:
    """Names of the daily tables."""
    return list(contracts("daily"))


def daily_table(warehouse: Warehouse, name: str, day: date, *, story_id: str | None = None) -> pa.Table:
    """One daily table of one day, or of one story of it, in its own order. Raises RowsRefused for another name."""
    contract = contracts("daily").get(name)
    if contract is None:
        raise RowsRefused(f"there is no daily table {name!r}; there are {', '.join(contracts('daily'))}")
    story = story_id is not None and any(column.name == "story_id" for column in contract.columns)
    filters = "day = $day and story_id = $story" if story else "day = $day"
    given: dict[str, Any] = {"day": day, "story": story_id} if story else {"day": day}
    return warehouse.arrow(f"select * from {contract.table} where {filters} order by rowid", given)


def runs(warehouse: Warehouse, limit: int = 20) -> list[Row]:
    """The last runs, newest first: the columns of raw.run."""
    return warehouse.rows("from raw.run order by started_at desc, run_id limit ?", [limit])


def run_outcomes(warehouse: Warehouse, run_id: str) -> list[Row]:
    """How the entries of one run ended, by outlet, stage, outcome and reason."""
    return warehouse.rows(
        "from model.accounting where run_id = ? order by outlet_id, stage, outcome, reason", [run_id]
    )


_ALWAYS = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def _documents(
    warehouse: Warehouse, wanted: str, given: dict[str, Any], from_day: date, to_day: date
) -> list[Row]:
    """Documents of the versions that the query `wanted` names, with their claims."""
    ids = [row["version_id"] for row in warehouse.rows(wanted, given)]
    if not ids:
        return []
    within = {"ids": ids, "from_day": from_day, "to_day": to_day}
    chosen = "day between $from_day and $to_day and version_id in (select unnest($ids::varchar[]))"
    documents = warehouse.rows(
        f"""
        with versions as (from raw.version where {chosen}),
        polls as (
            select outlet_id, polled_at
            from raw.poll
            where outcome in ('ok', 'not_modified', 'partial')
                and polled_at >= (select min(first_seen_at) from versions) - interval 30 day
        )
        select
            version.version_id,
            version.article_id,
            version.outlet_id,
            version.url,
            coalesce(version.title, '') as title,
            version.authors,
            version.text,
            coalesce(version.language, head.language) as language,
            version.kind,
            version.full_text,
            version.published_at,
            version.published_precision,
            version.first_seen_at,
            poll.polled_at as seen_after,
            version.day
        from versions as version
        inner join raw.text_claims as head
            on head.version_id = version.version_id and head.day = version.day
        asof left join polls as poll
            on poll.outlet_id = version.outlet_id and version.first_seen_at > poll.polled_at
        order by version.day, version.outlet_id, version.article_id, version.version_id
        """,
        within,
    )
    claims: dict[str, dict[str, list[Row]]] = {
        row["version_id"]: {name: [] for name in CLAIM_TABLES} for row in documents
    }
    for name in CLAIM_TABLES:
        _share_out(warehouse.arrow(f"from raw.{name} where {chosen}", within), name, claims)
    for row in documents:
        row["authors"] = tuple(row["authors"])
        row["claims_rows"] = claims[row["version_id"]]
    return documents


def _share_out(table: pa.Table, name: str, claims: dict[str, dict[str, list[Row]]]) -> None:
    for row in table.to_pylist():
        found = claims.get(row["version_id"])
        if found is not None:
            found[name].append(row)


__all__: Sequence[str] = (
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
    "outlet_state",
    "poison_tries",
    "previous_versions",
    "run_outcomes",
    "runs",
    "version_texts",
    "window_documents",
)
