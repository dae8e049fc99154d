-- table: daily.words
-- row: a term in one outlet's own voice in one story, against the other outlets of the story.
-- key: day, story_id, outlet_id, term
-- load: view
-- depends: raw.word_use
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   story_id | - | never | The story.
--   outlet_id | - | never | The outlet.
--   term | - | never | The term in its most frequent form; quotations, datelines and the names of outlets and agencies are left out.
--   count | uses | never | Uses by the outlet.
--   articles | articles | never | Articles of the outlet that use it.
--   origins | origins | never | Independent producers among them.
--   log_odds | - | when it cannot be tested; see reason | Log-odds with an informative prior (Monroe et al. 2008).
--   z | - | when it cannot be tested | log_odds by its standard error.
--   p_value | probability | when it cannot be tested | Probability under the null.
--   q_value | - | when it cannot be tested | p_value after Benjamini-Hochberg over the tested terms of the story.
--   reason | - | when tested | Why the statistics are null.
-- assert a reason for every null: (z is null) = (reason is not null)
select
    day,
    story_id,
    outlet_id,
    term,
    uses as "count",
    articles,
    origins,
    log_odds,
    z,
    p_value,
    q_value,
    reason
from raw.word_use;
