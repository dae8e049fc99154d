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

-- The rows of the index for some words between two days.
create or replace macro search.postings(words, first_day, last_day) as table
select
    day,
    term,
    held,
    documents,
    weights
from search.posting
where list_contains(search.buckets(words), bucket) and list_contains(search.terms(words), term)
    and (first_day is null or day >= first_day) and (last_day is null or day <= last_day);

-- The best documents for some words: articles (latest version of their day) and claims, by BM25
-- (Robertson and Walker 1994) with the part that a text brings rounded to sevenths when it is indexed.
-- A document need not have all words. The days bound where is looked (a lake keeps no null as their default);
-- `most` is how many come at most. A word brings between a seventh and the whole of rarity x 2.2: where one alone
-- has documents enough, words that together bring less than its seventh are frequent ones, and count only in
-- documents that the others found (MaxScore, Turtle and Flood 1995).
create or replace macro search.find(words, first_day := date '0001-01-01', last_day := date '9999-12-31', most := 100) as table
with found as materialized (
    from search.postings(words, first_day, last_day)
),

rarity as (
    select
        found.term,
        sum(coalesce(found.held, len(found.documents))) as documents,
        2.2 * ln(1 + (any_value(archive.documents) - sum(coalesce(found.held, len(found.documents))) + 0.5)
            / (sum(coalesce(found.held, len(found.documents))) + 0.5)) as brings
    from found
    cross join (
        select sum(documents) as documents
        from search.day
        where (first_day is null or day >= first_day) and (last_day is null or day <= last_day)
    ) as archive
    group by found.term
),

words as materialized (
    select
        term,
        brings / 7 as brings,
        coalesce(
            sum(brings) over (order by brings, term)
            < (select max(brings) / 7 from rarity where documents >= most),
            false
        ) as is_frequent
    from rarity
),

hits as (
    select
        found.day,
        words.brings,
        unnest(found.documents) as document,
        unnest(found.weights) as weight
    from found
    inner join words using (term)
    where found.held is null and not words.is_frequent
    union all
    select
        found.day,
        words.brings,
        unnest(range(len(found.weights)))::uinteger as document,
        unnest(found.weights) as weight
    from found
    inner join words using (term)
    where found.held is not null and not words.is_frequent
),

scored as materialized (
    select
        day,
        document,
        sum(brings * weight) as score
    from hits
    where weight > 0
    group by day, document
),

likely as materialized (
    select *
    from scored
    where score >= (select min(score) from (select score from scored order by score desc limit most))
        - (select coalesce(sum(7.001 * brings), 0) from words where is_frequent)
),

frequent as (
    select
        likely.day,
        likely.document,
        sum(words.brings * case
            when found.held is null
                then found.weights[list_position(found.documents, likely.document)]
            else found.weights[likely.document + 1]
        end) as score
    from likely
    inner join found using (day)
    inner join words using (term)
    where words.is_frequent
    group by likely.day, likely.document
),

best as (
    select
        likely.day,
        likely.document,
        likely.score + coalesce(frequent.score, 0) as score
    from likely
    left join frequent using (day, document)
    order by score desc, likely.day desc, likely.document
    limit most
),

placed as materialized (
    select
        best.*,
        document.* exclude (day, document)
    from best
    inner join search.document as document using (day, document)
)

select
    placed.kind,
    placed.day,
    placed.outlet_id,
    version.title,
    claim.label as text,
    version.url,
    claim.story_id,
    claim.claim_id,
    version.version_id,
    placed.score
from placed
inner join store.version_number as numbered
    on numbered.day = placed.version_day and numbered.number = placed.version
inner join raw.version as version
    on version.day = placed.version_day and version.version_id = numbered.version_id
left join raw.claim as claim on claim.day = placed.day and claim.claim_number = placed.claim
where placed.kind = 'article' or claim.claim_id is not null
-- A claim is compared on several days; the last one is shown.
qualify placed.kind = 'article'
    or row_number() over (partition by claim.story_id, claim.claim_id order by placed.day desc) = 1
order by placed.score desc, placed.day desc, placed.document;

-- The articles and claims that have every one of some words, newest day first.
create or replace macro search.having_all(words, first_day := date '0001-01-01', last_day := date '9999-12-31') as table
with found as materialized (
    from search.postings(words, first_day, last_day)
),

hits as (
    select
        day,
        unnest(documents) as document,
        1 as weight
    from found
    where held is null
    union all
    select
        day,
        unnest(range(len(weights)))::uinteger as document,
        unnest(weights) as weight
    from found
    where held is not null
),

whole as (
    select
        day,
        document
    from hits
    where weight > 0
    group by day, document
    having count(*) = len(search.terms(words))
)

select
    document.kind,
    document.day,
    document.outlet_id,
    claim.label as text,
    claim.story_id,
    claim.claim_id,
    numbered.version_id,
    document.version_day
from whole
inner join search.document as document using (day, document)
inner join store.version_number as numbered
    on numbered.day = document.version_day and numbered.number = document.version
left join raw.claim as claim on claim.day = document.day and claim.claim_number = document.claim
where document.kind = 'article' or claim.claim_id is not null
order by document.day desc, document.document;

comment on table search.document is
    'What search.find looks through: the articles (latest version of their day) and the claims of each day. Key: day, document.';
comment on table search.posting is
    'The inverted index: in which documents of a day a word stands, and its weight there in sevenths. Key: day, term.';
comment on table search.day is 'How many documents a day has in the index. Key: day.';
