"""Full-text search over the archive: an inverted index in plain tables, made anew only for days that changed.

DuckDB's own fts extension indexes a whole table at once (41 s for 100,000 articles) and must be loaded by
whoever asks. These tables cost the same for a day whatever the archive holds, come along with every
copy, and need nothing but SQL to read: search.find in search.sql.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import duckdb

from warehouse.connection import Warehouse
from warehouse.sparing import sparingly
from warehouse.text_days import set_days
from warehouse.threads import threads_for

#: The table functions of search.sql, with what they bring.
SEARCHES = {
    "search.find('words', first_day := null, last_day := null, most := 100)": "the best articles and claims for some "
    "words (BM25), of the whole archive or between two days: kind, day, outlet_id, title, text (of claims), url, "
    "story_id, claim_id, version_id, score",
    "search.having_all('words', first_day := null, last_day := null)": "articles and claims that have every one of "
    "the words, newest day first: kind, day, outlet_id, text (of claims), story_id, claim_id, version_id, version_day",
}

#: Words more often than this in a text add little (k1), and long texts are held back (b): the usual values.
_K1, _B = 1.2, 0.75
_STEPS = 7
#: A word in more than one article of so many is kept as weights of all articles: fewer bytes from there on.
_ARTICLES_A_WORD = 6

_DOCUMENTS = """
create or replace temp table arriving_document as
with claims as (
    select
        claim.story_id,
        claim.claim_id,
        claim.version_day,
        version.version_id,
        version.outlet_id,
        claim.claim_number as claim,
        claim.label as text
    from raw.claim as claim
    inner join raw.version as version
        on version.day = claim.version_day and version.version_id = claim.label_version_id
    where claim.day = getvariable('day')
        and version.day between getvariable('first_day') and getvariable('day')
)

select
    (row_number() over (order by kind, outlet_id, version_id, story_id, claim_id) - 1)::uinteger as document,
    *
from (
    select
        'article' as kind,
        day as version_day,
        version_id,
        outlet_id,
        null::varchar as story_id,
        null::varchar as claim_id,
        null::uinteger as claim,
        coalesce(title, '') || ' ' || text as text
    from model.current_version
    where day = getvariable('day') and text is not null
    union all
    select 'claim', version_day, version_id, outlet_id, story_id, claim_id, claim, text from claims
)
"""
#: Which words stand in some documents, how often: a text is cut here and not looked at again.
_USES = """
insert into arriving_use
with counted as (
    select
        document,
        word,
        count(*) as uses
    from (
        select document, unnest(search.words(text)) as word
        from arriving_document
        where document between $first and $last
    )
    group by document, word
),

terms as (
    select
        word,
        search.term(word) as term
    from (select distinct word from counted)
)

select
    counted.document,
    terms.term,
    sum(counted.uses)::uinteger as uses
from counted
inner join terms using (word)
group by all
"""
#: Articles are numbered before claims.
_LENGTHS = """
create or replace temp table arriving_length as
select
    document,
    sum(uses) as words,
    avg(sum(uses)) over (partition by document < $articles) as usual_words
from arriving_use
group by document
"""
_POSTINGS = f"""
insert into search.posting
with often as (
    select term
    from arriving_use
    where document < $articles and term between $first and $last
    group by term
    having {_ARTICLES_A_WORD} * count(*) > $articles
),

weighed as (
    select
        uses.term,
        uses.document,
        greatest(1, round(
            {_STEPS} * uses.uses / (uses.uses + {_K1} * ({1 - _B} + {_B} * lengths.words / lengths.usual_words))
        ))::utinyint as weight,
        uses.document < $articles and often.term is not null as frequent
    from arriving_use as uses
    inner join arriving_length as lengths using (document)
    left join often using (term)
    where uses.term between $first and $last
),

-- A frequent word has a weight for every article, a rare one the gaps between its documents.
frequent as (
    select
        words.term,
        count(weighed.weight)::uinteger as held,
        list(coalesce(weighed.weight, 0::utinyint) order by article.document) as weights
    from often as words
    cross join (select document from arriving_document where kind = 'article') as article
    left join weighed on weighed.frequent and weighed.term = words.term and weighed.document = article.document
    group by words.term
),

-- A document and its weight in one number, in order: a list of numbers is put in order at a fourth of what rows take.
rare as (
    select
        term,
        list_sort(list(8 * document::bigint + weight)) as uses
    from weighed
    where not frequent
    group by term
)

select
    getvariable('day') as day,
    *
