-- Full-text search in plain tables, so that it works in whatever opens the file and grows by days.

-- A word without the plural of English (the S stemmer of Harman 1991, "How effective is suffixing?").
create or replace macro search.stem(word) as case
    when len(word) > 3 and ends_with(word, 'ies') and word[-4] not in ('a', 'e') then word[:-4] || 'y'
    when len(word) > 3 and ends_with(word, 'es') and word[-3] not in ('a', 'e', 'o') then word[:-2]
    when len(word) > 3 and ends_with(word, 's') and word[-2] not in ('u', 's') then word[:-2]
    else word
end;

-- The words of a text: runs of letters and digits, in small letters, without accents.
create or replace macro search.words(body) as
    regexp_extract_all(lower(strip_accents(body)), '[\p{L}\p{N}]+');

-- The 40-bit number under which a word is kept; the same in every version of the engine.
create or replace macro search.term(word) as (md5_number_lower(search.stem(word)) >> 24)::ubigint;

-- The numbers of the words of a text, each once, and their first eight bits, by which the index is ordered. Where the
-- words are known before a query runs these are constants: the engine looks only at the rows that have them.
create or replace macro search.terms(body) as
    list_distinct(list_transform(search.words(body), lambda word: search.term(word)));
create or replace macro search.buckets(body) as
    list_transform(search.terms(body), lambda term: (term >> 32)::utinyint);

-- The best documents for some words: articles (latest version of their day) and claims, by BM25
-- (Robertson and Walker 1994) with the part that a text brings rounded to sevenths when it is indexed.
-- A document need not have all words. The days bound where is looked (a lake keeps no null as their default);
-- `most` is how many come at most.
create or replace macro search.find(words, first_day := date '0001-01-01', last_day := date '9999-12-31', most := 100) as table
with found as (
    select
        posting.day,
        posting.term,
        posting.documents,
        posting.weights
    from search.posting as posting
    where list_contains(search.buckets(words), posting.bucket) and list_contains(search.terms(words), posting.term)
        and (first_day is null or posting.day >= first_day) and (last_day is null or posting.day <= last_day)
),

rarity as (
    select
        found.term,
        ln(1 + (any_value(archive.documents) - sum(len(found.documents)) + 0.5) / (sum(len(found.documents)) + 0.5))
            as rarity
    from found
    cross join (
        select sum(documents) as documents
        from search.day
        where (first_day is null or day >= first_day) and (last_day is null or day <= last_day)
    ) as archive
    group by found.term
),

hits as (
    select
        day,
        term,
        unnest(documents) as document,
        unnest(weights) as weight
    from found
),

best as (
    select
        hits.day,
        hits.document,
        sum(rarity.rarity * hits.weight * 2.2 / 7) as score
    from hits
    inner join rarity using (term)
    group by hits.day, hits.document
    order by score desc, hits.day desc, hits.document
    limit most
)

select
    document.kind,
    best.day,
    document.outlet_id,
    version.title,
    document.text,
    version.url,
    document.story_id,
    document.claim_id,
    document.version_id,
    best.score
from best
inner join search.document as document on document.day = best.day and document.document = best.document
left join raw.version as version on version.day = document.version_day and version.version_id = document.version_id
-- A claim is compared on several days; the last one is shown.
qualify document.kind = 'article'
    or row_number() over (partition by document.story_id, document.claim_id order by best.day desc) = 1
order by best.score desc, best.day desc, best.document;

-- The articles and claims that have every one of some words, newest day first.
create or replace macro search.having_all(words, first_day := date '0001-01-01', last_day := date '9999-12-31') as table
with hits as (
    select
        posting.day,
        unnest(posting.documents) as document
    from search.posting as posting
    where list_contains(search.buckets(words), posting.bucket) and list_contains(search.terms(words), posting.term)
        and (first_day is null or posting.day >= first_day) and (last_day is null or posting.day <= last_day)
),

whole as (
    select
        day,
        document
    from hits
    group by day, document
    having count(*) = len(search.terms(words))
)

select
    document.kind,
    document.day,
    document.outlet_id,
    document.text,
    document.story_id,
    document.claim_id,
    document.version_id,
    document.version_day
from whole
inner join search.document as document using (day, document)
order by document.day desc, document.document;

comment on table search.document is
    'What search.find looks through: the articles (latest version of their day) and the claims of each day. Key: day, document.';
comment on table search.posting is
    'The inverted index: in which documents of a day a word stands, and its weight there in sevenths. Key: day, term.';
comment on table search.day is 'How many documents a day has in the index. Key: day.';
