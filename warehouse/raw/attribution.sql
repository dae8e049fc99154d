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
create or replace view raw.attribution as
select
    numbered.version_id,
    stored.day,
    stored.attribution,
    store.spans(stored.source, stored.source_start, stored.source_chars) as source,
    store.spans(stored.cue, store.behind(stored.cue_gap, stored.source_start), stored.cue_chars) as cue,
    store.spans(stored.content, store.behind(stored.content_gap, stored.source_start), stored.content_chars) as content,
    stored.kind,
    stored.engagement,
    stored.engagement_cue,
    stored.polarity,
    stored.certainty,
    stored.voice,
    stored.relays,
    stored.rule,
    stored.sentence,
    stored.source_text,
    stored.cue_text,
    stored.content_text,
    stored.content_words
from store.attribution as stored
inner join store.version_number as numbered on numbered.day = stored.day and numbered.number = stored.version;
