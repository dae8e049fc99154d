-- table: daily.divergence
-- row: one test of how far two outlets part, on one level and aspect.
-- key: day, story_id, level, aspect, outlet_a, outlet_b
-- depends: raw.divergence_test
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   story_id | - | over the day's shared stories | The story.
--   level | - | never | selection, coverage or statement.
--   aspect | - | never | stories, articles, words, claims, voices, names or terms.
--   outlet_a | - | never | One outlet.
--   outlet_b | - | never | The other.
--   value | - | when too little was observed; see reason | Observed divergence, 0 to 1.
--   null_mean | - | when too little was observed | Mean when labels are shuffled (what is shuffled: docs/divergence.md).
--   excess | - | when too little was observed | value - null_mean.
--   low | - | when too little was observed | Lower end of the 95 % interval of excess; above 0: further apart than chance.
--   high | - | when too little was observed | Upper end of the 95 % interval of excess.
--   p_value | probability | when too little was observed | Chance of a value at least as large when labels are shuffled (what is shuffled: docs/divergence.md).
--   q_value | - | when too little was observed | p_value after Benjamini-Hochberg over all tests of the day: every level, aspect, story and pair.
--   articles_a | articles | never | Articles of outlet_a.
--   articles_b | articles | never | Articles of outlet_b.
--   origins_a | origins | never | Independent origins of outlet_a.
--   origins_b | origins | never | Independent origins of outlet_b.
--   reason | - | when tested | Why the values are null.
-- assert a level known: level in ('selection', 'coverage', 'statement')
-- assert a reason for every null: value is not null or reason is not null
select
    day,
    story_id,
    level,
    aspect,
    outlet_a,
    outlet_b,
    value,
    null_mean,
    excess,
    low,
    high,
    p_value,
    q_value,
    articles_a,
    articles_b,
    origins_a,
    origins_b,
    reason
from raw.divergence_test
where day = getvariable('day')
order by level, aspect, story_id nulls first, q_value nulls last, outlet_a, outlet_b;
