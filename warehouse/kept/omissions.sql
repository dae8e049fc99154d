-- How daily.omissions is given back from store.omissions.
create or replace view daily.omissions as
select
    stored.day,
    claim.story_id,
    claim.claim_id,
    stored.outlet_id,
    claim.label,
    stored.expected,
    stored.surprise_bits,
    stored.carried_by,
    stored.carried_by_origins,
    stored.covering_origins,
    stored.nearest_sentence,
    stored.nearest_score,
    stored.nearest_version_id,
    stored.nearest_start_char,
    stored.nearest_end_char,
    stored.reason
from store.omissions as stored
inner join raw.claim as claim on claim.day = stored.day and claim.claim_number = stored.claim;
