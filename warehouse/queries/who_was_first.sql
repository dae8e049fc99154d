-- How often was each outlet first, later, or undetermined, and by how much?
-- A story that goes on for days counts once.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
with reports as (
    select *
    from daily.first_reports
    where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
    qualify row_number() over (partition by story_id, outlet_id order by day desc) = 1
)

select
    outlet_id,
    count(*) as stories,
    count(*) filter (where verdict = 'first') as first_reports,
    count(*) filter (where verdict = 'later') as later,
    count(*) filter (where verdict = 'undetermined') as undetermined,
    median(lag_low_minutes) filter (where verdict = 'later') as median_least_lag_minutes
from reports
group by outlet_id
order by first_reports desc, outlet_id;
