-- table: raw.claim
-- row: a proposition of a story that outlets state, attribute or deny.
-- key: day, story_id, claim_id
-- load: day
-- volatile: claim_number
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   claim_id | - | never | Identifier of the claim.
--   label | - | never | Text that stands for it, exactly as it stands in the version.
--   label_version_id | - | never | Version that the label is taken from.
--   label_start_char | chars | never | First code point of the label there.
--   label_end_char | chars | never | Code point after its last.
--   version_day | - | never | Day of the version that the label is taken from; filled in on loading.
--   claim_number | - | never | Number that stands for the claim of that day in the schema store; filled in on loading.
create table raw.claim (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    label varchar not null,
    label_version_id varchar not null,
    label_start_char integer not null,
    label_end_char integer not null,
    version_day date not null,
    claim_number uinteger not null
);
