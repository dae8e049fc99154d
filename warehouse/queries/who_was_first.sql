-- How often was each outlet first, later, or undetermined, and by how much?
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
select
    outlet_id,
    count(*) as stories,
    count(*) filter (where verdict = 'first') as first_reports,
    count(*) filter (where verdict = 'later') as later,
    count(*) filter (where verdict = 'undetermined') as undetermined,
    median(lag_low_minutes) filter (where verdict = 'later') as median_least_lag_minutes
from daily.first_reports
where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
group by outlet_id
order by first_reports desc, outlet_id;
