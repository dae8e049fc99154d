-- Full-text search in plain tables, so that it works in whatever opens the file and grows by days.

-- A word without the plural of English (the S stemmer of Harman 1991, "How effective is suffixing?").
create or replace macro search.stem(word) as case
    when len(word) > 3 and ends_with(word, 'ies') and word[-4] not in ('a', 'e') then word[:-4] || 'y'
    when len(word) > 3 and ends_with(word, 'es') and word[-3] not in ('a', 'e', 'o') then word[:-2]
    when len(word) > 3 and ends_with(word, 's') and word[-2] not in ('u', 's') then word[:-2]
    else word
end;

-- The words of a text: runs of letters and digits, in small letters, without accents. Between ASCII and the usual marks
-- there are none to take away, which is half of what it takes to cut a text.
create or replace macro search.words(body) as regexp_extract_all(lower(
    case when regexp_matches(body, '[^\x{0}-\x{7f}\x{2010}-\x{206f}]') then strip_accents(body) else body end
), '[\p{L}\p{N}]+');

-- The 40-bit number under which a word is kept; the same in every version of the engine.
create or replace macro search.term(word) as (md5_number_lower(search.stem(word)) >> 24)::ubigint;

-- The numbers of the words of a text, each once. Where the words are known before a query runs these are constants:
-- the engine looks only at the parts of the index that may have them.
create or replace macro search.terms(body) as
    list_distinct(list_transform(search.words(body), lambda word: search.term(word)));

-- Weights of a frequent word in all articles of a day, two in each character; and what is read from it.
create or replace macro search.packed(weights) as array_to_string(list_transform(
    range(1, len(weights) + 1, 2), lambda i: chr((48 + 8 * weights[i] + coalesce(weights[i + 1], 0))::integer)
), '');
create or replace macro search.unpacked(pair, place) as
    (((ord(pair) - 48) >> (3 - 3 * (place % 2))::integer) & 7)::utinyint;

