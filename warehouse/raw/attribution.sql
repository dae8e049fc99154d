-- table: raw.attribution
-- row: one relation of source, cue and content, with the outlet's distance and the source's position.
-- key: version_id, attribution
-- load: version
-- derived: source_text, cue_text, content_text
-- columns: name | unit | null | meaning
--   version_id | - | never | Version it stands in.
--   day | - | never | Day of the version; filled in on loading.
--   attribution | - | never | Index from 0 in the version.
--   source | chars | never | Spans of the source, each [start, end).
--   cue | chars | never | Spans of the cue.
--   content | chars | never | Spans of the content.
--   kind | - | never | direct, indirect or mixed.
--   engagement | - | never | acknowledged, endorsed or distanced.
--   engagement_cue | chars | never | Spans that show distance or endorsement.
--   polarity | - | never | affirms or denies.
--   certainty | - | never | certain, probable, possible or unstated.
--   voice | - | never | Key of the version's voice who says it.
--   relays | - | never | Keys of voices through which it came.
--   rule | - | never | Rule that found it.
--   sentence | - | never | Index of the cue's sentence, or of the content's.
--   source_text | - | while the version's text is kept; see model.quotation | Text of the source; parts joined by " … ".
--   cue_text | - | while the version's text is kept; see model.quotation | Text of the cue.
--   content_text | - | while the version's text is kept; see model.quotation | Text of the content.
--   content_words | words | never | Words of the content.
create table raw.attribution (
    version_id varchar not null,
    day date not null,
    attribution integer not null,
    source integer[][] not null,
    cue integer[][] not null,
    content integer[][] not null,
    kind varchar not null,
    engagement varchar not null,
    engagement_cue integer[][] not null,
    polarity varchar not null,
    certainty varchar not null,
    voice varchar not null,
    relays varchar[] not null,
    rule varchar not null,
    sentence integer not null,
    source_text varchar using compression zstd,
    cue_text varchar using compression zstd,
    content_text varchar using compression zstd,
    content_words integer not null
);