from (
    select
        term,
        held,
        search.packed(weights) as packed
    from frequent
    union all
    select
        term,
        null as held,
        array_to_string(list_transform(
            list_zip(uses, [-8] || uses[:-2]),
            lambda use: search.signs(((use[1] >> 3) - (use[2] >> 3) - 1)::integer, (use[1] & 7)::utinyint)
        ), '') as packed
    from rare
)
order by term, held
"""
#: Characters of texts that are cut at once, and that are behind the words written at once: each takes some
#: 100 MB of the engine's memory, which cannot put either aside.
_CHARS_AT_ONCE, _CHARS_A_PART = 4_000_000, 12_000_000
#: One more than the greatest number of a word.
_TERMS = 1 << 40


def index_days(warehouse: Warehouse) -> tuple[date, ...]:
    """Makes the index of every day anew whose texts or claims changed since; returns those days.

    Each day is a transaction of its own.
    """
    days = unindexed_days(warehouse)
    for day in days:
        with threads_for(warehouse, [day]):
            sparingly(warehouse, partial(_index_anew, day=day))
    if not warehouse.shared:  # a lake has a file for each day
        _settle(warehouse)
    return days


def unindexed_days(warehouse: Warehouse) -> tuple[date, ...]:
    """The days whose texts or claims changed since they were indexed, in order."""
    waiting = warehouse.rows("select distinct day from meta.unindexed_day order by day")
    return tuple(row["day"] for row in waiting)


def _settle(warehouse: Warehouse) -> None:
    """Writes months that are over once more by words, so that a word's days are read together and not a part of each.

    A month in which a few days were made anew since stays as it is.
    """
    months = warehouse.rows(
        """select date_trunc('month', day)::date as first, last_day(day) as last
        from search.day
        where last_day(day) < (select max(day) from search.day)
        group by all
        having 4 * count_if(not settled) > count(*)
        order by first"""
    )
    for month in months:
        with warehouse.transaction() as cursor:
            between = f"day between date '{month['first']}' and date '{month['last']}'"
            cursor.execute(f"create or replace temp table settling as from search.posting where {between}")
            cursor.execute(f"delete from search.posting where {between}")
            cursor.execute("insert into search.posting from settling order by term, day, held")
            cursor.execute("drop table settling")
            cursor.execute(f"update search.day set settled = true where {between}")


def forget_days(cursor: duckdb.DuckDBPyConnection, days: str, *given: date) -> None:
    """Takes the days that a query names out of the index."""
    for table in ("posting", "document", "day"):
        cursor.execute(f"delete from search.{table} where day in ({days})", list(given))


def _index_anew(cursor: duckdb.DuckDBPyConnection, day: date) -> None:
    forget_days(cursor, "select ?::date", day)
    _index(cursor, day)
    cursor.execute("delete from meta.unindexed_day where day = ?", [day])


def _index(cursor: duckdb.DuckDBPyConnection, day: date) -> None:
    set_days(cursor, day)
    cursor.execute(_DOCUMENTS)
    cursor.execute(
        """insert into search.document
        select getvariable('day'), document, kind, version_day, numbered.number, outlet_id, claim
        from arriving_document
        inner join store.version_number as numbered
            on numbered.day = arriving_document.version_day
            and numbered.version_id = arriving_document.version_id
        order by document"""
    )
    _write_postings(cursor)
    cursor.execute(
        """insert into search.day
        select getvariable('day'), count(*), false from arriving_document having count(*) > 0"""
    )
    cursor.execute("drop table arriving_document")


def _write_postings(cursor: duckdb.DuckDBPyConnection) -> None:
    """The words of arriving_document, some documents and then some words at once; the rows are the same however many."""
    cursor.execute(
        """create or replace temp table arriving_use (
            document uinteger, term ubigint, uses uinteger
        )"""
    )
    parts = cursor.execute(
        """select min(document), max(document)
        from (
            select document, sum(length(text)) over (order by document) // $chars as part from arriving_document
        )
        group by part
        order by part""",
        {"chars": _CHARS_AT_ONCE},
    ).fetchall()
    for first, last in parts:
        cursor.execute(_USES, {"first": first, "last": last})
    found = cursor.execute("select count(*) from arriving_document where kind = 'article'").fetchone()
    articles = {"articles": found[0] if found else 0}
    cursor.execute(_LENGTHS, articles)
    count = 1 + len(parts) * _CHARS_AT_ONCE // _CHARS_A_PART
    for part in range(count):
        between = {"first": part * _TERMS // count, "last": (part + 1) * _TERMS // count - 1}
        cursor.execute(_POSTINGS, between | articles)
    cursor.execute("drop table arriving_use")
    cursor.execute("drop table arriving_length")
