"""Writing rows in the form in which they are kept: see store.sql for what is kept otherwise, and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import duckdb

from warehouse.contract import Contract
from warehouse.errors import RowsRefused

#: How a column of store is made of the row as it came, where the name alone does not say it.
_MADE = {
    "version": "numbered.number",
    "chars": "fresh.end_char - fresh.start_char",
}
_SPANS = {
    "spans": "nullif(fresh.spans, [[fresh.start_char, fresh.end_char]])",
    "known": "case when coalesce(fresh.concept, fresh.variant) is not null "
    "then [{'concept': fresh.concept, 'variant': fresh.variant}] end",
    "source_start": "case when len(fresh.source) = 1 then fresh.source[1][1] end",
}
for _role, _first in (("source", ""), ("cue", "cue_gap"), ("content", "content_gap")):
    _one = f"len(fresh.{_role}) = 1"
    _SPANS[_role] = f"case when {_one} is not true then fresh.{_role} end"
    _SPANS[f"{_role}_chars"] = f"case when {_one} then fresh.{_role}[1][2] - fresh.{_role}[1][1] end"
    if _first:
        _SPANS[_first] = (
            f"case when {_one} then fresh.{_role}[1][1] - "
            "case when len(fresh.source) = 1 then fresh.source[1][1] else 0 end end"
        )
#: What is kept of a sentence, and that each can be one character; what cannot is made nothing of.
_SIGNS = [
    f"case when {column} between 0 and 20000 then {column} else 0 end"
    for column in ("gap", "chars", "turn", "round(quoted * 10000)")
]
_SIGNED = "gap between 0 and 20000 and chars between 0 and 20000 and turn between 0 and 20000 and quoted between 0 and 1"
_SAME = """(
    fresh.start_char = proposition.start_char and fresh.end_char = proposition.end_char
    and fresh.sentence = proposition.sentence and fresh.voice is not distinct from proposition.voice
)"""
_MEMBER = {
    "outlet_id": "nullif(fresh.outlet_id, member.outlet_id)",
    "origin_id": "nullif(fresh.origin_id, member.origin_id)",
    "sentence": f"case when {_SAME} is not true then fresh.sentence end",
    "start_char": f"case when {_SAME} is not true then fresh.start_char end",
    "chars": f"case when {_SAME} is not true then fresh.end_char - fresh.start_char end",
    "voice": f"case when {_SAME} is not true then coalesce(fresh.voice, '') end",
    "score": "round(fresh.score * 10000)",
}
#: Columns of the tables of store, the same in every warehouse that is open, for it is up to date then.
_KEPT: dict[str, list[str]] = {}
_CLAIM = {"claim": "claim.claim_number"}
_ENTRY = {
    "entry": "numbers.entry_number",
    "entry_id": "case when numbers.entry_number is null then fresh.entry_id end",
}
_ENTRY_JOIN = """
left join staged_number as numbers on numbers.entry_id = fresh.entry_id
"""
_OUTCOME = {
    "version": "version.version_number",
    "version_id": "case when version.version_number is null then fresh.version_id end",
    "article_id": "case when fresh.article_id is distinct from version.article_id "
    "then coalesce(fresh.article_id, '') end",
}
_OUTCOME_JOIN = """
left join raw.version as version on version.version_id = fresh.version_id
"""
_ARTICLE = {
    "version": "numbered.version_number",
    "article_id": "nullif(fresh.article_id, numbered.article_id)",
}
_ARTICLE_JOIN = """
inner join raw.version as numbered
    on numbered.day = fresh.version_day and numbered.version_id = fresh.version_id
"""
#: Days are told to the engine, which would read the claims and propositions of the whole archive otherwise.
_CLAIM_JOIN = """
inner join (from raw.claim where day in ({days})) as claim
    on claim.day = fresh.day and claim.story_id = fresh.story_id and claim.claim_id = fresh.claim_id
"""
_MEMBER_JOINS = """
left join store.story_member as member
    on member.day = fresh.day and member.story_id = fresh.story_id and member.version = numbered.number
left join (from raw.proposition where day in ({days})) as proposition
    on proposition.day = fresh.version_day
    and proposition.version_id = fresh.version_id
    and proposition.proposition = fresh.proposition
