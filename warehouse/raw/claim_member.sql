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
--   sentence | - | never | Index of the sentence that attributes it, from which a quotation may run on or back; in the outlet's own voice, of its own.
--   start_char | chars | never | First code point of the evidence.
--   end_char | chars | never | Code point after the last.
--   text | - | while the version's text is kept; see model.evidence | The evidence, exactly as it stands there.
--   status | - | never | asserted, endorsed, attributed, distanced, denied or contradicted.
--   voice | - | in the outlet's own voice | Key of the voice who says it.
--   score | - | for the seed | Similarity to the claim, 0 to 1, to four decimals.
--   reason | - | never | Why it belongs to the claim.
--   version_day | - | never | Day of the version; filled in on loading.
create or replace view raw.claim_member as
select
    stored.day,
    claim.story_id,
    claim.claim_id,
    numbered.version_id,
    coalesce(stored.outlet_id, member.outlet_id) as outlet_id,
    coalesce(stored.origin_id, member.origin_id) as origin_id,
    stored.proposition,
    proposition.sentence,
    proposition.start_char,
    proposition.start_char + proposition.chars as end_char,
    stored.text,
    stored.status,
    proposition.voice as voice,
    stored.score / 10000 as score,
    stored.reason,
    stored.version_day
from store.claim_member as stored
inner join raw.claim as claim on claim.day = stored.day and claim.claim_number = stored.claim
inner join store.version_number as numbered
    on numbered.day = stored.version_day and numbered.number = stored.version
inner join store.proposition as proposition
    on proposition.day = stored.version_day
    and proposition.version = stored.version
    and proposition.proposition = stored.proposition
left join store.story_member as member
    on member.day = stored.day and member.story_id = claim.story_id and member.version = stored.version
where stored.start_char is null
union all
select
    stored.day,
    claim.story_id,
    claim.claim_id,
    numbered.version_id,
    coalesce(stored.outlet_id, member.outlet_id) as outlet_id,
    coalesce(stored.origin_id, member.origin_id) as origin_id,
    stored.proposition,
    stored.sentence,
    stored.start_char,
    stored.start_char + stored.chars as end_char,
    stored.text,
    stored.status,
    nullif(stored.voice, '') as voice,
    stored.score / 10000 as score,
    stored.reason,
    stored.version_day
from store.claim_member as stored
inner join raw.claim as claim on claim.day = stored.day and claim.claim_number = stored.claim
inner join store.version_number as numbered
    on numbered.day = stored.version_day and numbered.number = stored.version
left join store.story_member as member
    on member.day = stored.day and member.story_id = claim.story_id and member.version = stored.version
where stored.start_char is not null;
