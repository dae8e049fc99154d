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
create table raw.marking (
    version_id varchar not null,
    day date not null,
    marking integer not null,
    start_char integer not null,
    end_char integer not null,
    target_start_char integer not null,
    target_end_char integer not null,
    engagement varchar not null,
    device varchar not null,
    sentence integer not null,
    attribution integer,
    excerpt varchar not null,
    target_text varchar not null
);
