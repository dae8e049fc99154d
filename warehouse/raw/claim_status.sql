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
create or replace view raw.claim_status as
from store.cell
union all
select
    day,
    story_id,
    claim_id,
    outlet_id,
    'not_observed' as status,
    0 as evidence,
    reason,
    carried_by_origins,
    covering_origins,
    null as expected,
    null as surprise_bits,
    null as nearest_version_id,
    null as nearest_start_char,
    null as nearest_end_char,
    null as nearest_score
from store.absent_cell;
