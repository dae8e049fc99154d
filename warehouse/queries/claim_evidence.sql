-- Every piece of evidence for one claim, with its place, so that a reader can check the cells.
-- Claim: its id; by default the claim with the most evidence of the day.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: claim varchar = select max_by(claim_id, evidence) from (select claim_id, sum(evidence) as evidence from daily.claims where day = (select max(day) from daily.coverage) group by claim_id)
select
    outlet_id,
    status,
    voice,
    text,
    title,
    url,
    version_id,
    sentence,
    start_char,
    end_char,
    score,
    reason
from model.evidence
where day = getvariable('day')
    and claim_id = getvariable('claim')
order by outlet_id, version_id, start_char;
