-- table: model.quotation
-- row: one attribution with its voice and article.
-- key: version_id, attribution
-- depends: raw.attribution, raw.voice, raw.version
-- columns: name | unit | null | meaning
--   day | - | never | Day of the version.
--   outlet_id | - | never | The outlet.
--   version_id | - | never | The version.
--   attribution | - | never | Index of the attribution in the version.
--   voice | - | never | Key of the voice.
--   voice_name | - | when the voice is unknown | Name of the voice for people; empty when it is unresolved.
--   voice_group | - | when the voice is unknown | person, organisation, state, document, anonymous or unresolved.
--   role | - | when the text gives none | Role as the text gives it.
--   kind | - | never | direct, indirect or mixed.
--   engagement | - | never | acknowledged, endorsed or distanced.
--   polarity | - | never | affirms or denies.
--   certainty | - | never | certain, probable, possible or unstated.
--   source_text | - | never | Text of the source.
--   cue_text | - | never | Text of the cue.
--   content_text | - | never | Text of the content.
--   content_words | words | never | Words of the content.
--   start_char | chars | when it has no content | First code point of the content.
--   sentence | - | never | Index of the sentence.
--   rule | - | never | Rule that found it.
--   url | - | never | Address of the article.
--   title | - | when the page has none | Headline of the article.
select
    attribution.day,
    version.outlet_id,
    attribution.version_id,
    attribution.attribution,
    attribution.voice,
    voice.name as voice_name,
    voice.voice_group,
    voice.role,
    attribution.kind,
    attribution.engagement,
    attribution.polarity,
    attribution.certainty,
    coalesce(attribution.source_text, model.stretches(version.text, attribution.source)) as source_text,
    coalesce(attribution.cue_text, model.stretches(version.text, attribution.cue)) as cue_text,
    coalesce(attribution.content_text, model.stretches(version.text, attribution.content)) as content_text,
    attribution.content_words,
    attribution.content[1][1] as start_char,
    attribution.sentence,
    attribution.rule,
    version.url,
    version.title
from raw.attribution as attribution
inner join raw.version as version
    on version.day = attribution.day and version.version_id = attribution.version_id
left join raw.voice as voice
    on voice.day = attribution.day
    and voice.version_id = attribution.version_id
    and voice.voice = attribution.voice;
