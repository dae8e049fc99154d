-- table: raw.number_use
-- row: one number.
-- key: version_id, number
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it stands in.
--   day | - | never | Day of the version; filled in on loading.
--   number | - | never | Index from 0 in the version.
--   start_char | chars | never | First code point.
--   end_char | chars | never | Code point after the last.
--   low | unit | when unbounded below | Smallest value it allows.
--   high | unit | when unbounded above | Largest value it allows.
--   bound | - | never | exact, at_least, more_than, at_most, less_than, about, range or vague.
--   unit | - | when it only counts | ISO currency code, SI-like unit, percent, people.
--   referent | - | when not recognised | Lemma of what it counts.
--   sentence | - | never | Index of the sentence.
--   attribution | - | in the outlet's own voice | Index of the attribution whose content holds it.
--   quoted | - | never | Inside quotation marks.
--   excerpt | - | never | Text of the number.
create or replace view raw.number_use as
select
    numbered.version_id,
    stored.day,
    stored.number,
    stored.start_char,
    stored.start_char + stored.chars as end_char,
    stored.low,
    stored.high,
    stored.bound,
    stored.unit,
    stored.referent,
    stored.sentence,
    stored.attribution,
    stored.quoted,
    stored.excerpt
from store.number_use as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
