-- table: raw.proposition
-- row: what is put forward in one place: attributed content or an own-voice sentence.
-- key: version_id, proposition
-- load: version
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it stands in.
--   day | - | never | Day of the version; filled in on loading.
--   proposition | - | never | Index from 0 in the version.
--   start_char | chars | never | First code point of the whole.
--   end_char | chars | never | Code point after the last.
--   spans | chars | never | Its parts, each [start, end).
--   sentence | - | never | Index of the sentence that attributes it, from which a quotation may run on or back; in the outlet's own voice, of its own.
--   attribution | - | in the outlet's own voice | Index of its attribution.
--   engagement | - | never | acknowledged, endorsed or distanced.
--   polarity | - | never | affirms or denies.
--   certainty | - | never | certain, probable, possible or unstated.
--   voice | - | in the outlet's own voice | Key of the voice.
create or replace view raw.proposition as
select
    numbered.version_id,
    stored.day,
    stored.proposition,
    stored.start_char,
    stored.start_char + stored.chars as end_char,
    coalesce(stored.spans, [[stored.start_char, stored.start_char + stored.chars]]) as spans,
    stored.sentence,
    stored.attribution,
    stored.engagement,
    stored.polarity,
    stored.certainty,
    stored.voice
from store.proposition as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
