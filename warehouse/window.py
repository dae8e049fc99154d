"""The documents of a window of days, with their claims: what a comparison reads. Plain dictionaries."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from warehouse.connection import Warehouse

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
VERSION_SPREAD = 60


def window_documents(
    warehouse: Warehouse, from_day: date, to_day: date, *, seen_until: datetime | None = None
) -> list[Row]:
    """The latest version of every article that belongs to a day from `from_day` to `to_day`, both in.

    Each row has the fields of tasks.compare's Document but `claims`, and under `claims_rows` what
    tasks.claims.rows.claims_from_rows takes. `seen_after` is the outlet's last good poll before the
    version was first seen, `article_seen_after` that before any version of the article
    was. Versions whose text was dropped or whose claims were never taken are left out, and texts that one outlet
    carries under four addresses or more on a day (model.shared_text).
    With `seen_until`, versions first seen after it are not there yet.
    """
    return _documents(
        warehouse,
        """select version_id, day from raw.version
        where day between $from_day and $to_day and text is not null and first_seen_at <= $seen_until
        qualify row_number() over (
            partition by article_id order by first_seen_at desc, version_id desc
        ) = 1 and not model.is_stub(count(*) over (partition by day, outlet_id, text_hash))""",
        {"from_day": from_day, "to_day": to_day, "seen_until": seen_until or _ALWAYS},
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
            where day between $from_day and $to_day and first_seen_at <= $seen_until
            qualify row_number() over (
                partition by article_id order by first_seen_at desc, version_id desc
            ) = 1
        )
        select version.version_id, version.day from raw.version as version
        inner join latest using (article_id)
        where version.version_id <> latest.version_id
            and version.first_seen_at <= $seen_until
            and version.day between $from_day - {VERSION_SPREAD} and $to_day + {VERSION_SPREAD}""",
        {"from_day": from_day, "to_day": to_day, "seen_until": seen_until or _ALWAYS},
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


_ALWAYS = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def _documents(warehouse: Warehouse, wanted: str, given: dict[str, Any]) -> list[Row]:
    """Documents of the versions that the query `wanted` names, with their claims."""
    chosen_rows = warehouse.rows(wanted, given)
    if not chosen_rows:
        return []
    ids = [row["version_id"] for row in chosen_rows]
    days = [row["day"] for row in chosen_rows]
    within = {"ids": ids, "from_day": min(days), "to_day": max(days)}
    chosen = "day between $from_day and $to_day and version_id in (select unnest($ids::varchar[]))"
    documents = warehouse.rows(
        f"""
        with versions as (from raw.version where {chosen} and text is not null),
        polls as (
            select outlet_id, polled_at
            from raw.poll
            where outcome in ('ok', 'not_modified', 'partial')
                and polled_at >= (select min(first_seen_at) from versions) - interval 30 day
        ),
        articles as (
            select article.article_id, article.outlet_id, article.first_seen_at as seen_at
            from raw.article as article
            where article.article_id in (select article_id from versions)
        ),
        first_seen as (
            select articles.article_id, articles.seen_at, poll.polled_at as seen_after
            from articles
            asof left join polls as poll
                on poll.outlet_id = articles.outlet_id and articles.seen_at > poll.polled_at
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
            version.day,
            case when first_seen.seen_at < version.first_seen_at then first_seen.seen_at end as article_seen_at,
            case
                when first_seen.seen_at < version.first_seen_at then first_seen.seen_after
            end as article_seen_after
        from versions as version
        inner join raw.text_claims as head
            on head.version_id = version.version_id and head.day = version.day
        asof left join polls as poll
            on poll.outlet_id = version.outlet_id and version.first_seen_at > poll.polled_at
        left join first_seen on first_seen.article_id = version.article_id
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
