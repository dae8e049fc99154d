-- table: daily.claims
-- row: one cell of claims x outlets in a story, with its best evidence.
-- key: day, story_id, claim_id, outlet_id
-- depends: raw.claim, raw.claim_member, raw.voice
-- columns: name | unit | null | meaning
--   day | - | never | UTC day.
--   story_id | - | never | The story.
--   claim_id | - | never | The claim.
--   outlet_id | - | never | The outlet.
--   status | - | never | asserted, endorsed, attributed, distanced, denied, contradicted, omitted or not_observed.
--   label | - | never | Text that stands for the claim.
--   evidence | rows | never | Pieces of evidence, all in model.evidence.
--   evidence_origins | origins | never | Independent producers among the evidence.
--   carried_by_origins | origins | never | Independent origins that carry the claim.
--   covering_origins | origins | never | Independent origins that cover the story.
--   version_id | - | when omitted or not observed | Version of the best evidence.
--   sentence | - | when omitted or not observed | Index of the sentence that attributes it, from which a quotation may run on or back; in the outlet's own voice, of its own.
--   start_char | chars | when omitted or not observed | First code point of the best evidence.
--   end_char | chars | when omitted or not observed | Code point after its last.
--   text | - | when omitted or not observed | The best evidence, exactly as it stands there.
--   voices | - | never | Names of the voices that the outlet lets say it; empty in its own voice.
--   reason | - | when the evidence speaks for itself | Why not observed, or how the omission was decided.
-- assert a status known: status in ('asserted', 'endorsed', 'attributed', 'distanced', 'denied', 'contradicted', 'omitted', 'not_observed')
-- assert evidence behind every status: status in ('omitted', 'not_observed') or version_id is not null
-- assert the span has a length: start_char is null or start_char < end_char
with cells as (
    -- Cells of outlets without an article of the story are not made here, and texts are not cut: the view of the
    -- table, in warehouse/kept, does both.
    select *
    from store.cell
    where day = getvariable('day')
        and story_id between getvariable('first_story') and getvariable('last_story')
),

members as (
    select *
    from raw.claim_member
    where day = getvariable('day')
        and story_id between getvariable('first_story') and getvariable('last_story')
),

labels as (
    select *
    from raw.claim
    where day = getvariable('day')
        and story_id between getvariable('first_story') and getvariable('last_story')
),

best as (
    select
        member.*,
        cell.status as cell_status
    from members as member
    inner join cells as cell using (story_id, claim_id, outlet_id)
    qualify row_number() over (
        partition by member.story_id, member.claim_id, member.outlet_id
        order by
            member.status <> cell.status,
            member.score desc nulls first,
            member.version_id,
            member.start_char,
            member.proposition
    ) = 1
),

-- Versions with evidence of any story, whichever stories are asked for.
evidence as (
    select numbered.version_id
    from (select distinct version_day, version from store.claim_member where day = getvariable('day')) as stored
    inner join store.version_number as numbered
        on numbered.day = stored.version_day and numbered.number = stored.version
),

named as (
    select
        version_id,
        voice,
        min(name) as name
    from raw.voice
    where day between getvariable('first_day') and getvariable('day')
        and version_id in (select version_id from evidence)
    group by version_id, voice
),

-- A surname of one text may stand for a voice that another text of the day names in full.
named_elsewhere as (
    select
        voice,
        min(name) as name
    from named
    group by voice
),

voices as (
    select
        member.story_id,
        member.claim_id,
        member.outlet_id,
        count(distinct member.origin_id) as evidence_origins,
        list_sort(
            list(distinct coalesce(
                named.name,
                named_elsewhere.name,
                nullif(replace(split_part(member.voice, '/', 2), '-', ' '), ''),
                member.voice
            )) filter (where member.voice is not null)
        ) as voices
    from members as member
    left join named using (version_id, voice)
    left join named_elsewhere on named_elsewhere.voice = member.voice
    group by member.story_id, member.claim_id, member.outlet_id
)

select
    cell.day,
    cell.story_id,
    cell.claim_id,
    cell.outlet_id,
    cell.status,
    label.label,
    cell.evidence,
    coalesce(voices.evidence_origins, 0) as evidence_origins,
    cell.carried_by_origins,
    cell.covering_origins,
    best.version_id,
    best.sentence,
    best.start_char,
    best.end_char,
    best.text,
    coalesce(voices.voices, []) as voices,
    cell.reason
from cells as cell
inner join labels as label on label.story_id = cell.story_id and label.claim_id = cell.claim_id
left join best
    on best.story_id = cell.story_id
    and best.claim_id = cell.claim_id
    and best.outlet_id = cell.outlet_id
left join voices
    on voices.story_id = cell.story_id
    and voices.claim_id = cell.claim_id
    and voices.outlet_id = cell.outlet_id;
