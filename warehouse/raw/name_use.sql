-- table: raw.name_use
-- row: one use of a name.
-- key: version_id, name_use
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it stands in.
--   day | - | never | Day of the version; filled in on loading.
--   name_use | - | never | Index from 0 in the version.
--   start_char | chars | never | First code point.
--   end_char | chars | never | Code point after the last.
--   name | - | never | Full name, normalised inside the text.
--   name_group | - | never | person, organisation, place or other.
--   concept | - | unless the lexicon knows variants of it | Concept that has several names in use.
--   variant | - | unless the lexicon knows variants of it | Variant that was used here.
--   sentence | - | never | Index of the sentence.
--   quoted | - | never | Inside quotation marks, hence not the outlet's choice.
create or replace view raw.name_use as
select
    numbered.version_id,
    stored.day,
    stored.name_use,
    stored.start_char,
    stored.start_char + stored.chars as end_char,
    stored.name,
    stored.name_group,
    stored.known[1].concept as concept,
    stored.known[1].variant as variant,
    stored.sentence,
    stored.quoted
from store.name_use as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
