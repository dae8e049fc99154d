-- table: raw.sentence
-- row: one sentence of a version.
-- key: version_id, sentence
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it stands in.
--   day | - | never | Day of the version; filled in on loading.
--   sentence | - | never | Index from 0 in text order.
--   start_char | chars | never | First code point.
--   end_char | chars | never | Code point after the last.
--   paragraph | - | never | Index of the paragraph from 0.
--   quoted | share | never | Share of its characters inside quotation marks, 0 to 1.
create or replace view raw.sentence as
select
    numbered.version_id,
    stored.day,
    stored.sentence,
    stored.start_char,
    stored.start_char + stored.chars as end_char,
    stored.paragraph,
    stored.quoted
from store.sentence as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
