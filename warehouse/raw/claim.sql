-- table: raw.claim
-- row: a proposition of a story that outlets state, attribute or deny.
-- key: day, story_id, claim_id
-- load: day
-- derived: label
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   claim_id | - | never | Identifier of the claim.
--   label | - | while the version's text is kept; see model.evidence | Text that stands for it.
--   label_version_id | - | never | Version that the label is taken from.
--   label_start_char | chars | never | First code point of the label there.
--   label_end_char | chars | never | Code point after its last.
--   version_day | - | never | Day of the version that the label is taken from; filled in on loading.
create table raw.claim (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    label varchar using compression zstd,
    label_version_id varchar not null,
    label_start_char integer not null,
    label_end_char integer not null,
    version_day date not null
);
