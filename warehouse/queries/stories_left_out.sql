-- Which stories did one outlet leave out although most healthy outlets of its language carried them?
-- A day on which the outlet was not healthy gives no rows.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: outlet varchar = select mode(outlet_id) from daily.coverage where articles > 0 and day = (select max(day) from daily.coverage)
with healthy as (
    select count(*) as outlets
    from daily.coverage
    where day = getvariable('day')
        and healthy
        and articles > 0
),

asked as (
    select outlet_id
    from daily.coverage
    where day = getvariable('day')
        and outlet_id = getvariable('outlet')
        and healthy
)

select
    asked.outlet_id,
    stories.label as story,
    stories.outlets,
    healthy.outlets as healthy_outlets,
    stories.origins,
    stories.started_at,
    stories.story_id
from daily.stories as stories
cross join healthy
cross join asked
where stories.day = getvariable('day')
    and stories.outlets > healthy.outlets / 2
    and not exists (
        from raw.story_member as member
        where member.day = getvariable('day')
            and member.story_id = stories.story_id
            and member.outlet_id = asked.outlet_id
    )
order by stories.outlets desc, stories.origins desc, stories.story_id;
