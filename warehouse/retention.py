"""Forgetting: full texts after a time, and everything about one address on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.connection import Warehouse
from warehouse.contract import contracts
from warehouse.marks import mark_unindexed, mark_unpublished
from warehouse.search import forget_days

#: Tables with rows of one version, by the column that names it.
_OF_VERSION = (
    ("text_claims", "version_id"),
    ("sentence", "version_id"),
    ("attribution", "version_id"),
    ("voice", "version_id"),
    ("marking", "version_id"),
    ("name_use", "version_id"),
    ("number_use", "version_id"),
    ("proposition", "version_id"),
    ("reprint", "version_id"),
    ("story_member", "version_id"),
    ("claim_member", "version_id"),
    ("first_report", "version_id"),
    ("number_group", "version_id"),
    ("number_conflict", "version_id"),
    ("number_conflict", "other_version_id"),
    ("edit", "from_version_id"),
    ("edit", "to_version_id"),
    ("edit_sentence", "from_version_id"),
    ("edit_sentence", "to_version_id"),
    ("version", "version_id"),
)


#: Before a text goes, what spans cut out of it is written beside them.
_EXCERPTS = (
    """update store.claim_member set text = member.text
    from (
        select claim.day, claim.claim_number, numbered.number, member.proposition,
            model.stretch(version.text, member.start_char, member.end_char) as text
        from raw.claim_member as member
        inner join raw.claim as claim using (day, story_id, claim_id)
        inner join raw.version as version
            on version.day = member.version_day and version.version_id = member.version_id
        inner join store.version_number as numbered
            on numbered.day = version.day and numbered.version_id = version.version_id
        where version.day < ? and version.text is not null and member.text is null
    ) as member
    where claim_member.day = member.day and claim_member.claim = member.claim_number
        and claim_member.version = member.number and claim_member.proposition = member.proposition""",
    """update store.claims set text = model.stretch(version.text, start_char, start_char + claims.chars)
    from raw.version as version
    inner join store.version_number as numbered
        on numbered.day = version.day and numbered.version_id = version.version_id
    where claims.version_day = version.day and claims.version = numbered.number
        and version.day < ? and version.text is not null and claims.text is null""",
    """update store.attribution set
        source_text = model.stretches(version.text, store.spans(source, source_start, source_chars)),
        cue_text = model.stretches(
            version.text, store.spans(cue, store.behind(cue_gap, source_start), cue_chars)
        ),
        content_text = model.stretches(
            version.text, store.spans(content, store.behind(content_gap, source_start), content_chars)
        )
    from raw.version as version
    inner join store.version_number as numbered
        on numbered.day = version.day and numbered.version_id = version.version_id
    where attribution.day = version.day and attribution.version = numbered.number
        and version.day < ? and version.text is not null and attribution.content_text is null""",
)


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """Where a page lies in the archive; file relative to the archive folder."""

    warc_file: str
    warc_offset: int
    warc_length: int
    page_hash: str | None


@dataclass(frozen=True, slots=True)
class Deleted:
    """What a deletion took, the days to compare and publish anew, the pages to take from the archive."""

    articles: tuple[str, ...]
    versions: int
    days: tuple[date, ...]
    pages: tuple[ArchivedPage, ...]


def drop_texts(warehouse: Warehouse, before: date) -> int:
    """Drops the full texts of versions that belong to days before `before`; returns how many.

    Hashes, spans, the excerpts beside them and the daily tables stay. A day whose texts are gone can no
    longer be compared anew; `replace_day` refuses it.
    """
    with warehouse.transaction() as cursor:
        losing = "select day from raw.version where day < ? and text is not null"
        mark_unpublished(cursor, losing, [before])
        mark_unindexed(cursor, losing, [before])
        forget_days(cursor, losing, before)
        for statement in _EXCERPTS:
            cursor.execute(statement, [before])
        found = cursor.execute(
            "update raw.version set text = null where day < ? and text is not null", [before]
        ).fetchone()
    return int(found[0]) if found else 0


def delete_url(warehouse: Warehouse, url: str) -> Deleted:
    """Deletes everything that came from one address: texts, claims, evidence, titles; never to come back.

    `url` is taken as the article's, the version's, the entry's or the fetch's. The books keep closing:
    entries, fetches and outcomes stay as nameless counts. The days that lost rows are marked for a new
    comparison. The published copy and Parquet files forget at the next publishing, the file's free
    blocks at the next `compact`.
    """
    with warehouse.transaction() as cursor:
        _name_what_goes(cursor, url)
        articles = [
            row[0] for row in cursor.execute("select distinct article_id from gone_article").fetchall()
        ]
        versions = cursor.execute("select count(*) from gone_version").fetchone()
        pages = cursor.execute(
            """select distinct warc_file, warc_offset, warc_length, page_hash
            from raw.fetch where fetch_id in (from gone_fetch) and warc_file is not null order by all"""
        ).fetchall()
        days = _days(cursor)
        _forget(cursor)
        cursor.execute(
            "insert into meta.dirty_day select day, 'deletion' from gone_day "
            "where day not in (select day from meta.dirty_day where reason = 'deletion')"
        )
        mark_unpublished(cursor, "select day from gone_day")
        mark_unindexed(cursor, "select day from gone_day")
        forget_days(cursor, "select day from gone_day")
        for name in ("article", "version", "fetch", "entry", "day"):
            cursor.execute(f"drop table gone_{name}")
    return Deleted(
        tuple(sorted(articles)),
        int(versions[0]) if versions else 0,
        tuple(days),
        tuple(ArchivedPage(*page) for page in pages),
    )


def _name_what_goes(cursor: duckdb.DuckDBPyConnection, url: str) -> None:
    cursor.execute(
        """create temp table gone_entry as
        select entry_id from raw.entry where $url in (url, normal_url)
        union
        select entry_id from raw.fetch where entry_id is not null and $url in (url, final_url)""",
        {"url": url},
    )
    cursor.execute(
        """create temp table gone_article as
        select article_id from raw.article where url = $url
        union
        select article_id from raw.version where url = $url
        union
        select article_id from raw.outcome
        where article_id is not null and entry_id in (from gone_entry)""",
        {"url": url},
    )
    cursor.execute(
        """insert into gone_entry
        select entry_id from raw.outcome where article_id in (from gone_article)"""
    )
    cursor.execute(
        """create temp table gone_version as
        select version_id from raw.version where article_id in (from gone_article)"""
    )
    cursor.execute(
        """create temp table gone_fetch as
        select fetch_id from raw.fetch where entry_id in (from gone_entry)
        union
        select fetch_id from raw.version where article_id in (from gone_article) and fetch_id is not null"""
    )
    cursor.execute(
        """create temp table gone_day as
        select day from raw.version where article_id in (from gone_article)
        union
        select day from raw.story_member where version_id in (from gone_version)
        union
        select day from raw.claim where label_version_id in (from gone_version)
        union
        select day from raw.edit where article_id in (from gone_article)"""
    )


def _days(cursor: duckdb.DuckDBPyConnection) -> list[date]:
    return [row[0] for row in cursor.execute("select distinct day from gone_day order by day").fetchall()]


def _forget(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("insert into meta.deleted_article select article_id from gone_article")
    numbers = "select number from store.version_number where version_id in (from gone_version)"
    cursor.execute(
        f"""update store.outcome
        set article_id = null, version = null, version_id = null, detail = 'deleted on request'
        where version in ({numbers}) or article_id in (from gone_article)"""
    )
    for table, column in _OF_VERSION:
        if contracts("raw")[table].is_view:
            cursor.execute(f"delete from store.{table} where version in ({numbers})")
        else:
            cursor.execute(f"delete from raw.{table} where {column} in (from gone_version)")
    _relabel(cursor)
    cursor.execute(
        """update store.claim_status
        set nearest_version_id = null, nearest_start_char = null,
            nearest_end_char = null, nearest_score = null
        where nearest_version_id in (from gone_version)"""
    )
    cursor.execute("delete from store.article where article_id in (from gone_article)")
    cursor.execute(
        """update raw.entry
        set url = 'deleted', normal_url = 'deleted:' || entry_id, title = null, stated_at_text = null
        where entry_id in (from gone_entry)"""
    )
    cursor.execute(
        """update store.fetch
        set url = 'deleted', final_url = null, hops = [], page_hash = null,
            warc_file = null, warc_offset = null, warc_length = null
        where fetch_id in (from gone_fetch)"""
    )
    for table in ("claims", "numbers", "omissions", "reprints", "edits", "stories"):
        cursor.execute(f"delete from {contracts('daily')[table].stored} where day in (from gone_day)")


def _relabel(cursor: duckdb.DuckDBPyConnection) -> None:
    """Claims that took their label from a deleted text take it from other evidence, or go."""
    cursor.execute(
        """update raw.claim
        set label = other.first.text, label_version_id = other.first.version_id,
            label_start_char = other.first.start_char, label_end_char = other.first.end_char,
            version_day = other.first.version_day
        from (
            select
                member.day, member.story_id, member.claim_id,
                min_by(
                    {'text': coalesce(
                            member.text, model.stretch(version.text, member.start_char, member.end_char)
                        ),
                        'version_id': member.version_id, 'start_char': member.start_char,
                        'end_char': member.end_char, 'version_day': member.version_day},
                    (member.version_id, member.start_char)
                ) as first
            from raw.claim_member as member
            inner join raw.version as version
                on version.day = member.version_day and version.version_id = member.version_id
            where member.day in (from gone_day)
            group by member.day, member.story_id, member.claim_id
        ) as other
        where claim.label_version_id in (from gone_version)
            and other.day = claim.day
            and other.story_id = claim.story_id
            and other.claim_id = claim.claim_id"""
    )
    cursor.execute(
        """delete from store.claim_status using raw.claim
        where claim.label_version_id in (from gone_version)
            and claim_status.day = claim.day and claim_status.claim = claim.claim_number"""
    )
    cursor.execute(
        """delete from store.absent_claim using raw.claim
        where claim.label_version_id in (from gone_version)
            and absent_claim.day = claim.day and absent_claim.claim = claim.claim_number"""
    )
    cursor.execute("delete from raw.claim where label_version_id in (from gone_version)")
    _recount(cursor)


def _recount(cursor: duckdb.DuckDBPyConnection) -> None:
    """Cells that lost all their evidence go, others count what is left; so do stories without articles."""
    left = """from raw.claim_member as member
        inner join raw.claim as claim using (day, story_id, claim_id)
        where claim.day = claim_status.day and claim.claim_number = claim_status.claim
            and member.outlet_id = claim_status.outlet_id"""
    cursor.execute(
        f"""delete from store.claim_status
        where day in (from gone_day) and status not in ('omitted', 'not_observed') and not exists ({left})"""
    )
    cursor.execute(
        f"""update store.claim_status set evidence = (select count(*) {left})
        where day in (from gone_day) and status not in ('omitted', 'not_observed')"""
    )
    cursor.execute(
        """delete from raw.story
        where day in (from gone_day) and not exists (
            from raw.story_member as member where member.day = story.day and member.story_id = story.story_id
        )"""
    )
