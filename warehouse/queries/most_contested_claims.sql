-- On which claims do outlets part most: some assert them, others keep their distance, deny or leave them
-- out?
-- parameter: day date = select max(day) from daily.coverage
with cells as (
    select
        story_id,
        claim_id,
        any_value(label) as claim,
        list_sort(list(outlet_id) filter (where status in ('asserted', 'endorsed'))) as own_voice,
        list_sort(list(outlet_id) filter (where status = 'attributed')) as attributed,
        list_sort(list(outlet_id) filter (where status = 'distanced')) as distanced,
        list_sort(list(outlet_id) filter (where status in ('denied', 'contradicted'))) as denied,
        list_sort(list(outlet_id) filter (where status = 'omitted')) as omitted,
        count(distinct status) filter (where status <> 'not_observed') as statuses,
        max(carried_by_origins) as carried_by_origins
    from daily.claims
    where day = getvariable('day')
    group by story_id, claim_id
)

select
    stories.label as story,
    cells.* exclude (story_id)
from cells
inner join daily.stories as stories on stories.day = getvariable('day') and stories.story_id = cells.story_id
where cells.statuses >= 2
    and cells.carried_by_origins >= 2
order by cells.statuses desc, cells.carried_by_origins desc, cells.claim_id
limit 100;
