-- table: raw.divergence_test
-- row: one test of how far two outlets part, on one level and aspect.
-- key: day, story_id, level, aspect, outlet_a, outlet_b
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | over the day's shared stories | The story.
--   level | - | never | selection, coverage or statement.
--   aspect | - | never | stories, articles, words, claims, voices, names or terms.
--   outlet_a | - | never | One outlet.
--   outlet_b | - | never | The other.
--   value | - | when too little was observed; see reason | Observed divergence, 0 to 1.
--   null_mean | - | when too little was observed | Mean when labels are shuffled (what is shuffled: docs/divergence.md).
--   excess | - | when too little was observed | value - null_mean.
--   low | - | when too little was observed | Lower end of the 95 % interval of excess.
--   high | - | when too little was observed | Upper end of the 95 % interval of excess.
--   p_value | probability | when too little was observed | Probability under the null.
--   q_value | - | when too little was observed | p_value after Benjamini-Hochberg over all tests of the day: every level, aspect, story and pair.
--   articles_a | articles | never | Articles of outlet_a.
--   articles_b | articles | never | Articles of outlet_b.
--   origins_a | origins | never | Independent origins of outlet_a.
--   origins_b | origins | never | Independent origins of outlet_b.
--   reason | - | when tested | Why the values are null.
create table raw.divergence_test (
    day date not null,
    story_id varchar,
    level varchar not null,
    aspect varchar not null,
    outlet_a varchar not null,
    outlet_b varchar not null,
    value double,
    null_mean double,
    excess double,
    low double,
    high double,
    p_value double,
    q_value double,
    articles_a integer not null,
    articles_b integer not null,
    origins_a integer not null,
    origins_b integer not null,
    reason varchar
);
