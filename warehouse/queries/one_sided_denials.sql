-- Which claims are denied by somebody in one outlet while another carries them without the denial?
-- parameter: day date = select max(day) from daily.coverage
with denials as (
    select
        story_id,
        claim_id,
        list_sort(list(distinct outlet_id)) as with_denial
    from model.evidence
    where day = getvariable('day')
        and status = 'denied'
    group by story_id, claim_id
)

select
    any_value(claims.label) as claim,
    denials.with_denial,
    list_sort(list(claims.outlet_id)) as without_denial,
    claims.story_id,
    claims.claim_id
from daily.claims as claims
inner join denials using (story_id, claim_id)
where claims.day = getvariable('day')
    and claims.status in ('asserted', 'endorsed', 'attributed', 'distanced')
    and not list_contains(denials.with_denial, claims.outlet_id)
group by claims.story_id, claims.claim_id, denials.with_denial
order by len(without_denial) desc, claims.story_id, claims.claim_id
limit 200;
