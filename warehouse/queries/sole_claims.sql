-- Which claims does only one outlet carry, in stories that at least three outlets cover?
-- Day: the day looked at.
-- parameter: day date = select max(day) from daily.coverage
with carried as (
    select
        story_id,
        claim_id,
        any_value(label) as claim,
        count(*) as outlets_in_story,
        list(outlet_id) filter (where status not in ('omitted', 'not_observed')) as carried_by,
        max(text) filter (where status not in ('omitted', 'not_observed')) as evidence
    from daily.claims
    where day = getvariable('day')
    group by story_id, claim_id
)

select
    carried.carried_by[1] as outlet_id,
    carried.claim,
    carried.evidence,
    stories.label as story,
    carried.outlets_in_story
from carried
inner join daily.stories as stories on stories.day = getvariable('day') and stories.story_id = carried.story_id
where len(carried.carried_by) = 1
    and stories.outlets >= 3
order by carried.outlets_in_story desc, outlet_id, carried.claim
limit 200;
