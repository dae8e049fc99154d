-- table: model.evidence
-- row: one piece of evidence for a cell of claims x outlets, with the article it stands in.
-- key: day, story_id, claim_id, version_id, proposition
-- depends: raw.claim_member, raw.claim, raw.version
-- columns: name | unit | null | meaning
--   day | - | never | Day of the comparison.
--   story_id | - | never | The story.
--   claim_id | - | never | The claim.
--   label | - | never | Text that stands for the claim.
--   outlet_id | - | never | The outlet.
--   version_id | - | never | The version.
--   origin_id | - | never | Its reprint family, or its own.
--   proposition | - | never | Index of the proposition in the version.
--   sentence | - | never | Index of the sentence that attributes it, from which a quotation may run on or back; in the outlet's own voice, of its own.
--   start_char | chars | never | First code point of the evidence.
--   end_char | chars | never | Code point after its last.
--   text | - | never | The evidence, exactly as it stands there.
--   status | - | never | Status that it supports.
--   voice | - | in the outlet's own voice | Key of the voice who says it.
--   score | - | for the seed | Similarity to the claim, 0 to 1.
--   reason | - | never | Why it belongs to the claim.
--   url | - | never | Address of the article.
--   title | - | when the page has none | Headline of the article.
select
    member.day,
    member.story_id,
    member.claim_id,
    claim.label,
    member.outlet_id,
    member.version_id,
    member.origin_id,
    member.proposition,
    member.sentence,
    member.start_char,
    member.end_char,
    coalesce(member.text, model.stretch(version.text, member.start_char, member.end_char)) as text,
    member.status,
    member.voice,
    member.score,
    member.reason,
    version.url,
    version.title
from raw.claim_member as member
inner join raw.claim as claim
    on claim.day = member.day and claim.story_id = member.story_id and claim.claim_id = member.claim_id
inner join raw.version as version
    on version.day = member.version_day and version.version_id = member.version_id;
