-- table: raw.claim_status
-- row: one cell of claims x outlets.
-- key: day, story_id, claim_id, outlet_id
-- load: day
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   claim_id | - | never | The claim.
--   outlet_id | - | never | The outlet.
--   status | - | never | asserted, endorsed, attributed, distanced, denied, contradicted, omitted or
--       not_observed.
--   evidence | rows | never | Pieces of evidence in raw.claim_member.
--   reason | - | when the evidence speaks for itself | Why not observed, or how the omission was decided.
--   carried_by_origins | origins | never | Independent origins that carry the claim.
--   covering_origins | origins | never | Independent origins that cover the story.
--   expected | probability | unless omitted | Probability that an outlet covering the story carries it.
--   surprise_bits | bits | unless omitted | How surprising the omission is: -log2(1 - expected).
--   nearest_version_id | - | unless omitted | Version of the nearest sentence the outlet has.
--   nearest_start_char | chars | unless omitted | Its first code point.
--   nearest_end_char | chars | unless omitted | The code point after its last.
--   nearest_score | - | unless omitted | Its similarity to the claim, 0 to 1.
create table raw.claim_status (
    day date not null,
    story_id varchar not null,
    claim_id varchar not null,
    outlet_id varchar not null,
    status varchar not null,
    evidence integer not null,
    reason varchar,
    carried_by_origins integer not null,
    covering_origins integer not null,
    expected double,
    surprise_bits double,
    nearest_version_id varchar,
    nearest_start_char integer,
    nearest_end_char integer,
    nearest_score double
);
