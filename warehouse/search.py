"""Full-text search in the published copy, over the newest articles and their claims.

The index is made anew for each copy, so it covers a bounded number of articles; the question
@find_text looks through older texts without it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.connection import engine_errors
from warehouse.sandbox import search_extension

#: Indexing takes one to two seconds a thousand articles; more would be felt at every publishing.
ARTICLES = 3_000

_DOCUMENTS = """
create schema if not exists search;
create or replace table search.document as
with newest as (
    select * from model.current_version
    where day >= (select max(day) - 366 from raw.version) and text is not null
    order by day desc, first_seen_at desc, version_id
    limit {articles}
),
claims as (
    select
        claim.day, claim.story_id, claim.claim_id, claim.label_version_id, claim.label_start_char,
        claim.label_end_char, newest.outlet_id, newest.url,
        model.stretch(newest.text, claim.label_start_char, claim.label_end_char) as label
    from raw.claim as claim
    inner join newest on newest.version_id = claim.label_version_id
    where claim.day >= (select min(day) from newest)
    qualify row_number() over (partition by claim.claim_id order by claim.day desc) = 1
)
select
    (row_number() over (order by kind, version_id, start_char, claim_id))::integer as document_id,
    *
from (
    select 'article' as kind, day, outlet_id, version_id, title, url, text, 0 as start_char,
        chars as end_char, null::varchar as story_id, null::varchar as claim_id
    from newest
    union all
    select 'claim', day, outlet_id, label_version_id, null, url, label, label_start_char,
        label_end_char, story_id, claim_id
    from claims
);
"""
_INDEX = """
pragma create_fts_index(
    'search.document', 'document_id', 'title', 'text', stemmer = 'english', stopwords = 'none', overwrite = 1
)
"""
_MACRO = """
create or replace macro search.find(words) as table
select
    kind, day, outlet_id, title, text[:300] as text, url, story_id, claim_id, version_id, start_char,
    end_char, score
from (
    select *, fts_search_document.match_bm25(document_id, words) as score from search.document
)
where score is not null
order by score desc, document_id;
comment on table search.document is
    'What search.find looks through: the newest articles and their claims. Key: document_id.';
"""


def build_search(path: Path, articles: int = ARTICLES) -> bool:
    """Adds search.document, its index and the macro search.find(words) to a copy that nobody reads yet.

    False when the search extension is not installed; the copy is then as it was.
    """
    extension = search_extension()
    if extension is None:
        return False
    with engine_errors(path), duckdb.connect(str(path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("load '" + extension.replace("'", "''") + "'")
        connection.execute(_DOCUMENTS.format(articles=int(articles)))
        connection.execute(_INDEX)
        connection.execute(_MACRO)
        connection.execute("checkpoint")
    return True
