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
--   sentence | - | never | Index of the sentence.
--   attribution | - | in the outlet's own voice | Index of its attribution.
--   engagement | - | never | acknowledged, endorsed or distanced.
--   polarity | - | never | affirms or denies.
--   certainty | - | never | certain, probable, possible or unstated.
--   voice | - | in the outlet's own voice | Key of the voice.
create table raw.proposition (
    version_id varchar not null,
    day date not null,
    proposition integer not null,
    start_char integer not null,
    end_char integer not null,
    spans integer[][] not null,
    sentence integer not null,
    attribution integer,
    engagement varchar not null,
    polarity varchar not null,
    certainty varchar not null,
    voice varchar
);