"""
#: A best evidence is in a text of the day's stories.
_BEST = {"version_day": "numbered.day"}
_NUMBERED = """
left join (
    from store.version_number where day between getvariable('first_day') and getvariable('day')
) as numbered on numbered.version_id = fresh.version_id
"""


def insert(cursor: duckdb.DuckDBPyConnection, contract: Contract, columns: Sequence[str], query: str) -> int:
    """Stores the rows of a query that has the given columns of the contract; returns how many.

    Raises RowsRefused when a row names a claim that raw.claim does not have.
    """
    if not contract.is_view:
        return _count(cursor, f"insert into {contract.table} ({', '.join(columns)}) {query}")
    assert contract.stored is not None
    if contract.name == "sentence":
        return _insert_sentences(cursor, query)
    made, joins, order = _kept_otherwise(cursor, contract, query)
    kept = _kept_columns(cursor, contract)
    return _count(
        cursor,
        f"""insert into {contract.stored} ({", ".join(kept)})
        select {", ".join(made.get(column, f"fresh.{column}") for column in kept)}
        from ({query}) as fresh
        {joins}
        order by {order}""",
    )


def leave_out_addresses(cursor: duckdb.DuckDBPyConnection, staged: Collection[str]) -> None:
    """Addresses that say again what stands beside them are not stored."""
    if "fetch" in staged:
        cursor.execute("update staged_fetch set final_url = null where final_url = url")
    if "entry" in staged:
        cursor.execute("update staged_entry set normal_url = null where normal_url = url")


def number_entries(cursor: duckdb.DuckDBPyConnection, staged: Collection[str]) -> None:
    """Leaves only new entries in staged_entry, with their numbers, and those of all entries named in staged_number.

    The address of an attempt that its entry says too is not stored.
    """
    named = [
        f"select entry_id from staged_{name}" for name in ("entry", "fetch", "outcome") if name in staged
    ]
    if not named:
        return
    columns = "entry_id, entry_number, coalesce(normal_url, url) as url"
    cursor.execute(
        f"""create or replace temp table staged_number as
        select {columns} from raw.entry where entry_id in ({" union ".join(named)})"""
    )
    if "entry" in staged:
        cursor.execute(
            """create or replace temp table staged_entry as
            select * replace (
                (select coalesce(max(entry_number), 0) from raw.entry)
                    + row_number() over (order by outlet_id, first_seen_at, entry_id) as entry_number
            )
            from (
                from staged_entry as fresh
                where not exists (from staged_number as known where known.entry_id = fresh.entry_id)
                qualify row_number() over (
                    partition by entry_id
                    order by first_seen_at, outlet_id, feed_url, url, normal_url, title, stated_at_text, run_id
                ) = 1
            )"""
        )
        cursor.execute(f"insert into staged_number select {columns} from staged_entry")
    if "fetch" in staged:
        cursor.execute(
            """update staged_fetch set url = null from staged_number as numbers
            where numbers.entry_id = staged_fetch.entry_id and numbers.url = staged_fetch.url"""
        )


def _insert_sentences(cursor: duckdb.DuckDBPyConnection, query: str) -> int:
    cursor.execute(
        f"""create or replace temp table arriving_sentence as
        select
            numbered.number as version,
            fresh.* exclude (version_id),
            row_number() over same - 1 as place,
            fresh.start_char - coalesce(lag(fresh.end_char) over same, 0) as gap,
            fresh.end_char - fresh.start_char as chars,
            fresh.paragraph - coalesce(lag(fresh.paragraph) over same, 0) as turn
        from ({query}) as fresh
        inner join store.version_number as numbered
            on numbered.day = fresh.day and numbered.version_id = fresh.version_id
        window same as (partition by fresh.day, numbered.number order by fresh.sentence)"""
    )
    fits = f"sentence = place and {_SIGNED} and round(quoted * 10000) / 10000 = quoted"
    odd = "null"
    if cursor.execute(f"select 1 from arriving_sentence where ({fits}) is not true limit 1").fetchone():
        odd = """list(
            {'sentence': sentence, 'start_char': start_char, 'end_char': end_char, 'paragraph': paragraph,
            'quoted': quoted} order by sentence
        )"""
    cursor.execute(
        f"""insert into store.sentence
        select version, day, case when whole then packed end, case when not whole then odd end
        from (
            select
                version,
                day,
                bool_and({fits}) as whole,
                {" || ".join(f"string_agg(store.sign({column}), '' order by sentence)" for column in _SIGNS)} as packed,
                {odd} as odd
            from arriving_sentence
            group by version, day
        )
        order by day, version"""
    )
    count = count_rows(cursor, "arriving_sentence")
    cursor.execute("drop table arriving_sentence")
    return count


def _kept_columns(cursor: duckdb.DuckDBPyConnection, contract: Contract) -> list[str]:
    """Columns of the table of store behind a view, in their order; asked for once, for the engine takes its time."""
    if contract.name not in _KEPT:
        cursor.execute(f"from store.{contract.name} limit 0")
        _KEPT[contract.name] = [column[0] for column in cursor.description or ()]
    return _KEPT[contract.name]


def _kept_otherwise(
    cursor: duckdb.DuckDBPyConnection, contract: Contract, query: str
) -> tuple[dict[str, str], str, str]:
    """How columns of store are made where the name does not say it, what is joined, and the order of the rows."""
    numbered = """
        inner join store.version_number as numbered
            on numbered.day = fresh.{} and numbered.version_id = fresh.version_id"""
    if contract.load == "version":
        order = f"fresh.day, numbered.number, fresh.{contract.key[-1]}"
        return _MADE | _SPANS, numbered.format("day"), order
    if contract.name == "numbers":
        order = "fresh.story_id, fresh.referent, fresh.outlet_id, numbered.number, fresh.number"
        return _MADE | {"version_day": "numbered.day"}, _NUMBERED, order
    if contract.name == "fetch":
        return _ENTRY, _ENTRY_JOIN, "fresh.fetched_at, fresh.fetch_id"
    if contract.name == "outcome":
        return _ENTRY | _OUTCOME, _ENTRY_JOIN + _OUTCOME_JOIN, "fresh.ended_at, numbers.entry_number"
    if contract.name == "article":
        return {}, "", "fresh.first_seen_at, fresh.article_id"
    if contract.name == "story_member":
        return _MADE | _ARTICLE, _ARTICLE_JOIN, "fresh.story_id, numbered.version_number"
    if contract.name == "number_group":
        return _MADE, numbered.format("version_day"), "fresh.story_id, numbered.number, fresh.number"
    claims = _CLAIM_JOIN.format(days=_days(cursor, "day", query))
    _refuse_unknown_claims(cursor, contract, query, claims)
    if contract.name == "claim_member":
        members = _MEMBER_JOINS.format(days=_days(cursor, "version_day", query))
        joins = numbered.format("version_day") + claims + members
        order = "claim.story_id, numbered.number, fresh.proposition"
        return _MADE | _CLAIM | _MEMBER, joins, order
    if contract.name == "claims":
        return _MADE | _CLAIM | _BEST, claims + _NUMBERED, "claim.claim_number, fresh.outlet_id"
    return _CLAIM, claims, "claim.claim_number, fresh.outlet_id"


def _days(cursor: duckdb.DuckDBPyConnection, column: str, query: str) -> str:
    found = cursor.execute(f"select distinct {column} from ({query}) order by all").fetchall()
    return ", ".join(f"date '{row[0]}'" for row in found) or "null"


def _refuse_unknown_claims(
    cursor: duckdb.DuckDBPyConnection, contract: Contract, query: str, claims: str
) -> None:
    lost = cursor.execute(
        f"""select fresh.claim_id from ({query}) as fresh
        {claims.replace("inner join", "left join")}
        where claim.claim_id is null limit 1"""
    ).fetchone()
    if lost:
        raise RowsRefused(f"{contract.table}: claim {lost[0]} is not in raw.claim of that day")


def number_claims(cursor: duckdb.DuckDBPyConnection, claims: str) -> None:
    """Gives the rows of a table like raw.claim their numbers; a claim that is there already keeps its own."""
    cursor.execute(
        f"""update {claims} set claim_number = numbered.number
        from (
            select
                fresh.day,
                fresh.story_id,
                fresh.claim_id,
                coalesce(
                    known.claim_number,
                    (select coalesce(max(claim_number), 0) from raw.claim) + row_number() over (
                        partition by known.claim_number is null
                        order by fresh.day, fresh.story_id, fresh.claim_id
                    )
                ) as number
            from (select distinct day, story_id, claim_id from {claims}) as fresh
            left join (from raw.claim where day in ({_days(cursor, "day", f"from {claims}")})) as known
                on known.day = fresh.day and known.story_id = fresh.story_id and known.claim_id = fresh.claim_id
        ) as numbered
        where numbered.day = {claims}.day and numbered.story_id = {claims}.story_id
            and numbered.claim_id = {claims}.claim_id"""
    )


def number_versions(cursor: duckdb.DuckDBPyConnection, versions: str) -> None:
    """Gives the rows of a table like raw.version, none of which is stored yet, their numbers."""
    cursor.execute(
        f"""create or replace temp table {versions} as
        select * replace (
            (select coalesce(max(version_number), 0) from raw.version)
                + row_number() over (order by day, outlet_id, version_id) as version_number,
            coalesce(is_first, false) as is_first
        )
        from {versions}"""
    )


def tell_articles(cursor: duckdb.DuckDBPyConnection, articles: str, versions: str) -> int:
    """Takes new articles of which a new version says all out of `articles` and marks those versions; how many."""
    cursor.execute(
        f"""update {versions} set is_first = true
        where version_id in (
            select min(version.version_id)
            from {versions} as version
            inner join {articles} as article
                on article.article_id = version.article_id
                and article.outlet_id = version.outlet_id
                and article.url = version.url
                and article.first_seen_at = version.first_seen_at
                and article.run_id is not distinct from version.run_id
            group by version.article_id
        )"""
    )
    return _count(
        cursor,
        f"delete from {articles} where article_id in (select article_id from {versions} where is_first)",
    )


def has_repeats(cursor: duckdb.DuckDBPyConnection, contract: Contract, rows: str) -> bool:
    """Whether a key stands in two rows of a table; to look is a fifth of the work of taking one row of each."""
    found = cursor.execute(
        f"select 1 from {rows} group by {', '.join(contract.key)} having count(*) > 1 limit 1"
    ).fetchone()
    return found is not None


def count_rows(cursor: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table has."""
    return _count(cursor, f"select count(*) from {table}")


def _count(cursor: duckdb.DuckDBPyConnection, statement: str) -> int:
    found = cursor.execute(statement).fetchone()
    return int(found[0]) if found else 0


__all__ = [
    "count_rows",
    "has_repeats",
    "insert",
    "leave_out_addresses",
    "number_claims",
    "number_entries",
    "number_versions",
    "tell_articles",
]
