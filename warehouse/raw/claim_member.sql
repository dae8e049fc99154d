-- table: raw.claim_member
-- row: one piece of evidence: a proposition of a version that states or denies a claim.
-- key: day, story_id, claim_id, version_id, proposition
-- load: day
-- derived: text
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   claim_id | - | never | The claim.
--   version_id | - | never | The version.
--   outlet_id | - | never | Its outlet.
--   origin_id | - | never | Its reprint family, or its own.
--   proposition | - | never | Index of the proposition in the version.
--   sentence | - | never | Index of the sentence.
--   start_char | chars | never | First code point of the evidence.
--   end_char | chars | never | Code point after the last.
--   text | - | while the version's text is kept; see model.evidence | The evidence, exactly as it stands there.
--   status | - | never | asserted, endorsed, attributed, distanced, denied or contradicted.
--   voice | - | in the outlet's own voice | Key of the voice who says it.
--   score | - | for the seed | Similarity to the claim, 0 to 1.
--   reason | - | never | Why it belongs to the claim.
--   version_day | - | never | Day of the version; filled in on loading.
create table raw.claim_member (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    version_id varchar not null,
    outlet_id varchar not null,
    origin_id varchar not null,
    proposition integer not null,
    sentence integer not null,
    start_char integer not null,
    end_char integer not null,
    text varchar using compression zstd,
    status varchar not null,
    voice varchar,
    score double,
    reason varchar not null,
    version_day date not null
);
