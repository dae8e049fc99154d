-- How daily.claims is given back from store.claims: cells with evidence, then those without,
-- then those of outlets without an article of the story.
create or replace view daily.claims as
select
    stored.day,
    claim.story_id,
    claim.claim_id,
    stored.outlet_id,
    stored.status,
    claim.label,
    stored.evidence,
    stored.evidence_origins,
    stored.carried_by_origins,
    stored.covering_origins,
    version.version_id,
    stored.sentence,
    stored.start_char,
    stored.start_char + stored.chars as end_char,
    coalesce(
        stored.text, model.stretch(version.text, stored.start_char, stored.start_char + stored.chars)
    ) as text,
    stored.voices,
    stored.reason
from store.claims as stored
inner join raw.claim as claim on claim.day = stored.day and claim.claim_number = stored.claim
inner join raw.version as version
    on version.day = stored.version_day and version.version_number = stored.version
where stored.version is not null
union all
select
    stored.day,
    claim.story_id,
    claim.claim_id,
    stored.outlet_id,
    stored.status,
    claim.label,
    stored.evidence,
    stored.evidence_origins,
    stored.carried_by_origins,
    stored.covering_origins,
    null as version_id,
    stored.sentence,
    stored.start_char,
    null as end_char,
    stored.text,
    stored.voices,
    stored.reason
from store.claims as stored
inner join raw.claim as claim on claim.day = stored.day and claim.claim_number = stored.claim
where stored.version is null
union all
select
    day,
    story_id,
    claim_id,
    outlet_id,
    'not_observed' as status,
    label,
    0 as evidence,
    0 as evidence_origins,
    carried_by_origins,
    covering_origins,
    null as version_id,
    null as sentence,
    null as start_char,
    null as end_char,
    null as text,
    [] as voices,
    reason
from store.absent_cell;