-- A rare word's documents of a day, each by how many it leaves out since the one before, in one character: as
-- store.sign has it for the usual weight (3 of 7), further up for another. A gap of 8,192 or more is gone with steps
-- that are in no document and weigh nothing.
create or replace macro search.sign(gap, weight) as chr((case
    when weight <> 3 and gap < 1024 then 28672 + 8 * gap + weight
    when weight <> 3 then 983040 + 8 * gap + weight
    else ord(store.sign(gap))
end)::integer);
create or replace macro search.signs(gap, weight) as case
    when gap < 8192 then search.sign(gap, weight)
    else repeat(search.sign(8191, 0), (gap // 8192)::bigint) || search.sign(gap % 8192, weight)
end;
create or replace macro search.step_of(code) as 1 + case
    when code < 256 then code - 32
    when code < 768 then code - 161
    when code < 28672 then code - 19968
    when code < 983040 then (code - 28672) >> 3
    else (code - 983040) >> 3
end;
create or replace macro search.weight_of(code) as case when code < 28672 then 3 else code & 7 end;
create or replace macro search.held_by(packed) as len(replace(packed, search.sign(8191, 0), ''));

-- The rows of the index for some words between two days.
create or replace macro search.postings(words, first_day, last_day) as table
select
    day,
    term,
    held,
    packed
from search.posting
where term between list_min(search.terms(words)) and list_max(search.terms(words))
    and term in (select unnest(search.terms(words)))
    and (first_day is null or day >= first_day) and (last_day is null or day <= last_day);

-- The best documents for some words: articles (latest version of their day) and claims, by BM25
-- (Robertson and Walker 1994) with the part that a text brings rounded to sevenths when it is indexed.
-- A document need not have all words. The days bound where is looked (a lake keeps no null as their default);
-- `most` is how many come at most. Words so frequent that all they bring together is less than what the rarest
-- brings to as many documents as are wanted count only in documents that the others found (MaxScore, Turtle and
-- Flood 1995).
create or replace macro search.find(words, first_day := date '0001-01-01', last_day := date '9999-12-31', most := 100) as table
with found as materialized (
    from search.postings(words, first_day, last_day)
),

-- Where a document is, is the sum of the steps up to it.
rare as materialized (
    select
        day,
        term,
        (sum(search.step_of(code)) over (partition by day, term order by place) - 1)::uinteger as document,
        search.weight_of(code) as weight
    from (
        select
            day,
            term,
            ord(sign) as code,
            place
        from (
            select
                day,
                term,
                unnest(string_split(packed, '')) as sign,
                unnest(range(len(packed))) as place
            from found
            where held is null
        )
    )
),

rarity as materialized (
    select
        term,
        documents,
        2.2 / 7 * ln(1 + (
            (
                select sum(documents)
                from search.day
                where (first_day is null or day >= first_day) and (last_day is null or day <= last_day)
            ) - documents + 0.5
        ) / (documents + 0.5)) as brings
    from (
        select
            term,
            sum(coalesce(held, search.held_by(packed))) as documents
        from found
        group by term
    )
),

rarest as (
    select
        term,
        brings
    from rarity
    where documents >= most and (select count(*) from rarity) > 1
    order by brings desc, term
    limit 1
),

enough as (
    select brings * coalesce(
        (
            select weight
            from rare
            where term = (select term from rarest)
            order by weight desc
            limit 1 offset (most - 1)
        ),
        1
    ) as score
    from rarest
),

words as materialized (
    select
        term,
        brings,
        coalesce(7.001 * sum(brings) over (order by brings, term) < (select score from enough), false) as is_frequent
    from rarity
),

hits as (
    select
        rare.day,
        words.brings,
        rare.document,
        rare.weight
    from rare
    inner join words using (term)
    where not words.is_frequent
    union all
    select
        pairs.day,
        pairs.brings,
        (2 * pairs.place + half.half)::uinteger as document,
        search.unpacked(pairs.pair, half.half) as weight
    from (
        select
            found.day,
            words.brings,
            unnest(string_split(found.packed, '')) as pair,
            unnest(range(len(found.packed))) as place
        from found
        inner join words using (term)
        where found.held is not null and not words.is_frequent
    ) as pairs
    cross join (values (0), (1)) as half (half)
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
        sum(words.brings * also.weight) as score
    from likely
    inner join (
        select
            likely.day,
            likely.document,
            found.term,
            search.unpacked(found.packed[likely.document // 2 + 1], likely.document) as weight
        from likely
        inner join found using (day)
        where found.held is not null and likely.document < 2 * len(found.packed)
        union all
        select
            day,
            document,
            term,
            weight
        from rare
    ) as also using (day, document)
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
),

-- Claims are looked up only where there are some.
told as (
    select
        placed.*,
        null::varchar as text,
        null::varchar as story_id,
        null::varchar as claim_id
    from placed
    where placed.kind = 'article'
    union all
    select
        placed.*,
        claim.label as text,
        claim.story_id,
        claim.claim_id
    from placed
    inner join raw.claim as claim on claim.day = placed.day and claim.claim_number = placed.claim
    where placed.kind = 'claim'
)

select
    told.kind,
    told.day,
    told.outlet_id,
    version.title,
    told.text,
    version.url,
    told.story_id,
    told.claim_id,
    version.version_id,
    told.score
from told
inner join store.version_number as numbered on numbered.day = told.version_day and numbered.number = told.version
inner join raw.version as version on version.day = told.version_day and version.version_id = numbered.version_id
-- A claim is compared on several days; the last one is shown.
qualify told.kind = 'article'
    or row_number() over (partition by told.story_id, told.claim_id order by told.day desc) = 1
order by told.score desc, told.day desc, told.document;

-- The articles and claims that have every one of some words, newest day first.
create or replace macro search.having_all(words, first_day := date '0001-01-01', last_day := date '9999-12-31') as table
with found as materialized (
    from search.postings(words, first_day, last_day)
),

-- As in search.find: a macro for both would look for the postings twice, which takes half as long again.
rare as materialized (
    select
        day,
        term,
        (sum(search.step_of(code)) over (partition by day, term order by place) - 1)::uinteger as document,
        search.weight_of(code) as weight
    from (
        select
            day,
            term,
            ord(sign) as code,
            place
        from (
            select
                day,
                term,
                unnest(string_split(packed, '')) as sign,
                unnest(range(len(packed))) as place
            from found
            where held is null
        )
    )
),

hits as (
    select
        day,
        document,
        weight
    from rare
    union all
    select
        pairs.day,
        (2 * pairs.place + half.half)::uinteger as document,
        search.unpacked(pairs.pair, half.half) as weight
    from (
        select
            day,
            unnest(string_split(packed, '')) as pair,
            unnest(range(len(packed))) as place
        from found
        where held is not null
    ) as pairs
    cross join (values (0), (1)) as half (half)
),

whole as (
    select
        day,
        document
    from hits
    where weight > 0
    group by day, document
    having count(*) = len(search.terms(words))
),

placed as materialized (
    select document.*
    from whole
    inner join search.document as document using (day, document)
),

told as (
    select
        placed.*,
        null::varchar as text,
        null::varchar as story_id,
        null::varchar as claim_id
    from placed
    where placed.kind = 'article'
    union all
    select
        placed.*,
        claim.label as text,
        claim.story_id,
        claim.claim_id
    from placed
    inner join raw.claim as claim on claim.day = placed.day and claim.claim_number = placed.claim
    where placed.kind = 'claim'
)

select
    told.kind,
    told.day,
    told.outlet_id,
    told.text,
    told.story_id,
    told.claim_id,
    numbered.version_id,
    told.version_day
from told
inner join store.version_number as numbered on numbered.day = told.version_day and numbered.number = told.version
order by told.day desc, told.document;

comment on table search.document is
    'What search.find looks through: the articles (latest version of their day) and the claims of each day. Key: day, document.';
comment on table search.posting is
    'The inverted index: in which documents of a day a word stands, and its weight there in sevenths. Key: day, term, held.';
comment on table search.day is 'How many documents a day has in the index. Key: day.';
