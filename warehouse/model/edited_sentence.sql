-- table: model.edited_sentence
-- row: one changed sentence of an edit, as it stood before and after.
-- key: day, from_version_id, to_version_id, ordinal
-- depends: raw.edit_sentence, raw.version
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   article_id | - | never | The article.
--   outlet_id | - | never | Its outlet.
--   from_version_id | - | never | The version before.
--   to_version_id | - | never | The version after.
--   ordinal | - | never | Index from 0 in the edit.
--   change | - | never | added, removed, softened, hardened or reworded.
--   before_text | - | when added, or when the text was dropped | The sentence before.
--   after_text | - | when removed, or when the text was dropped | The sentence after.
--   reason | - | when only worded otherwise | What changed.
--   url | - | never | Address of the article.
--   title | - | when the page has none | Headline after the edit.
select
    change.day,
    change.article_id,
    later.outlet_id,
    change.from_version_id,
    change.to_version_id,
    change.ordinal,
    change.change,
    model.stretch(earlier.text, change.from_start_char, change.from_end_char) as before_text,
    model.stretch(later.text, change.to_start_char, change.to_end_char) as after_text,
    change.reason,
    later.url,
    later.title
from raw.edit_sentence as change
inner join raw.version as earlier on earlier.version_id = change.from_version_id
inner join raw.version as later on later.version_id = change.to_version_id;
