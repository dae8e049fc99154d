-- Which words mark one outlet against the others, in its own voice?
-- A story that goes on for days counts once, as it stood on its last.
-- parameter: day date = select max(day) from daily.coverage
-- parameter: days integer = 28
-- parameter: outlet varchar = select mode(outlet_id) from daily.coverage where articles > 0 and day = (select max(day) from daily.coverage)
with used as (
    select *
    from daily.words
    where day between getvariable('day') - getvariable('days') + 1 and getvariable('day')
        and outlet_id = getvariable('outlet')
    qualify day = max(day) over (partition by story_id)
)

select
    term,
    sum("count")::bigint as uses,
    count(distinct story_id) as stories,
    avg(log_odds) as mean_log_odds,
    max(abs(z)) as greatest_z,
    min(q_value) as least_q
from used
where log_odds > 0
group by term
order by stories desc, greatest_z desc, term
limit 100;
