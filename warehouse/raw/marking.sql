-- table: raw.marking
-- row: a device of distance or endorsement and what it is aimed at.
-- key: version_id, marking
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it stands in.
--   day | - | never | Day of the version; filled in on loading.
--   marking | - | never | Index from 0 in the version.
--   start_char | chars | never | First code point of the device.
--   end_char | chars | never | Code point after its last.
--   target_start_char | chars | never | First code point of what it is aimed at.
--   target_end_char | chars | never | Code point after its last.
--   engagement | - | never | endorsed or distanced.
--   device | - | never | cue, scare_quote, adjective, adverb or phrase.
--   sentence | - | never | Index of the sentence.
--   attribution | - | in the outlet's own voice | Index of the attribution it belongs to.
--   excerpt | - | never | Text of the device.
--   target_text | - | never | Text of the target.
create or replace view raw.marking as
select
    numbered.version_id,
    stored.day,
    stored.marking,
    stored.start_char,
    stored.start_char + stored.chars as end_char,
    stored.target_start_char,
    stored.target_end_char,
    stored.engagement,
    stored.device,
    stored.sentence,
    stored.attribution,
    stored.excerpt,
    stored.target_text
from store.marking as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
