-- table: raw.reprint
-- row: an article that repeats an origin's text, or a text that is its own origin.
-- key: day, version_id
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   version_id | - | never | Version that repeats.
--   article_id | - | never | Its article.
--   outlet_id | - | never | Its outlet.
--   origin_id | - | never | Independent producer, one for the whole family.
--   origin_version_id | - | when the origin was not collected | Version that is repeated.
--   agency | - | unless an agency is credited or known | Wire agency.
--   containment | share | when decided by a credit line alone | Share of this text found in the origin, 0
--       to 1.
--   containment_back | share | when decided by a credit line alone | Share of the origin found in this
--       text, 0 to 1.
--   inserted_sentences | sentences | when the origin was not collected | Sentences that the origin does not
--       have.
--   dropped_sentences | sentences | when the origin was not collected | Sentences of the origin left out.
--   rule | - | never | credit, dateline, byline, containment or exact.
create table raw.reprint (
    day date not null,
    version_id varchar not null,
    article_id varchar not null,
    outlet_id varchar not null,
    origin_id varchar not null,
    origin_version_id varchar,
    agency varchar,
    containment double,
    containment_back double,
    inserted_sentences integer,
    dropped_sentences integer,
    rule varchar not null
);
