-- table: raw.edit_sentence
-- row: one changed sentence of an edit.
-- key: day, from_version_id, to_version_id, ordinal
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   article_id | - | never | The article.
--   from_version_id | - | never | The version before.
--   to_version_id | - | never | The version after.
--   ordinal | - | never | Index from 0 in the edit.
--   change | - | never | added, removed, softened, hardened or reworded.
--   from_start_char | chars | when added | First code point before.
--   from_end_char | chars | when added | Code point after its last, before.
--   to_start_char | chars | when removed | First code point after.
--   to_end_char | chars | when removed | Code point after its last, after.
--   reason | - | when only worded otherwise | Which engagement, polarity, certainty or bound changed.
create table raw.edit_sentence (
    day date not null,
    article_id varchar not null,
    from_version_id varchar not null,
    to_version_id varchar not null,
    ordinal integer not null,
    change varchar not null,
    from_start_char integer,
    from_end_char integer,
    to_start_char integer,
    to_end_char integer,
    reason varchar
);
