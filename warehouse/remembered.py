"""What earlier runs left behind for collecting: feeds and entries of outlets, asked for several outlets at once.

A run is told of the entries that feeds list now and of those that are due again, never of all that ever were: after a
year they are millions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.connection import Warehouse

Row = dict[str, Any]
#: An outlet and the ids of some of its entries.
Listed = tuple[str, tuple[str, ...]]

#: Entries by outlet and normal URL, with what became of their attempts. Failures are those since the last page.
_ENTRIES = """
with chosen as (from raw.entry where outlet_id in (select unnest($outlets::varchar[])) and {chosen}),
tries as (
    select
        entry,
        count(*) filter (where outcome in ('ok', 'not_modified')) as looks,
        max(fetched_at) filter (where outcome in ('ok', 'not_modified')) as last_looked_at,
        max(fetched_at) as last_tried_at,
        max_by(reason, fetched_at) as last_reason,
        max_by(page_hash, fetched_at) filter (where page_hash is not null and outcome = 'ok') as page_hash,
        max_by(etag, fetched_at) filter (where outcome = 'ok') as etag,
        max_by(last_modified, fetched_at) filter (where outcome = 'ok') as last_modified,
        list({{'tried_at': fetched_at, 'failed': outcome = 'failed'}}) as tried
    from store.fetch
    where purpose = 'page' and outlet_id in (select unnest($outlets::varchar[]))
        and entry in (select entry_number from chosen)
    group by entry
),
known as (
    select
        chosen.outlet_id,
        coalesce(chosen.normal_url, chosen.url) as normal_url,
        chosen.url,
        chosen.feed_url,
        chosen.first_seen_at,
        chosen.title,
        chosen.stated_at_text,
        chosen.stated_at,
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
    from chosen
    left join tries on tries.entry = chosen.entry_number
    -- An imported copy of an address is an entry of its own; what is tried is noted of that which has the address's id.
    qualify row_number() over (
        partition by chosen.outlet_id, coalesce(chosen.normal_url, chosen.url)
        order by tries.last_tried_at desc nulls last, chosen.first_seen_at desc, chosen.entry_id
    ) = 1
)
{wanted}
order by outlet_id, normal_url, first_seen_at
"""
_LISTED = "from known"
#: Of entries that were brought those whose next look has come, the newest of each look in turns; of others those that may
#: be tried again.
_DUE = """,
placed as (
    select
        *,
        failures = 0 and looks > 0 as looked_at,
        3600 * list_filter(
            $look_hours::double[], lambda hours: 3600 * hours > epoch(last_looked_at) - epoch(first_seen_at)
        )[1] as coming,
        3600 * coalesce(list_filter(
            $look_hours::double[], lambda hours: 3600 * hours <= epoch(last_looked_at) - epoch(first_seen_at)
        )[-1], 0) as gone
    from known
),
due as (
    select *, row_number() over (partition by outlet_id, looked_at, looks order by first_seen_at desc, normal_url) as turn
    from placed
    where case
        when failures > 0 then failures < $most_failures and last_reason not in (select unnest($final::varchar[]))
        when looks = 0 then true
        else greatest(
            first_seen_at + to_seconds(coming), last_looked_at + to_seconds((coming - gone) / 2)
        ) <= $now
    end
)
select * exclude (looked_at, coming, gone, turn) from due
qualify not looked_at or row_number() over (
    partition by outlet_id, looked_at order by turn, first_seen_at desc, normal_url
) <= $most_looks
"""


@dataclass(frozen=True, slots=True)
class Again:
    """Which entries are due again though no feed lists them: seen `since`, looked at when one of `look_hours` after their
    first sight has come by `now`, at most `most_looks` of an outlet; tried again until they failed `most_failures` times or
    for one of the reasons that are `final`.
    """

    now: datetime
    since: datetime
    look_hours: Sequence[float]
    most_looks: int
    most_failures: int
    final: Sequence[str]


def outlet_states(
    warehouse: Warehouse, outlet_ids: Sequence[str], again: Again
) -> dict[str, dict[str, dict[str, Row]]]:
    """What is remembered of outlets' collecting, by outlet: `feeds` by feed URL, `known` entries that are due `again`, or
    may be, by normal URL.

    Values have the fields of tasks.collect's FeedState and KnownEntry. Of several outlets it is little more work than
    of one.
    """
    asked = {"outlets": list(outlet_ids)}
    feeds = warehouse.rows(
        "from raw.feed where outlet_id in (select unnest($outlets::varchar[])) order by outlet_id, feed_url",
        asked,
    )
    known = warehouse.rows(
        _ENTRIES.format(chosen="first_seen_at >= $since", wanted=_DUE),
        {
            **asked,
            "now": again.now,
            "since": again.since,
            "look_hours": list(again.look_hours),
            "most_looks": again.most_looks,
            "most_failures": again.most_failures,
            "final": list(again.final),
        },
    )
    states: dict[str, dict[str, dict[str, Row]]] = {one: {"feeds": {}, "known": {}} for one in outlet_ids}
    for row in feeds:
        states[row["outlet_id"]]["feeds"][row["feed_url"]] = row
    for row in known:
        states[row.pop("outlet_id")]["known"][row["normal_url"]] = row
    return states


def known_entries(warehouse: Warehouse, listed: Sequence[Listed]) -> dict[Listed, Mapping[str, Row]]:
    """Those of some entries of several outlets that are known, by normal URL, with the fields of KnownEntry."""
    ids = [entry_id for _, entry_ids in listed for entry_id in entry_ids]
    rows = warehouse.rows(
        _ENTRIES.format(chosen="entry_id in (select unnest($ids::varchar[]))", wanted=_LISTED),
        {"outlets": [outlet_id for outlet_id, _ in listed], "ids": ids},
    )
    by_outlet: dict[str, dict[str, Row]] = {outlet_id: {} for outlet_id, _ in listed}
    for row in rows:
        by_outlet[row.pop("outlet_id")][row["normal_url"]] = row
    return {one: by_outlet[one[0]] for one in listed}


__all__ = ["Again", "known_entries", "outlet_states"]
