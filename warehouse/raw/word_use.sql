-- table: raw.word_use
-- row: a term that an outlet uses more or less than the others in a story.
-- key: day, story_id, outlet_id, term
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   outlet_id | - | never | The outlet.
--   term | - | never | The term, a lemma or a pair of lemmas.
--   uses | uses | never | Uses in the outlet's own voice.
--   articles | articles | never | Articles that use it.
--   origins | origins | never | Independent origins that use it.
--   log_odds | - | when it cannot be tested; see reason | Log-odds with an informative prior (Monroe et al.
--       2008).
--   z | - | when it cannot be tested | log_odds by its standard error.
--   p_value | probability | when it cannot be tested | Probability under the null.
--   q_value | - | when it cannot be tested | p_value after Benjamini-Hochberg over the tested terms of the story.
--   reason | - | when tested | Why the statistics are null.
create table raw.word_use (
    day date not null,
    story_id varchar not null,
    outlet_id varchar not null,
    term varchar not null,
    uses integer not null,
    articles integer not null,
    origins integer not null,
    log_odds double,
    z double,
    p_value double,
    q_value double,
    reason varchar
);
