-- Which stories did one outlet leave out although most healthy outlets of its language carried them?
-- A day on which the outlet was not healthy gives no rows.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: outlet varchar = select mode(outlet_id) from daily.coverage where articles > 0 and day = (select max(day) from daily.coverage)
with healthy as (
    select
        coverage.outlet_id,
        coverage.articles,
        outlet.language
    from daily.coverage as coverage
    left join raw.outlet as outlet using (outlet_id)
    where coverage.day = getvariable('day')
        and coverage.healthy
),

asked as (
    select *
    from healthy
    where outlet_id = getvariable('outlet')
),

peers as (
    select healthy.outlet_id
    from healthy
    inner join asked on asked.language is not distinct from healthy.language
    where healthy.articles > 0
),

carried as (
    select
        story_id,
        count(*) filter (where outlet_id in (select outlet_id from peers)) as outlets,
        count(*) filter (where outlet_id in (select outlet_id from asked)) as by_asked
    from daily.first_reports
    where day = getvariable('day')
    group by story_id
)

select
    asked.outlet_id,
    stories.label as story,
    carried.outlets,
    (select count(*) from peers) as healthy_outlets,
    stories.origins,
    stories.started_at,
    stories.story_id
from daily.stories as stories
inner join carried using (story_id)
cross join asked
where stories.day = getvariable('day')
    and carried.outlets > (select count(*) from peers) / 2
    and carried.by_asked = 0
order by carried.outlets desc, stories.origins desc, stories.story_id;
