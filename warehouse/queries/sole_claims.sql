-- Which claims does only one outlet carry, in stories that at least three outlets cover?
-- Day: the day looked at.
-- parameter: day date = select max(day) from daily.coverage
with carried as (
    select
        story_id,
        claim_id,
        any_value(label) as claim,
        list(outlet_id) filter (where status not in ('omitted', 'not_observed')) as carried_by,
        max(text) filter (where status not in ('omitted', 'not_observed')) as evidence
    from daily.claims
    where day = getvariable('day')
    group by story_id, claim_id
),

covering as (
    select
        story_id,
        count(*) as outlets
    from daily.first_reports
    where day = getvariable('day')
    group by story_id
)

select
    carried.carried_by[1] as outlet_id,
    carried.claim,
    carried.evidence,
    stories.label as story,
    covering.outlets as outlets_in_story
from carried
inner join covering using (story_id)
inner join daily.stories as stories on stories.day = getvariable('day') and stories.story_id = carried.story_id
where len(carried.carried_by) = 1
    and covering.outlets >= 3
order by outlets_in_story desc, outlet_id, carried.claim
limit 200;
