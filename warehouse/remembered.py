"""What earlier runs left behind for collecting: feeds and entries of outlets, asked for several outlets at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.connection import Warehouse

Row = dict[str, Any]


def outlet_states(warehouse: Warehouse, outlet_ids: Sequence[str]) -> dict[str, dict[str, dict[str, Row]]]:
    """What is remembered of outlets' collecting, by outlet: `feeds` by feed URL, `known` entries by normal URL.

    Values have the fields of tasks.collect's FeedState and KnownEntry. Of several outlets it is little more work than
    of one.
    """
    asked = {"outlets": list(outlet_ids)}
    feeds = warehouse.rows(
        "from raw.feed where outlet_id in (select unnest($outlets::varchar[])) order by outlet_id, feed_url",
        asked,
    )
    known = warehouse.rows(
        """
        with tries as (
            select
                entry,
                count(*) filter (where outcome in ('ok', 'not_modified')) as looks,
                max(fetched_at) filter (where outcome in ('ok', 'not_modified')) as last_looked_at,
                max(fetched_at) as last_tried_at,
                max_by(reason, fetched_at) as last_reason,
                max_by(page_hash, fetched_at) filter (
                    where page_hash is not null and outcome = 'ok'
                ) as page_hash,
                max_by(etag, fetched_at) filter (where outcome = 'ok') as etag,
                max_by(last_modified, fetched_at) filter (where outcome = 'ok') as last_modified,
                list({'tried_at': fetched_at, 'failed': outcome = 'failed'}) as tried
            from store.fetch
            where outlet_id in (select unnest($outlets::varchar[])) and purpose = 'page' and entry is not null
            group by entry
        ),
        read as (
            select
                outcome.entry,
                max_by(version.published_at, outcome.ended_at) as published_at
            from store.outcome as outcome
            inner join raw.version as version on version.version_number = outcome.version
            where outcome.outlet_id in (select unnest($outlets::varchar[]))
            group by outcome.entry
        )
        select
            entry.outlet_id,
            coalesce(entry.normal_url, entry.url) as normal_url,
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
        left join tries on tries.entry = entry.entry_number
        left join read on read.entry = entry.entry_number
        where entry.outlet_id in (select unnest($outlets::varchar[]))
        order by entry.outlet_id, normal_url, entry.first_seen_at
        """,
        asked,
    )
    states: dict[str, dict[str, dict[str, Row]]] = {one: {"feeds": {}, "known": {}} for one in outlet_ids}
    for row in feeds:
        states[row["outlet_id"]]["feeds"][row["feed_url"]] = row
    for row in known:
        states[row.pop("outlet_id")]["known"][row["normal_url"]] = row
    return states
