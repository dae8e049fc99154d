-- table: daily.reprints
-- row: an article that repeats an origin's text.
-- key: day, article_id, version_id
-- depends: raw.reprint, raw.version
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   article_id | - | never | The article.
--   version_id | - | never | Its version.
--   outlet_id | - | never | Its outlet.
--   title | - | when the page has none | Its headline.
--   url | - | never | Its address.
--   origin | - | never | The independent producer, one for the whole family.
--   origin_version_id | - | when the origin was not collected | The version that is repeated.
--   origin_outlet_id | - | when the origin was not collected | The outlet of that version.
--   agency | - | unless an agency is credited or known | Wire agency.
--   containment | share | when decided by a credit line alone | Share of this text found in the origin, 0 to 1.
--   containment_back | share | when decided by a credit line alone | Share of the origin found in this text, 0 to 1.
--   inserted_sentences | sentences | when the origin was not collected | Sentences that the origin does not have.
--   dropped_sentences | sentences | when the origin was not collected | Sentences of the origin left out.
--   rule | - | never | credit, dateline, byline, containment or exact.
-- assert shares lie in 0..1: coalesce(containment, 0) between 0 and 1 and coalesce(containment_back, 0) between 0 and 1
with repeated as (
    select *
    from raw.reprint
    where day = getvariable('day')
        and origin_version_id is distinct from version_id
),

wanted as (
    select version_id from repeated
    union
    select origin_version_id from repeated where origin_version_id is not null
),

-- The days are found first, so that titles and addresses of others are not read.
places as (
    select day
    from raw.version
    where day between getvariable('day') - 60 and getvariable('day')
        and version_id in (select version_id from wanted)
),

texts as (
    select
        version.version_id,
        version.outlet_id,
        version.title,
        version.url
    from raw.version as version
    inner join wanted using (version_id)
    where version.day between (select min(day) from places) and (select max(day) from places)
)

select
    repeated.day,
    repeated.article_id,
    repeated.version_id,
    repeated.outlet_id,
    texts.title,
    texts.url,
    repeated.origin_id as origin,
    repeated.origin_version_id,
    origins.outlet_id as origin_outlet_id,
    repeated.agency,
    repeated.containment,
    repeated.containment_back,
    repeated.inserted_sentences,
    repeated.dropped_sentences,
    repeated.rule
from repeated
inner join texts on texts.version_id = repeated.version_id
left join texts as origins on origins.version_id = repeated.origin_version_id
order by repeated.origin_id, repeated.outlet_id, repeated.article_id;
